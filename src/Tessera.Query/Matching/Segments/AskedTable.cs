using System.Collections.Concurrent;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The predicates of a field that are neither about named values nor about an order: LIKE, and whatever but equality is asked of a list.
/// They are asked once of each distinct value, as long as there are not too many values to remember. One thread adds at a time; any
/// number ask.
/// </summary>
sealed class AskedTable
{
    /// <summary>How many values' answers are remembered. What comes after is asked at each match.</summary>
    public const int MaxRemembered = 4096;

    readonly Dictionary<Predicate, int> classes = [];
    readonly ConcurrentDictionary<string, Answers> remembered = new(StringComparer.Ordinal);
    volatile Predicate[] predicates = [];
    volatile int count;

    /// <summary>How many predicates there are.</summary>
    public int Count => count;

    /// <summary>Bytes taken by what is remembered, about.</summary>
    public long MemoryBytes => 100L * count + 150L * remembered.Count;

    /// <summary>The class that values have of which the predicate is true.</summary>
    public int Intern(Predicate predicate)
    {
        if (classes.TryGetValue(predicate, out var known))
            return known;
        if (count == predicates.Length)
        {
            var larger = new Predicate[Math.Max(4, count * 2)];
            predicates.CopyTo(larger, 0);
            predicates = larger;
        }
        predicates[count] = predicate;
        classes.Add(predicate, Axis.First + count);
        return Axis.First + count++; // who sees the count sees the predicate
    }

    /// <summary>The classes of a value: one for each predicate that is true of it, rising.</summary>
    public int[] ClassesOf(string value)
    {
        var toAsk = count;
        var asked = predicates.AsSpan(0, toAsk);
        if (remembered.TryGetValue(value, out var answers) && answers.Asked >= asked.Length)
            return answers.Classes;
        var classesOf = new List<int>();
        for (var i = 0; i < asked.Length; i++)
            if (Evaluator.Accepts(asked[i], value))
                classesOf.Add(Axis.First + i);
        answers = new Answers(asked.Length, [.. classesOf]);
        if (remembered.Count < MaxRemembered || remembered.ContainsKey(value))
            remembered[value] = answers;
        return answers.Classes;
    }

    sealed record Answers(int Asked, int[] Classes);
}
