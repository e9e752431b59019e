using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Segments;

/// <summary>The ways of looking at a field. One field may be looked at in several: <c>turns = '5'</c> and <c>turns > 5</c>.</summary>
enum AxisKind
{
    /// <summary>Which of the values named in queries it is; of a list, which of them its items are.</summary>
    Value,

    /// <summary>Whether there is a value, where the values themselves aren't named: of a time or a list.</summary>
    Presence,

    /// <summary>Which of the predicates asked of it are true. Each is asked once of each distinct value.</summary>
    Asked,

    /// <summary>Where it stands among the texts named in queries, in their order.</summary>
    Text,

    /// <summary>Where it stands among the numbers named in queries; what is no number is missing.</summary>
    Number,

    /// <summary>Where it stands among the versions named in queries.</summary>
    Version,

    /// <summary>Where it stands among the instants named in queries.</summary>
    Time,
}

/// <summary>
/// One way of looking at one field. A conversation has a class on it, a small number, or several classes where it
/// <see cref="IsMany"/>. On an ordered axis the classes depend on what else is asked there: each run of segments has its own.
/// </summary>
/// <param name="Number">Its place among the axes of the vocabulary.</param>
/// <param name="Field">The field.</param>
/// <param name="Kind">The way of looking.</param>
sealed record Axis(int Number, FieldReference Field, AxisKind Kind)
{
    /// <summary>The class of what is missing.</summary>
    public const int Missing = 0;

    /// <summary>The class of every value that no query names.</summary>
    public const int Other = 1;

    /// <summary>The class of the first value that a query names.</summary>
    public const int First = 2;

    /// <summary>Whether classes are places in an order rather than names of values.</summary>
    public bool IsOrdered { get; } = Kind >= AxisKind.Text;

    /// <summary>Whether a conversation can have none or several classes here, so that one is true of it when it is true of any.</summary>
    public bool IsMany { get; } = Kind == AxisKind.Asked || (Kind == AxisKind.Value && Field.Type == FieldType.TextList);
}
