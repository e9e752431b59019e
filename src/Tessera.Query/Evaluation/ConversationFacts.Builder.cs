using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Tessera.Query.Fields;

namespace Tessera.Query.Evaluation;

public sealed partial class ConversationFacts
{
    /// <summary>
    /// Gathers what is known of a conversation. Setting a thing again replaces it; setting it to <see langword="null"/> or to the empty
    /// text makes it missing. Values are not checked against the limits of ingestion. A field of another type than the method sets is a
    /// bug of the caller's and throws.
    /// </summary>
    public sealed class Builder
    {
        string conversationId;
        readonly object?[] values = new object?[FieldCatalog.All.Length];
        readonly long[] times = new long[BitOperations.PopCount(timeFields)];
        Dictionary<(FieldFamily Family, string Name), string>? named; // null while there are none, as there mostly are
        ulong known;

        /// <summary>A builder that knows nothing yet but the id of the conversation.</summary>
        public Builder(string conversationId) => this.conversationId = conversationId;

        /// <summary>Forgets everything and begins with another conversation: who makes many facts needs one builder.</summary>
        public Builder Begin(string anotherConversationId)
        {
            conversationId = anotherConversationId;
            Array.Clear(values);
            named?.Clear();
            known = 0;
            return this;
        }

        /// <summary>Sets a text, enum or version field.</summary>
        public Builder Set(Field field, string? value)
        {
            if (field.Type is not (FieldType.Text or FieldType.Enum or FieldType.Version))
                throw WrongType(field);
            return Set(field, value, isKnown: !string.IsNullOrEmpty(value));
        }

        /// <summary>Sets a list field. Empty items are left out, and a list without items is missing.</summary>
        public Builder SetList(Field field, IEnumerable<string>? items)
        {
            if (field.Type != FieldType.TextList)
                throw WrongType(field);
            var kept = items?.ToArray() ?? [];
            if (kept.Contains(""))
                kept = [.. kept.Where(item => item.Length > 0)];
            return Set(field, kept, isKnown: kept.Length > 0);
        }

        /// <inheritdoc cref="SetList(Field, IEnumerable{string}?)"/>
        /// <remarks>The array is kept as it is: facts that have the same list can share it.</remarks>
        public Builder SetList(Field field, ImmutableArray<string> items)
        {
            if (items.IsDefaultOrEmpty || items.Contains("") || field.Type != FieldType.TextList)
                return SetList(field, items.IsDefault ? null : items.AsEnumerable());
            return Set(field, ImmutableCollectionsMarshal.AsArray(items), isKnown: true);
        }

        /// <summary>Sets a time field.</summary>
        public Builder SetTime(Field field, DateTimeOffset? value)
        {
            if (field.Type != FieldType.Time)
                throw WrongType(field);
            times[PlaceAmongTimes(field.Ordinal)] = value?.UtcTicks ?? 0;
            return Set(field, value: null, isKnown: value is not null);
        }

        /// <summary>Sets a named value.</summary>
        public Builder SetNamed(FieldFamily family, string name, string? value)
        {
            if (string.IsNullOrEmpty(value))
                named?.Remove((family, name));
            else
                (named ??= [])[(family, name)] = value;
            return this;
        }

        /// <summary>The facts as they stand; the builder may be used on.</summary>
        public ConversationFacts Build()
        {
            return new ConversationFacts(conversationId, known, KnownValues(), KnownTimes(), NamedValues());
        }

        object[] KnownValues()
        {
            var left = known & ~timeFields;
            var set = new object[BitOperations.PopCount(left)];
            for (var count = 0; left != 0; left &= left - 1)
                set[count++] = values[BitOperations.TrailingZeroCount(left)]!;
            return set;
        }

        long[] KnownTimes()
        {
            var left = known & timeFields;
            var set = new long[BitOperations.PopCount(left)];
            for (var count = 0; left != 0; left &= left - 1)
                set[count++] = times[PlaceAmongTimes(BitOperations.TrailingZeroCount(left))];
            return set;
        }

        NamedValue[] NamedValues()
        {
            if (named is null or { Count: 0 })
                return [];
            var namedValues = new NamedValue[named.Count];
            var count = 0;
            foreach (var ((family, name), value) in named)
                namedValues[count++] = new NamedValue(family, name, value);
            Array.Sort(namedValues, static (a, b) => a.CompareTo(b.Family, b.Name));
            return namedValues;
        }

        static int PlaceAmongTimes(int ordinal) => BitOperations.PopCount(timeFields & ((1UL << ordinal) - 1));

        Builder Set(Field field, object? value, bool isKnown)
        {
            values[field.Ordinal] = value;
            known = isKnown ? known | Bit(field) : known & ~Bit(field);
            return this;
        }
    }
}
