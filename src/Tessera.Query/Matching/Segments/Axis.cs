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
/// <param name="number">Its place among the axes of the vocabulary.</param>
/// <param name="reference">The field.</param>
/// <param name="kind">The way of looking.</param>
/// <param name="codes">What gives values their classes here; <see langword="null"/> on an ordered axis.</param>
sealed class Axis(int number, FieldReference reference, AxisKind kind, FieldCodes? codes)
{
    /// <summary>The class of what is missing.</summary>
    public const int Missing = 0;

    /// <summary>The class of every value that no query names.</summary>
    public const int Other = 1;

    /// <summary>The class of the first value that a query names.</summary>
    public const int First = 2;

    /// <summary>Its place among the axes of the vocabulary.</summary>
    public int Number => number;

    /// <summary>The field.</summary>
    public FieldReference Field => reference;

    /// <summary>The way of looking.</summary>
    public AxisKind Kind => kind;

    /// <summary>What gives values their classes here; <see langword="null"/> on an ordered axis.</summary>
    public FieldCodes? Codes => codes;

    /// <summary>Whether classes are places in an order rather than names of values.</summary>
    public bool IsOrdered { get; } = kind >= AxisKind.Text;

    /// <summary>Whether a conversation can have none or several classes here, so that one is true of it when it is true of any.</summary>
    public bool IsMany { get; } = kind == AxisKind.Asked || (kind == AxisKind.Value && reference.Type == FieldType.TextList);
}
