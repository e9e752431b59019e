using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Evaluation;

/// <summary>
/// Says whether a query matches a conversation. This is the definition of a match: whatever else finds matches (indexes, SQL) must agree
/// with it.
/// </summary>
/// <remarks>
/// Logic is two-valued. A predicate about a missing value is false, and NOT makes it true; so a query and its NOT together match every
/// conversation once. SEGMENT of an unknown segment is false, and so is a SEGMENT met again within itself.
/// </remarks>
public static class Evaluator
{
    /// <summary>Whether the query matches.</summary>
    /// <param name="query">The query.</param>
    /// <param name="facts">What is known of the conversation.</param>
    /// <param name="segments">Finds the segments referred to, directly or by way of others; asked at most once for each.</param>
    public static bool Matches(SegmentQuery query, ConversationFacts facts, SegmentResolver segments) => query.References.IsEmpty
        ? Holds(query.Root, facts, segmentTruths: null)
        : Holds(query.Root, facts, SegmentTruths.Of(query, facts, segments));

    /// <summary>
    /// Whether a predicate is true of one value: of the text of a text, enum or version field, of one item of a list, of one named value.
    /// For use where each distinct value is asked about once; a predicate about a time throws.
    /// </summary>
    public static bool Accepts(Predicate predicate, string value) => predicate switch
    {
        Comparison { Field.Type: var type, Operator: ComparisonOperator.Equal, Literal: var literal } => Equal(type, value, literal),
        Comparison { Operator: var comparison, Literal: var literal } =>
            TryCompare(value, literal, out var order) && Holds(comparison, order),
        In { Field.Type: var type, Literals: var literals } => AnyEqual(type, value, literals.AsSpan()),
        Between { Low: var low, High: var high } =>
            TryCompare(value, low, out var toLow) && toLow >= 0 && TryCompare(value, high, out var toHigh) && toHigh <= 0,
        Like { Field.Type: var type, Pattern: var pattern } => pattern.Matches(value, ignoreCase: type == FieldType.Enum),
        IsSet => true,
        _ => throw NotAPredicate(predicate),
    };

    /// <summary>Whether a predicate about a time is true of one instant.</summary>
    public static bool Accepts(Predicate predicate, DateTimeOffset value) => predicate switch
    {
        Comparison { Operator: var comparison, Literal: TimeLiteral literal } => Holds(comparison, value.CompareTo(literal.Value)),
        In { Literals: var literals } => AnyEqual(value, literals.AsSpan()),
        Between { Low: TimeLiteral low, High: TimeLiteral high } => low.Value <= value && value <= high.Value,
        IsSet => true,
        _ => throw NotAPredicate(predicate),
    };

    internal static bool Holds(Expression expression, ConversationFacts facts, SegmentTruths? segmentTruths)
    {
        switch (expression)
        {
            case Constant { Value: var value }:
                return value;
            case Not { Operand: var operand }:
                return !Holds(operand, facts, segmentTruths);
            case And { Operands: var operands }:
                foreach (var operand in operands)
                    if (!Holds(operand, facts, segmentTruths))
                        return false;
                return true;
            case Or { Operands: var operands }:
                foreach (var operand in operands)
                    if (Holds(operand, facts, segmentTruths))
                        return true;
                return false;
            case SegmentReference { SegmentId: var id }:
                return segmentTruths is not null && segmentTruths[id];
            case Predicate predicate:
                return Holds(predicate, facts);
            default:
                throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression));
        }
    }

    /// <summary>Whether a predicate is true of a conversation.</summary>
    internal static bool Holds(Predicate predicate, ConversationFacts facts)
    {
        switch (predicate.Field)
        {
            case { Family: { } family, Name: var name }:
                return facts.Named(family, name) is { } named && Accepts(predicate, named);
            case { Field: { Type: FieldType.TextList } field }:
                foreach (var item in facts.List(field))
                    if (Accepts(predicate, item))
                        return true;
                return false;
            case { Field: { Type: FieldType.Time } field }:
                return facts.Time(field) is { } time && Accepts(predicate, time);
            case { Field: { } field }:
                return facts.Text(field) is { } value && Accepts(predicate, value);
            default:
                throw new ArgumentException("Neither of the catalogue nor of a family.", nameof(predicate));
        }
    }

    static bool AnyEqual(FieldType type, string value, ReadOnlySpan<Literal> literals)
    {
        foreach (var literal in literals)
            if (Equal(type, value, literal))
                return true;
        return false;
    }

    static bool AnyEqual(DateTimeOffset value, ReadOnlySpan<Literal> literals)
    {
        foreach (var literal in literals)
            if (literal is TimeLiteral time && time.Value == value)
                return true;
        return false;
    }

    static bool Equal(FieldType type, string value, Literal literal) => literal switch
    {
        TextLiteral text when type == FieldType.Enum => string.Equals(value, text.Value, StringComparison.OrdinalIgnoreCase),
        TextLiteral text => string.Equals(value, text.Value, StringComparison.Ordinal),
        VersionLiteral version => string.Equals(value, version.Value.Text, StringComparison.Ordinal),
        _ => TryCompare(value, literal, out var order) && order == 0,
    };

    /// <summary>
    /// Orders a value against a literal; <see langword="false"/> when it can't be, as with a number and a text that is none.
    /// </summary>
    static bool TryCompare(string value, Literal literal, out int order)
    {
        switch (literal)
        {
            case NumberLiteral number:
                return Number.TryCompare(value, number.Value, out order);
            case VersionLiteral version:
                order = DottedVersion.Compare(value, version.Value.Text);
                return true;
            case TextLiteral text:
                order = CodePointOrder.Compare(value, text.Value);
                return true;
            default:
                throw new ArgumentException($"Text doesn't compare with {literal.GetType()}.", nameof(literal));
        }
    }

    static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not an operator."),
    };

    static ArgumentException NotAPredicate(Predicate predicate) =>
        new($"Not a predicate for this value: {predicate}.", nameof(predicate));
}
