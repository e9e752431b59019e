using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>
/// One conversation-metadata event: what it says is merged into the conversation. Absent keeps, null or an empty string clears, arrays
/// replace, attributes merge by name.
/// </summary>
internal sealed record ConversationMetadata
{
    /// <summary>The most attributes of one event.</summary>
    public const int MostAttributes = 10;

    /// <summary>An event as the API's description shows it.</summary>
    public const string Example = """
        {"externalConversationId":"issue-1389","eventId":"event-1","lobId":"shop","groupName":"Orders","platform":"IOS","companySegment":["Sales"],
         "attributes":[{"name":"plan","value":"gold"}]}
        """;

    // A list of thousands of segments is a mistake of the sender's; the documents set no limit.
    const int MostListItems = 100;

    static readonly TextRule AttributeName = new(1, 256);
    static readonly TextRule AttributeValue = new(0, 1024);
    static readonly TextRule EventIdRule = new(0, 256) { Alphabet = FieldAlphabet.Identifier };
    static readonly ImmutableArray<TextRule> Rules = [.. Conversation.MetadataFields.Select(TextRule.For)];

    public required string ExternalConversationId { get; init; }

    /// <summary>The sender's id of the event, or one made here.</summary>
    public required string EventId { get; init; }

    /// <summary>Whether <see cref="EventId"/> is the sender's, and so may come again.</summary>
    public required bool HasSendersEventId { get; init; }

    /// <summary>The scalar properties, in the order of <see cref="Conversation.MetadataFields"/>.</summary>
    public required ImmutableArray<Member<string>> Values { get; init; }

    public required Member<List<string>> CompanySegment { get; init; }

    /// <summary>A null value removes the name; the whole null removes all.</summary>
    public required Member<Dictionary<string, string?>> Attributes { get; init; }

    /// <summary>Reads one event; what is wrong with it goes to the object's violations.</summary>
    public static ConversationMetadata Read(JsonObject item) => Read(item, ExternalId(item));

    /// <summary>Reads metadata that is only tried out, and so may belong to no conversation.</summary>
    public static ConversationMetadata ReadTried(JsonObject item) =>
        Read(item, item.OptionalText("externalConversationId", TextRule.Identifier with { Min = 0 }).Value ?? "");

    /// <summary>The conversation with this event's values merged in.</summary>
    public Conversation MergeInto(Conversation conversation) => conversation with
    {
        Values = [.. Values.Select((value, i) => value.Present ? NullIfEmpty(value.Value) : conversation.Values[i])],
        CompanySegment = CompanySegment.Present ? [.. (CompanySegment.Value ?? []).Where(s => s.Length > 0)] : conversation.CompanySegment,
        Attributes = Merge(conversation.Attributes, Attributes),
    };

    /// <summary>Reads one event about a conversation that is named elsewhere.</summary>
    public static ConversationMetadata Read(JsonObject item, string externalConversationId)
    {
        var eventId = item.OptionalText("eventId", EventIdRule).Value;
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
            EventId = string.IsNullOrEmpty(eventId) ? Data.SortableId.NewGuid().ToString() : eventId,
            HasSendersEventId = !string.IsNullOrEmpty(eventId),
            Values = [.. values],
            CompanySegment = companySegment,
            Attributes = ReadAttributes(item),
        };
    }

    /// <summary>A digest of what the event says: two events of one id are the same when their digests are.</summary>
    public byte[] ContentHash()
    {
        var text = new StringBuilder();
        Append(ExternalConversationId);
        foreach (var value in Values) Append(value.Present ? value.Value ?? "" : null);
        text.Append(CompanySegment.Present ? '+' : '-');
        (CompanySegment.Value ?? []).ForEach(Append);
        text.Append('|');
        foreach (var (name, value) in (Attributes.Value ?? []).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            Append(name);
            Append(value);
        }

        text.Append(Attributes.Present && Attributes.Value is null ? "cleared" : "");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16).ToArray();

        // Lengths keep "a","b" and "ab","" apart.
        void Append(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part);
    }

    static ImmutableSortedDictionary<string, string> Merge(ImmutableSortedDictionary<string, string> before, Member<Dictionary<string, string?>> change)
    {
        if (!change.Present) return before;
        if (change.Value is not { } named) return Conversation.NoNames;
        var merged = before.ToBuilder();
        foreach (var (name, value) in named)
        {
            if (string.IsNullOrEmpty(value)) merged.Remove(name);
            else merged[name] = value;
        }

        return merged.ToImmutable();
    }

    static string ExternalId(JsonObject item)
    {
        if (!item.IsBlank("externalConversationId")) return item.RequiredText("externalConversationId", TextRule.Identifier);
        // The one sentence of the vendor's that is published, to the letter.
        item.Violations.AddBare("externalConversationId cannot be blank");
        return "";
    }

    static Member<string> Scalar(JsonObject item, Field field, TextRule rule) => field.Type == FieldType.Enum
        ? item.OptionalChoice(field.WireName!, field.Values.AsSpan())
        : item.OptionalText(field.WireName!, rule);

    static Member<Dictionary<string, string?>> ReadAttributes(JsonObject item)
    {
        var given = item.OptionalObjects("attributes", MostAttributes);
        if (given.Value is not { } list) return new(given.Present, null);
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var attribute in list)
            attributes[attribute.RequiredText("name", AttributeName)] = attribute.OptionalText("value", AttributeValue).Value;
        return new(true, attributes);
    }

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
