using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Bench;

/// <summary>
/// The counting idea: each segment as an OR of ANDs, each AND with the number of its positive predicates; every value of a conversation
/// counts up the ANDs that ask for it and strikes out those that forbid it. An AND that has all it asks for, and isn't struck out, matches.
/// </summary>
sealed class ForwardCounting
{
    readonly ForwardDictionary dictionary;
    readonly int[]?[][] asks; // by field and value: the ANDs
    readonly int[]?[][] forbids;
    readonly List<int> segmentOf = [], needed = [];
    readonly int[] unasked; // ANDs of negative predicates only
    readonly int[] counted, struck, seen; // by AND, by AND, by segment: with the round in which it was
    readonly int[] countedIn;
    int round;

    public ForwardCounting(ForwardDictionary dictionary, SegmentQuery[] queries)
    {
        this.dictionary = dictionary;
        var (asking, forbidding) = (NewLists(), NewLists());
        for (var segment = 0; segment < queries.Length; segment++)
            foreach (var conjunction in Conjunctions(queries[segment].Root, isDenied: false))
                Add(segment, conjunction, asking, forbidding);
        (asks, forbids) = (Finish(asking), Finish(forbidding));
        unasked = [.. Enumerable.Range(0, needed.Count).Where(and => needed[and] == 0)];
        (counted, countedIn, struck, seen) = (new int[needed.Count], new int[needed.Count], new int[needed.Count], new int[queries.Length]);
    }

    public ForwardResult Measure(ForwardRun run)
    {
        var encoded = new int[FieldCatalog.All.Length];
        var found = new List<int>();
        return run.Measure("counting", facts =>
        {
            dictionary.Encode(facts, encoded);
            Match(encoded, found);
        }, () => found);
    }

    void Match(int[] values, List<int> found)
    {
        found.Clear();
        round++;
        foreach (var field in dictionary.Fields)
            if (values[field.Ordinal] is var value and >= 0 && forbids[field.Ordinal][value] is { } ands)
                foreach (var and in ands)
                    struck[and] = round;
        foreach (var and in unasked)
            if (struck[and] != round)
                Find(segmentOf[and], found);
        foreach (var field in dictionary.Fields)
        {
            if (values[field.Ordinal] is var value && (value < 0 || asks[field.Ordinal][value] is null))
                continue;
            foreach (var and in asks[field.Ordinal][value]!)
            {
                var count = countedIn[and] == round ? counted[and] + 1 : 1;
                (countedIn[and], counted[and]) = (round, count);
                if (count == needed[and] && struck[and] != round)
                    Find(segmentOf[and], found);
            }
        }
    }

    void Find(int segment, List<int> found)
    {
        if (seen[segment] == round)
            return;
        seen[segment] = round;
        found.Add(segment);
    }

    void Add(int segment, List<(Predicate Predicate, bool IsDenied)> conjunction, List<int>?[][] asking, List<int>?[][] forbidding)
    {
        // Two questions about one field become one, as a value can only be counted once.
        var (and, positives) = (needed.Count, 0);
        foreach (var ofField in conjunction.GroupBy(each => ForwardDictionary.FieldOf(each.Predicate)))
        {
            HashSet<int>? asked = null;
            foreach (var (predicate, _) in ofField.Where(each => !each.IsDenied))
            {
                var numbers = dictionary.NumbersOf(predicate);
                if (asked is null)
                    asked = [.. numbers];
                else
                    asked.IntersectWith(numbers);
            }
            var denied = ofField.Where(each => each.IsDenied).SelectMany(each => dictionary.NumbersOf(each.Predicate)).ToHashSet();
            asked?.ExceptWith(denied);
            foreach (var number in asked ?? denied)
                ((asked is null ? forbidding : asking)[ofField.Key][number] ??= []).Add(and);
            positives += asked is null ? 0 : 1;
        }
        segmentOf.Add(segment);
        needed.Add(positives);
    }

    static List<List<(Predicate Predicate, bool IsDenied)>> Conjunctions(Expression expression, bool isDenied) => expression switch
    {
        Predicate predicate => [[(predicate, isDenied)]],
        Not not => Conjunctions(not.Operand, !isDenied),
        And or Or when expression is Or != isDenied => [.. expression.Parts.SelectMany(part => Conjunctions(part, isDenied))],
        And or Or => expression.Parts.Select(part => Conjunctions(part, isDenied)).Aggregate(
            (all, next) => [.. all.SelectMany(_ => next, (a, b) => new List<(Predicate, bool)>([.. a, .. b]))]),
        _ => throw new NotSupportedException($"{expression}"),
    };

    List<int>?[][] NewLists() => [.. FieldCatalog.All.Select(field => new List<int>?[dictionary.ValuesOf(field.Ordinal)])];

    static int[]?[][] Finish(List<int>?[][] lists) =>
        Array.ConvertAll(lists, ofField => Array.ConvertAll(ofField, list => list?.Distinct().ToArray()));
}
