using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>Limits that the documents leave open.</summary>
internal static class ConversationRules
{
    /// <summary>Clients' ids of conversations and participants: any characters. 512 code points are what PostgreSQL can index.</summary>
    public static readonly TextRule ExternalId = new(1, 512);

    /// <summary>Names of participants; may be empty.</summary>
    public static readonly TextRule ParticipantName = new(0, 1024);

    /// <summary>Names in the metadata map.</summary>
    public static readonly TextRule MetadataName = new(1, 256);

    /// <summary>Values in the metadata map.</summary>
    public static readonly TextRule MetadataValue = new(0, 4096);

    /// <summary>Codes and names of intents.</summary>
    public static readonly TextRule Intent = new(1, 256);
}

/// <summary>A conversation as clients send it.</summary>
internal sealed record ConversationInput(
    string ExternalId, Participant? Agent, Participant Customer, Dictionary<string, string?>? Metadata, DateTimeOffset Timestamp)
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"externalId":"issue-1389","agent":{"externalId":"agent-7","name":"Ada"},"customer":{"externalId":"customer-1","name":"Grace"},
         "metadata":{"queue":"orders"},"timestamp":"2026-01-31T13:45:00Z"}
        """;

    public static ConversationInput Read(JsonObject body)
    {
        // What an id means here the documents leave open: the conversation is the one of the external id.
        body.OptionalText("id", TextRule.MadeId);
        return new(
            body.RequiredText("externalId", ConversationRules.ExternalId),
            body.OptionalObject("agent") is { } agent ? ReadParticipant(agent) : null,
            body.RequiredObject("customer") is { } customer ? ReadParticipant(customer) : new Participant("", null),
            body.MapOrAbsent("metadata", ConversationRules.MetadataName, ConversationRules.MetadataValue, Conversation.MostNames),
            body.RequiredTime("timestamp"));
    }

    /// <summary>An absent agent or metadata name keeps what was; a name with null or an empty value is removed.</summary>
    public Conversation MergeInto(Conversation before)
    {
        var metadata = before.Metadata.ToBuilder();
        foreach (var (name, value) in Metadata ?? [])
        {
            if (string.IsNullOrEmpty(value)) metadata.Remove(name);
            else metadata[name] = value;
        }

        return before with { StartedAt = Timestamp, Agent = Agent ?? before.Agent, Customer = Customer, Metadata = metadata.ToImmutable() };
    }

    static Participant ReadParticipant(JsonObject participant) => new(
        participant.RequiredText("externalId", ConversationRules.ExternalId),
        participant.OptionalText("name", ConversationRules.ParticipantName).Value is { Length: > 0 } name ? name : null);
}

/// <summary>Credentials of a customer, of which only who the customer is outlives the reading.</summary>
internal sealed record AuthenticationInput(string CustomerExternalId)
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """{"customerExternalId":"customer-1","streamId":"stream-1","auth":{"token":"eyJhbGciOi"}}""";

    public static AuthenticationInput Read(JsonObject body)
    {
        body.TextOrAbsent("streamId", TextRule.Name);
        if (body.RequiredObject("auth") is { } auth)
        {
            if (!auth.Element.EnumerateObject().Any())
                body.Violate("auth", "expected at least one of body, cookies, headers and token, found none");
            auth.TextOrAbsent("token", TextRule.Any);
        }

        return new AuthenticationInput(body.RequiredText("customerExternalId", ConversationRules.ExternalId));
    }
}

/// <summary>A conversation as it is given out.</summary>
internal sealed record ConversationResource(
    string Id, string ExternalId, Participant? Agent, Participant? Customer, IReadOnlyDictionary<string, string>? Metadata)
{
    public static readonly ConversationResource Example = new(
        Examples.ConversationId,
        Examples.ExternalId,
        new Participant("agent-7", "Ada"),
        new Participant("customer-1", "Grace"),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["queue"] = "orders" });

    public static ConversationResource Of(Conversation conversation) => new(
        conversation.Id,
        conversation.ExternalId,
        conversation.Agent,
        conversation.Customer,
        conversation.Metadata.IsEmpty ? null : conversation.Metadata);
}

/// <summary>A list that has no pages.</summary>
internal sealed record ItemList<T>(IReadOnlyList<T> Items);

/// <summary>The answer to a create.</summary>
internal sealed record Created(string Id);
