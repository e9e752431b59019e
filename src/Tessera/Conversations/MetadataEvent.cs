using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tessera.Data;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>
/// One event of metadata ingestion, of whichever kind: what it says is merged into what is known. Absent keeps, null or an empty string
/// clears, arrays replace, attributes merge by name. An event that comes again with the same id and the same content does nothing.
/// </summary>
internal abstract record MetadataEvent
{
    /// <summary>The most attributes of one event.</summary>
    public const int MostAttributes = 10;

    // A list of thousands is a mistake of the sender's; the documents set no limit.
    protected const int MostListItems = 100;

    static readonly TextRule AttributeName = new(1, 256);
    static readonly TextRule AttributeValue = new(0, 1024);
    static readonly TextRule EventIdRule = new(0, 256) { Alphabet = FieldAlphabet.Identifier };

    /// <summary>The sender's id of the event, or one made here.</summary>
    public required string EventId { get; init; }

    /// <summary>Whether <see cref="EventId"/> is the sender's, and so may come again.</summary>
    public required bool HasSendersEventId { get; init; }

    /// <summary>A null value removes the name; the whole null removes all.</summary>
    public required Member<Dictionary<string, string?>> Attributes { get; init; }

    /// <summary>Which kind of event it is, in the table of events: ids of different kinds never meet. Kept forever.</summary>
    public abstract int Kind { get; }

    /// <summary>Tells what the event says but for its attributes.</summary>
    protected abstract void Describe(ContentText content);

    /// <summary>Reads the sender's id of an event, and tells whether there is one.</summary>
    protected static (string Id, bool IsSenders) ReadEventId(JsonObject item) =>
        item.OptionalText("eventId", EventIdRule).Value is { Length: > 0 } id ? (id, true) : (SortableId.NewGuid().ToString(), false);

    /// <summary>Reads an id that must be there.</summary>
    protected static string ReadId(JsonObject item, string name, TextRule rule)
    {
        if (!item.IsBlank(name)) return item.RequiredText(name, rule);
        // The one sentence of the vendor's that is published, to the letter.
        item.Violations.AddBare($"{name} cannot be blank");
        return "";
    }

    protected static Member<Dictionary<string, string?>> ReadAttributes(JsonObject item)
    {
        var given = item.OptionalObjects("attributes", MostAttributes);
        if (given.Value is not { } list) return new(given.Present, null);
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var attribute in list)
            attributes[attribute.RequiredText("name", AttributeName)] = attribute.OptionalText("value", AttributeValue).Value;
        return new(true, attributes);
    }

    /// <summary>The attributes with this event's merged in.</summary>
    protected ImmutableSortedDictionary<string, string> MergeAttributes(ImmutableSortedDictionary<string, string> before)
    {
        if (!Attributes.Present) return before;
        if (Attributes.Value is not { } named) return Conversation.NoNames;
        var merged = before.ToBuilder();
        foreach (var (name, value) in named)
        {
            if (string.IsNullOrEmpty(value)) merged.Remove(name);
            else merged[name] = value;
        }

        return merged.ToImmutable();
    }

    /// <summary>A digest of what the event says: two events of one id are the same when their digests are.</summary>
    public byte[] ContentHash()
    {
        var content = new ContentText();
        Describe(content);
        content.Mark("|");
        foreach (var (name, value) in (Attributes.Value ?? []).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            content.Add(name);
            content.Add(value);
        }

        if (Attributes.Present && Attributes.Value is null) content.Mark("cleared");
        return content.Hash();
    }

    /// <summary>What an event says, in a form in which the same is always the same.</summary>
    protected sealed class ContentText
    {
        readonly StringBuilder text = new();

        // Lengths keep "a","b" and "ab","" apart.
        public void Add(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part);

        public void Add(Member<string> member) => Add(member.Present ? member.Value ?? "" : null);

        public void Mark(string mark) => text.Append(mark);

        public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16).ToArray();
    }
}
