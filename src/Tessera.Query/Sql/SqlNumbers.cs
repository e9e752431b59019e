using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Sql;

/// <summary>
/// Compares text that may be a number with numbers, exactly and at any length, as <see cref="Number"/> does: the digits before the point
/// without leading zeros and those behind it without trailing ones order a number by how many come before the point, then by what they
/// are. SQLite's numbers would lose digits, and PostgreSQL's fail beyond 131,072 of them.
/// </summary>
static class SqlNumbers
{
    /// <summary>True when the value is a number and all comparisons hold.</summary>
    public static string Compare(
        SqlDialect dialect, string value, ReadOnlySpan<(ComparisonOperator Operator, Number Number)> comparisons, SqlParameters parameters)
    {
        var (isNumber, find) = dialect == SqlDialect.Sqlite
            ? ("(digits GLOB '[0-9]*' AND digits NOT GLOB '*[^0-9.]*' AND digits NOT GLOB '*.*.*' AND digits NOT GLOB '*.')", "instr")
            : ("(digits ~ '^[0-9]+([.][0-9]+)?$')", "strpos");
        var conditions = isNumber;
        foreach (var (comparison, number) in comparisons)
            conditions += $" AND {Compare(comparison, number, parameters)}";
        return $"""
            EXISTS (SELECT 1 FROM (
              SELECT digits, has_minus AND (whole <> '' OR fraction <> '') AS negative, length(whole) AS size, whole, fraction FROM (
                SELECT digits, has_minus,
                  ltrim(CASE WHEN point = 0 THEN digits ELSE substr(digits, 1, point - 1) END, '0') AS whole,
                  rtrim(CASE WHEN point = 0 THEN '' ELSE substr(digits, point + 1) END, '0') AS fraction
                FROM (SELECT digits, has_minus, {find}(digits, '.') AS point FROM (
                  SELECT CASE WHEN text LIKE '-%' THEN substr(text, 2) ELSE text END AS digits, text LIKE '-%' AS has_minus
                  FROM (SELECT {value} AS text) AS t) AS d) AS p) AS w) AS n
              WHERE {conditions})
            """;
    }

    static string Compare(ComparisonOperator comparison, Number number, SqlParameters parameters)
    {
        var isNegative = number.Text[0] == '-';
        var digits = isNegative ? number.Text[1..] : number.Text;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (digits, "") : (digits[..point], digits[(point + 1)..]);
        whole = whole.TrimStart('0');
        var literal = $"({whole.Length}, {parameters.Name(whole)}, {parameters.Name(fraction)})";
        var sameSign = isNegative ? "negative" : "NOT negative";

        // Of two negative numbers the one with more in front of the point is smaller.
        var symbol = Printer.Symbol(isNegative ? Turned(comparison) : comparison);
        var ofSameSign = $"{sameSign} AND (size, whole, fraction) {symbol} {literal}";
        var otherSignHolds = isNegative
            ? comparison is ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual
            : comparison is ComparisonOperator.Less or ComparisonOperator.LessOrEqual;
        return otherSignHolds ? $"(NOT ({sameSign}) OR ({ofSameSign}))" : $"({ofSameSign})";
    }

    static ComparisonOperator Turned(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => comparison,
    };
}
