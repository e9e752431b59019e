using System.Text.Json;
using Tessera.People;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>One line of an import: a conversation with its metadata, intent and messages. All but the conversation may be absent.</summary>
internal sealed record ImportRecord(
    ConversationInput Conversation, ConversationMetadata? Metadata, Intent? Intent, List<MessageInput> Messages)
{
    /// <summary>A line as the API's description shows it.</summary>
    public const string Example = """
        {"conversation":{"externalId":"issue-1389","customer":{"externalId":"customer-1"},"timestamp":"2026-01-31T13:45:00Z"},"intent":{"code":"BILLING"}}
        """;

    /// <summary>Reads a line. The rules are those of the endpoints, but messages may be as many as the line holds.</summary>
    public static Result<ImportRecord> Parse(ReadOnlyMemory<byte> line)
    {
        if (line.Length > NdjsonReader.LongestLine) return Problem.TooLarge($"The line is longer than {NdjsonReader.LongestLine} bytes");
        var parsed = JsonBody.Parse(line);
        if (parsed.Problem is { } problem) return problem;
        using var document = parsed.Value!;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return Problem.BadBody($"$: expected an object, found {JsonObject.Kind(document.RootElement)}");
        var violations = new Violations();
        var record = Read(new JsonObject(document.RootElement, "$", violations));
        return violations.Any ? violations.ToProblem() : record!;
    }

    /// <summary>The conversation with all of the line but its messages merged in.</summary>
    public Conversation MergeInto(Conversation before)
    {
        var after = Conversation.MergeInto(before);
        if (Metadata is not null) after = Metadata.MergeInto(after);
        return Intent is null ? after : after with { Intent = Intent };
    }

    /// <summary>The customer and the agent it names.</summary>
    public IEnumerable<PersonKey> People => Conversation.Agent is { } agent
        ? [new(FieldFamily.Customer, Conversation.Customer.ExternalId), new(FieldFamily.Agent, agent.ExternalId)]
        : [new(FieldFamily.Customer, Conversation.Customer.ExternalId)];

    static ImportRecord? Read(JsonObject line)
    {
        if (line.RequiredObject("conversation") is not { } conversation) return null;
        var input = ConversationInput.Read(conversation);
        var metadata = line.OptionalObject("metadata") is { } given ? ConversationMetadata.Read(given) : null;
        if (metadata is not null && metadata.ExternalConversationId != input.ExternalId)
            line.Violate(
                "metadata.externalConversationId",
                $"expected {input.ExternalId}, as the conversation's externalId, found {metadata.ExternalConversationId}");
        var intent = line.OptionalObject("intent") is { } about
            ? new Intent(about.RequiredText("code", ConversationRules.Intent), about.OptionalText("name", ConversationRules.Intent).Value)
            : null;
        var messages = line.OptionalObjects("messages", int.MaxValue).Value ?? [];
        return new ImportRecord(input, metadata, intent, [.. messages.Select(MessageInput.Read)]);
    }
}
