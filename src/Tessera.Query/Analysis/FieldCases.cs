using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Analysis;

/// <summary>
/// Works out which of the predicates about one field can be true together. The values a field may have fall into few cases: it is
/// missing, it is one of the values the predicates mention, or it lies somewhere between those (<see cref="Scale{T}"/>). Each case gives
/// a set of true predicates, one bit for each. Where a case can't be told exactly, as whether a text between two others matches a
/// pattern, it counts with both outcomes: there may be sets too many, never one too few.
/// </summary>
static class FieldCases
{
    const int MaxPredicates = 64, MaxCases = 2048;

    static readonly IComparer<string> versionOrder = Comparer<string>.Create(static (x, y) => DottedVersion.Compare(x, y));

    /// <summary>The sets, each once; <see langword="null"/> when there are too many to look at.</summary>
    public static ImmutableArray<ulong>? Of(IReadOnlyList<Predicate> predicates)
    {
        if (predicates.Count > MaxPredicates)
            return null;
        // Missing: nothing is true of it.
        var cases = new HashSet<ulong> { 0 };
        var type = predicates[0].Field.Type;
        if (type == FieldType.Time)
            AddTimes(cases, predicates);
        else if (!AddTexts(cases, predicates, type) || (type == FieldType.TextList && !AddUnions(cases)))
            return null;
        return [.. cases];
    }

    static void AddTimes(HashSet<ulong> cases, IReadOnlyList<Predicate> predicates)
    {
        var isSet = Bits(predicates, predicate => predicate is IsSet);
        var times = new Scale<DateTimeOffset>(predicates, TimeOf, Comparer<DateTimeOffset>.Default);
        for (var place = 0; place < times.Places; place++)
            cases.Add(times.TrueAt(place) | isSet);
    }

    static bool AddTexts(HashSet<ulong> cases, IReadOnlyList<Predicate> predicates, FieldType type)
    {
        var texts = new Scale<string>(predicates, TextOf, type == FieldType.Version ? versionOrder : CodePointOrder.Comparer);
        var numbers = new Scale<Number>(predicates, NumberOf, Comparer<Number>.Default);
        var always = Bits(predicates, predicate => predicate is IsSet or Like { Pattern.MatchesAll: true });
        var patterns = Bits(predicates, predicate => predicate is Like) & ~always;

        // A value that is mentioned is known in all its parts. The empty text is no value: it counts as missing.
        foreach (var text in texts.Points.Where(text => text.Length > 0))
        {
            var matched = Bits(predicates, predicate => predicate is Like like && Evaluator.Accepts(like, text));
            var asNumber = Number.TryParse(text, out var number) ? numbers.TrueAt(numbers.PlaceOf(number)) : 0;
            cases.Add(texts.TrueAt(texts.PlaceOf(text)) | asNumber | matched | always);
        }

        // One between them may be any number or none, and may match any of the patterns. Nothing comes before the empty text.
        var first = texts.Points is ["", ..] ? 2 : 0;
        var between = new HashSet<ulong>();
        for (var place = first; place < texts.Places; place += 2)
            between.Add(texts.TrueAt(place) | always);
        var asNumbers = new HashSet<ulong> { 0 };
        for (var place = 0; place < numbers.Places; place++)
            asNumbers.Add(numbers.TrueAt(place));
        foreach (var text in between)
            foreach (var number in asNumbers)
                if (!AddWithAnyOf(patterns, cases, text | number))
                    return false;
        return true;
    }

    /// <summary>Adds a set together with every choice of the bits that may be there or not.</summary>
    static bool AddWithAnyOf(ulong bits, HashSet<ulong> cases, ulong set)
    {
        for (var choice = bits; cases.Count <= MaxCases; choice = (choice - 1) & bits)
        {
            cases.Add(set | choice);
            if (choice == 0)
                return true;
        }
        return false;
    }

    /// <summary>A list makes true whatever one of its items makes true.</summary>
    static bool AddUnions(HashSet<ulong> cases)
    {
        foreach (var item in cases.ToArray())
        {
            foreach (var others in cases.ToArray())
                cases.Add(others | item);
            if (cases.Count > MaxCases)
                return false;
        }
        return true;
    }

    static ulong Bits(IReadOnlyList<Predicate> predicates, Func<Predicate, bool> isIn)
    {
        var bits = 0UL;
        for (var i = 0; i < predicates.Count; i++)
            if (isIn(predicates[i]))
                bits |= 1UL << i;
        return bits;
    }

    static bool TextOf(Literal literal, out string value)
    {
        value = literal switch
        {
            TextLiteral text => text.Value,
            VersionLiteral version => version.Value.Text,
            _ => "",
        };
        return literal is TextLiteral or VersionLiteral;
    }

    static bool NumberOf(Literal literal, out Number value)
    {
        value = (literal as NumberLiteral)?.Value ?? default;
        return literal is NumberLiteral;
    }

    static bool TimeOf(Literal literal, out DateTimeOffset value)
    {
        value = (literal as TimeLiteral)?.Value ?? default;
        return literal is TimeLiteral;
    }
}
