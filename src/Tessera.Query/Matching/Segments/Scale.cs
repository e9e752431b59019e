using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The literals that a run compares an ordered axis with, in order. A conversation's class is where its value falls: 0 when it is missing
/// or can't be compared, 2i + 2 at literal i, odd between two. So what is true of a class is true of every value of that class.
/// </summary>
sealed class Scale
{
    readonly Axis axis;
    readonly Literal[] rising;

    public Scale(Axis axis, IEnumerable<Predicate> predicates)
    {
        this.axis = axis;
        rising = [.. predicates.SelectMany(LiteralsOf).Distinct().Order(Comparer<Literal>.Create(Compare))];
    }

    /// <summary>One more than the highest class.</summary>
    public int Count => 2 * rising.Length + 2;

    public long MemoryBytes => 8L * rising.Length;

    /// <summary>The class of a conversation.</summary>
    public int ClassOf(ConversationFacts facts)
    {
        if (axis.Kind == AxisKind.Time)
            return facts.Time(axis.Field.Field!) is { } time
                ? ClassOf(literal => time.CompareTo(((TimeLiteral)literal).Value))
                : Axis.Missing;
        var value = axis.Field.Family is { } family ? facts.Named(family, axis.Field.Name) : facts.Text(axis.Field.Field!);
        if (value is null || (axis.Kind == AxisKind.Number && !Number.TryCompare(value, default, out _)))
            return Axis.Missing;
        return ClassOf(literal => Compare(value, literal));
    }

    /// <summary>The classes a predicate is true of, as ranges with both ends; none overlaps or meets another.</summary>
    public IEnumerable<(int First, int Last)> RangesOf(Predicate predicate)
    {
        switch (predicate)
        {
            case In { Literals: var literals }:
                foreach (var place in literals.Select(ClassAt).Distinct())
                    yield return (place, place);
                break;
            case Between { Low: var low, High: var high } when ClassAt(low) <= ClassAt(high):
                yield return (ClassAt(low), ClassAt(high));
                break;
            case Comparison { Operator: var comparison, Literal: var literal }:
                var at = ClassAt(literal);
                yield return comparison switch
                {
                    ComparisonOperator.Equal => (at, at),
                    ComparisonOperator.Less => (1, at - 1),
                    ComparisonOperator.LessOrEqual => (1, at),
                    ComparisonOperator.Greater => (at + 1, Count - 1),
                    ComparisonOperator.GreaterOrEqual => (at, Count - 1),
                    _ => throw new ArgumentOutOfRangeException(nameof(predicate), comparison, "Not an operator."),
                };
                break;
        }
    }

    int ClassAt(Literal literal) => 2 * Array.BinarySearch(rising, literal, Comparer<Literal>.Create(Compare)) + 2;

    int ClassOf(Func<Literal, int> compare)
    {
        var (low, high) = (0, rising.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = compare(rising[middle]);
            if (order == 0)
                return 2 * middle + 2;
            (low, high) = order > 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return 2 * low + 1;
    }

    static IEnumerable<Literal> LiteralsOf(Predicate predicate) => predicate switch
    {
        Comparison comparison => [comparison.Literal],
        Between between => [between.Low, between.High],
        In { Literals: var literals } => literals,
        _ => throw new ArgumentException($"Not about an order: {predicate}.", nameof(predicate)),
    };

    static int Compare(string value, Literal literal) => literal switch
    {
        NumberLiteral number => Number.TryCompare(value, number.Value, out var order) ? order : 0,
        VersionLiteral version => DottedVersion.Compare(value, version.Value.Text),
        TextLiteral text => CodePointOrder.Compare(value, text.Value),
        _ => throw new ArgumentException($"Text doesn't compare with {literal.GetType()}.", nameof(literal)),
    };

    static int Compare(Literal a, Literal b) => (a, b) switch
    {
        (NumberLiteral x, NumberLiteral y) => x.Value.CompareTo(y.Value),
        (VersionLiteral x, VersionLiteral y) => x.Value.CompareTo(y.Value),
        (TextLiteral x, TextLiteral y) => CodePointOrder.Compare(x.Value, y.Value),
        (TimeLiteral x, TimeLiteral y) => x.Value.CompareTo(y.Value),
        _ => throw new ArgumentException($"{a.GetType()} doesn't compare with {b.GetType()}.", nameof(b)),
    };
}
