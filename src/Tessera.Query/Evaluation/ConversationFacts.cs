using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Tessera.Query.Fields;

namespace Tessera.Query.Evaluation;

/// <summary>What is known of one conversation: everything a query can ask about. Immutable and safe to share between threads.</summary>
/// <remarks>
/// Only what is known takes room: a reference for each field with a value, 8 bytes for each time, 24 bytes for each named value. There
/// may be millions of these, so whoever makes them should share equal strings.
/// </remarks>
public sealed partial class ConversationFacts
{
    static readonly ulong timeFields =
        FieldCatalog.All.Where(field => field.Type == FieldType.Time).Aggregate(0UL, (bits, field) => bits | Bit(field));

    // A bit for each field that has a value, at its ordinal. The n-th bit among the times has the n-th of the times, and so the others.
    readonly ulong known;
    readonly object[] values; // string, or for a list string[]
    readonly long[] times; // ticks in UTC
    readonly NamedValue[] named; // sorted by family, then by name

    ConversationFacts(string conversationId, ulong known, object[] values, long[] times, NamedValue[] named) =>
        (ConversationId, this.known, this.values, this.times, this.named) = (conversationId, known, values, times, named);

    /// <summary>The id of the conversation.</summary>
    public string ConversationId { get; }

    /// <summary>The value of a text, enum or version field as it was given; <see langword="null"/> when it is missing.</summary>
    public string? Text(Field field) => field.Type is FieldType.Text or FieldType.Enum or FieldType.Version
        ? Has(field) ? (string)values[Before(field, ~timeFields)] : null
        : throw WrongType(field);

    /// <summary>The items of a list field as they were given; empty when it is missing.</summary>
    public ImmutableArray<string> List(Field field) => field.Type == FieldType.TextList
        ? Has(field) ? ImmutableCollectionsMarshal.AsImmutableArray((string[])values[Before(field, ~timeFields)]) : []
        : throw WrongType(field);

    /// <summary>The value of a time field, in UTC; <see langword="null"/> when it is missing.</summary>
    public DateTimeOffset? Time(Field field) => field.Type == FieldType.Time
        ? Has(field) ? new DateTimeOffset(times[Before(field, timeFields)], TimeSpan.Zero) : null
        : throw WrongType(field);

    /// <summary>The value of this exact name in a family; <see langword="null"/> when it is missing.</summary>
    public string? Named(FieldFamily family, string name)
    {
        var (low, high) = (0, named.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = named[middle].CompareTo(family, name);
            if (order == 0)
                return named[middle].Value;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }

    /// <summary>
    /// The values of what is referred to: a list's items, otherwise one value or none. A time is no text and throws.
    /// </summary>
    public ImmutableArray<string> Texts(FieldReference field)
    {
        if (field.Type == FieldType.TextList)
            return List(field.Field!);
        return (field.Family is { } family ? Named(family, field.Name) : Text(field.Field!)) is { } value ? [value] : [];
    }

    /// <summary>All named values of a family; a new dictionary at each call.</summary>
    public IReadOnlyDictionary<string, string> Family(FieldFamily family)
    {
        var members = new Dictionary<string, string>();
        foreach (var (memberOf, name, value) in named)
            if (memberOf == family)
                members.Add(name, value);
        return members;
    }

    /// <summary>The named values of all families, sorted by family and then by name.</summary>
    internal ReadOnlySpan<NamedValue> NamedValues => named;

    /// <summary>Whether a field has a value.</summary>
    public bool Has(Field field) => (known & Bit(field)) != 0;

    /// <summary>Reads the beginning of each text, so that they are near when they are asked for; the answer means nothing.</summary>
    internal int Touch()
    {
        var touched = 0;
        foreach (var value in values)
            touched += value is string text ? text.Length : 0;
        return touched;
    }

    /// <summary>A builder that holds the same, to make changed facts from.</summary>
    public Builder ToBuilder()
    {
        var builder = new Builder(ConversationId);
        foreach (var field in FieldCatalog.All)
        {
            if (!Has(field))
                continue;
            _ = field.Type switch
            {
                FieldType.Time => builder.SetTime(field, Time(field)),
                FieldType.TextList => builder.SetList(field, List(field)),
                _ => builder.Set(field, Text(field)),
            };
        }
        foreach (var (family, name, value) in named)
            builder.SetNamed(family, name, value);
        return builder;
    }

    /// <summary>How many fields of a kind have a value and come before this one: its place among the values.</summary>
    int Before(Field field, ulong kind) => BitOperations.PopCount(known & kind & (Bit(field) - 1));

    static ulong Bit(Field field) => 1UL << field.Ordinal;

    static ArgumentException WrongType(Field field) => new($"'{field.Name}' is of type {field.Type}.", nameof(field));

    internal readonly record struct NamedValue(FieldFamily Family, string Name, string Value)
    {
        public int CompareTo(FieldFamily family, string name) =>
            Family != family ? (int)Family - (int)family : string.CompareOrdinal(Name, name);
    }
}
