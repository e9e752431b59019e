using System.Text;
using Tessera.Query.Values;

namespace Tessera.Query.Language;

/// <summary>
/// Writes a tree as text in its canonical form, for diffs and for people: keywords in upper case, names as the catalogue has them, one
/// space between words, no parenthesis that isn't needed, NOT in front of what it denies. Reading the text gives an equal tree; it may
/// be longer than the text that was read first, also longer than <see cref="QueryLimits.MaxBytes"/>.
/// </summary>
public static class Printer
{
    /// <summary>The canonical text of an expression.</summary>
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression);
        return text.ToString();
    }

    /// <summary>The canonical text of a literal.</summary>
    public static string Print(Literal literal) => literal switch
    {
        TextLiteral { Value: var value } => Quote(value),
        NumberLiteral { Value: var value } => value.Text,
        VersionLiteral { Value: var value } => Quote(value.Text),
        TimeLiteral { Value: var value } => Quote(Timestamp.Print(value)),
        _ => throw new ArgumentException($"Not a literal: {literal.GetType()}.", nameof(literal)),
    };

    /// <summary>The text as a string literal.</summary>
    public static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The operator as a query writes it.</summary>
    public static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not an operator."),
    };

    static void Write(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case Constant { Value: var value }:
                text.Append(value ? Keyword.True : Keyword.False);
                break;
            case And { Operands: var operands }:
                for (var i = 0; i < operands.Length; i++)
                    WriteOperand(text.Append(i == 0 ? "" : " AND "), operands[i], inParentheses: operands[i] is Or or And);
                break;
            case Or { Operands: var operands }:
                for (var i = 0; i < operands.Length; i++)
                    WriteOperand(text.Append(i == 0 ? "" : " OR "), operands[i], inParentheses: operands[i] is Or);
                break;
            case Not { Operand: IsSet { Field: var field } }:
                text.Append(field).Append(" IS NOT SET");
                break;
            case Not { Operand: var operand }:
                WriteOperand(text.Append("NOT "), operand, inParentheses: operand is And or Or);
                break;
            case SegmentReference { SegmentId: var id }:
                text.Append("SEGMENT(").Append(Quote(id)).Append(')');
                break;
            case Comparison { Field: var field, Operator: var comparison, Literal: var literal }:
                text.Append(field).Append(' ').Append(Symbol(comparison)).Append(' ').Append(Print(literal));
                break;
            case In { Field: var field, Literals: var literals }:
                text.Append(field).Append(" IN [").AppendJoin(", ", literals.Select(Print)).Append(']');
                break;
            case Between { Field: var field, Low: var low, High: var high }:
                text.Append(field).Append(" BETWEEN ").Append(Print(low)).Append(" AND ").Append(Print(high));
                break;
            case Like { Field: var field, Pattern: var pattern }:
                text.Append(field).Append(" LIKE ").Append(Quote(pattern.Text));
                break;
            case IsSet { Field: var field }:
                text.Append(field).Append(" IS SET");
                break;
            default:
                throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression));
        }
    }

    static void WriteOperand(StringBuilder text, Expression operand, bool inParentheses)
    {
        if (inParentheses)
            text.Append('(');
        Write(text, operand);
        if (inParentheses)
            text.Append(')');
    }
}
