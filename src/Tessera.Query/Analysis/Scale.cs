using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>
/// The values of one kind that some predicates mention, in their order, and the places a value can have among them: the odd places are
/// the values themselves, the even ones lie between two of them, below all or above all. What a predicate says of a value depends on its
/// place alone.
/// </summary>
sealed class Scale<T>
{
    readonly T[] points;
    readonly IComparer<T> order;
    readonly List<(int Index, Func<int, bool> IsTrueAt)> tests = [];

    /// <param name="predicates">The predicates, all about one field.</param>
    /// <param name="valueOf">The value of a literal of this kind; <see langword="false"/> for one of another kind.</param>
    /// <param name="order">How the values compare.</param>
    public Scale(IReadOnlyList<Predicate> predicates, TryRead valueOf, IComparer<T> order)
    {
        this.order = order;
        var values = new HashSet<T>();
        foreach (var literal in predicates.SelectMany(Literals))
            if (valueOf(literal, out var value))
                values.Add(value);
        points = [.. values.Order(order)];
        for (var i = 0; i < predicates.Count; i++)
            if (TestOf(predicates[i], valueOf) is { } test)
                tests.Add((i, test));
    }

    public delegate bool TryRead(Literal literal, out T value);

    public IReadOnlyList<T> Points => points;

    /// <summary>How many places there are.</summary>
    public int Places => 2 * points.Length + 1;

    /// <summary>The place of any value.</summary>
    public int PlaceOf(T value) => Array.BinarySearch(points, value, order) is var index && index >= 0 ? 2 * index + 1 : 2 * ~index;

    /// <summary>The predicates that are true of a value at this place by what it compares with here, one bit for each.</summary>
    public ulong TrueAt(int place)
    {
        var set = 0UL;
        foreach (var (index, isTrueAt) in tests)
            if (isTrueAt(place))
                set |= 1UL << index;
        return set;
    }

    Func<int, bool>? TestOf(Predicate predicate, TryRead valueOf)
    {
        switch (predicate)
        {
            case Comparison { Operator: var comparison, Literal: var literal } when valueOf(literal, out var value):
                var at = PlaceOf(value);
                return comparison switch
                {
                    ComparisonOperator.Equal => place => place == at,
                    ComparisonOperator.Less => place => place < at,
                    ComparisonOperator.LessOrEqual => place => place <= at,
                    ComparisonOperator.Greater => place => place > at,
                    _ => place => place >= at,
                };
            case In { Literals: var literals }:
                var places = new HashSet<int>();
                foreach (var literal in literals)
                    if (valueOf(literal, out var value))
                        places.Add(PlaceOf(value));
                return places.Contains;
            case Between { Low: var low, High: var high } when valueOf(low, out var lowest) && valueOf(high, out var highest):
                var (from, to) = (PlaceOf(lowest), PlaceOf(highest));
                return place => from <= place && place <= to;
            default:
                return null;
        }
    }

    static IEnumerable<Literal> Literals(Predicate predicate) => predicate switch
    {
        Comparison { Literal: var literal } => [literal],
        In { Literals: var literals } => literals,
        Between { Low: var low, High: var high } => [low, high],
        _ => [],
    };
}
