using System.Collections.Immutable;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>One event about a conversation.</summary>
internal sealed record ConversationMetadata : MetadataEvent
{
    /// <summary>An event as the API's description shows it.</summary>
    public const string Example = """
        {"externalConversationId":"issue-1389","eventId":"event-1","lobId":"shop","groupName":"Orders","platform":"IOS","companySegment":["Sales"],
         "attributes":[{"name":"plan","value":"gold"}]}
        """;

    static readonly ImmutableArray<TextRule> Rules = [.. Conversation.MetadataFields.Select(TextRule.For)];

    public required string ExternalConversationId { get; init; }

    /// <summary>The scalar properties, in the order of <see cref="Conversation.MetadataFields"/>.</summary>
    public required ImmutableArray<Member<string>> Values { get; init; }

    public required Member<List<string>> CompanySegment { get; init; }

    public override int Kind => 1;

    /// <summary>Reads one event; what is wrong with it goes to the object's violations.</summary>
    public static ConversationMetadata Read(JsonObject item) => Read(item, ReadId(item, "externalConversationId", TextRule.Identifier));

    /// <summary>Reads metadata that is only tried out, and so may belong to no conversation.</summary>
    public static ConversationMetadata ReadTried(JsonObject item) =>
        Read(item, item.OptionalText("externalConversationId", TextRule.Identifier with { Min = 0 }).Value ?? "");

    /// <summary>Reads one event about a conversation that is named elsewhere.</summary>
    public static ConversationMetadata Read(JsonObject item, string externalConversationId)
    {
        var (eventId, isSenders) = ReadEventId(item);
        var values = new Member<string>[Conversation.MetadataFields.Length];
        var companySegment = default(Member<List<string>>);
        for (var i = 0; i < values.Length; i++)
        {
            var field = Conversation.MetadataFields[i];
            if (field.Type == FieldType.TextList) companySegment = item.OptionalTexts(field.WireName!, Rules[i], MostListItems);
            else values[i] = Scalar(item, field, Rules[i]);
        }

        return new ConversationMetadata
        {
            ExternalConversationId = externalConversationId,
            EventId = eventId,
            HasSendersEventId = isSenders,
            Values = [.. values],
            CompanySegment = companySegment,
            Attributes = ReadAttributes(item),
        };
    }

    /// <summary>The conversation with this event's values merged in.</summary>
    public Conversation MergeInto(Conversation conversation) => conversation with
    {
        Values = [.. Values.Select((value, i) => value.Present ? NullIfEmpty(value.Value) : conversation.Values[i])],
        CompanySegment = CompanySegment.Present ? [.. (CompanySegment.Value ?? []).Where(s => s.Length > 0)] : conversation.CompanySegment,
        Attributes = MergeAttributes(conversation.Attributes),
    };

    protected override void Describe(ContentText content)
    {
        content.Add(ExternalConversationId);
        foreach (var value in Values) content.Add(value);
        content.Mark(CompanySegment.Present ? "+" : "-");
        (CompanySegment.Value ?? []).ForEach(content.Add);
    }

    static Member<string> Scalar(JsonObject item, Field field, TextRule rule) => field.Type == FieldType.Enum
        ? item.OptionalChoice(field.WireName!, field.Values.AsSpan())
        : item.OptionalText(field.WireName!, rule);

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
