using System.Text;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Sql;

/// <summary>Writes predicates. What comes out is complete in itself and true or false of each row.</summary>
sealed class SqlPredicates(SqlDialect dialect, SqlParameters parameters)
{
    const string False = "(1 = 0)";

    bool IsSqlite => dialect == SqlDialect.Sqlite;

    /// <summary>The predicate, or null and a reason why SQL can't say it.</summary>
    public string? Write(Predicate predicate, out string? reason)
    {
        reason = null;
        switch (predicate.Field)
        {
            case { Family: { } family, Name: var name }:
                return OfText(predicate, Named(SqlColumns.Of(family, name), name), out reason);
            case { Field: { Type: FieldType.Time } field }:
                return OfTime(predicate, SqlColumns.Of(field));
            case { Field: { Type: FieldType.TextList } field }:
                // An item is a value of its own, and an empty one is none.
                return OfText(predicate, "NULLIF(item.value, '')", out reason) is { } ofItem
                    ? $"EXISTS (SELECT 1 FROM {Items(SqlColumns.Of(field))} WHERE {ofItem})" : null;
            case { Field: { } field }:
                return OfText(predicate, Ordered($"NULLIF({SqlColumns.Of(field)}, '')"), out reason);
            default:
                throw new ArgumentException("Neither of the catalogue nor of a family.", nameof(predicate));
        }
    }

    /// <summary>A predicate about one text, which is null where the value is missing.</summary>
    string? OfText(Predicate predicate, string value, out string? reason)
    {
        reason = null;
        var isEnum = predicate.Field.Type == FieldType.Enum;
        // Of ASCII text upper case is the same in both databases.
        var compared = isEnum ? $"UPPER({value})" : value;
        switch (predicate)
        {
            case IsSet:
                return $"({value} IS NOT NULL)";
            case Comparison { Operator: ComparisonOperator.Equal, Literal: var literal }:
                return Equal(compared, [literal], value);
            case In { Literals: var literals }:
                return Equal(compared, literals.AsSpan(), value);
            case Like { Pattern: var pattern }:
                return Sure($"{compared} {Pattern(pattern, isEnum)}");
            case Comparison { Literal: VersionLiteral } or Between { Low: VersionLiteral }:
                reason = $"SQL can't order versions, as of `{predicate.Field}`.";
                return null;
            case Comparison { Operator: var comparison, Literal: NumberLiteral { Value: var number } }:
                return Number(value, [(comparison, number)]);
            case Comparison { Operator: var comparison, Literal: TextLiteral { Value: var text } }:
                return Sure($"{value} {Printer.Symbol(comparison)} {parameters.Name(text)}");
            case Between { Low: NumberLiteral { Value: var low }, High: NumberLiteral { Value: var high } }:
                return Number(value, [(ComparisonOperator.GreaterOrEqual, low), (ComparisonOperator.LessOrEqual, high)]);
            case Between { Low: TextLiteral { Value: var low }, High: TextLiteral { Value: var high } }:
                return Sure($"{value} BETWEEN {parameters.Name(low)} AND {parameters.Name(high)}");
            default:
                throw new ArgumentException($"Not a predicate about text: {predicate}.", nameof(predicate));
        }
    }

    string Equal(string compared, ReadOnlySpan<Literal> literals, string value)
    {
        var texts = new List<string>();
        var conditions = new List<string>();
        foreach (var literal in literals)
        {
            if (literal is NumberLiteral { Value: var number })
                conditions.Add(Number(value, [(ComparisonOperator.Equal, number)]));
            else
                texts.Add(parameters.Name((literal as TextLiteral)?.Value ?? ((VersionLiteral)literal).Value.Text));
        }
        if (texts.Count > 0)
            conditions.Insert(0, Sure(texts.Count == 1 ? $"{compared} = {texts[0]}" : $"{compared} IN ({string.Join(", ", texts)})"));
        return conditions.Count == 1 ? conditions[0] : $"({string.Join(" OR ", conditions)})";
    }

    /// <summary>LIKE by exact case, with <c>_</c> for one code point, and <c>\</c> before what stands for itself.</summary>
    string Pattern(LikePattern pattern, bool isEnum)
    {
        var text = isEnum
            ? string.Concat(pattern.Text.EnumerateRunes().Select(rune => Rune.ToUpperInvariant(rune).ToString()))
            : pattern.Text;
        // SQLite's LIKE takes ASCII in any case; its GLOB doesn't.
        return IsSqlite ? $"GLOB {parameters.Name(SqlGlob.Of(text))}" : $"LIKE {parameters.Name(text)} ESCAPE '\\'";
    }

    string Number(string value, ReadOnlySpan<(ComparisonOperator, Number)> comparisons) =>
        SqlNumbers.Compare(dialect, value, comparisons, parameters);

    /// <summary>A predicate about a time, in whole microseconds since 1970.</summary>
    string OfTime(Predicate predicate, string column)
    {
        switch (predicate)
        {
            case IsSet:
                return $"({column} IS NOT NULL)";
            case Comparison { Operator: ComparisonOperator.Equal, Literal: var literal }:
                return Micros(literal) is var (micros, isWhole) && isWhole ? Sure($"{column} = {parameters.Name(micros)}") : False;
            case In { Literals: var literals }:
                var whole = literals.Select(Micros).Where(time => time.IsWhole).Select(time => parameters.Name(time.Micros)).ToList();
                return whole.Count == 0 ? False : Sure($"{column} IN ({string.Join(", ", whole)})");
            case Comparison { Operator: var comparison, Literal: var literal }:
                return Sure(After(column, comparison, literal));
            case Between { Low: var low, High: var high }:
                var from = After(column, ComparisonOperator.GreaterOrEqual, low);
                return Sure($"{from} AND {After(column, ComparisonOperator.LessOrEqual, high)}");
            default:
                throw new ArgumentException($"Not a predicate about a time: {predicate}.", nameof(predicate));
        }
    }

    // A literal between two microseconds lies after the lower one: what is at or before the lower one is before it, the rest is after it.
    string After(string column, ComparisonOperator comparison, Literal literal)
    {
        var (micros, isWhole) = Micros(literal);
        var symbol = isWhole ? Printer.Symbol(comparison)
            : comparison is ComparisonOperator.Less or ComparisonOperator.LessOrEqual ? "<=" : ">";
        return $"{column} {symbol} {parameters.Name(micros)}";
    }

    static (long Micros, bool IsWhole) Micros(Literal literal)
    {
        var ticks = ((TimeLiteral)literal).Value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var (micros, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMicrosecond);
        return (rest < 0 ? micros - 1 : micros, rest == 0);
    }

    /// <summary>The value of a name in a JSON object, null when it isn't there.</summary>
    string Named(string json, string name) => IsSqlite
        // A path can't say every name; as a value of a table of entries any name will do.
        ? $"(SELECT NULLIF(entry.value, '') FROM json_each({json}) AS entry WHERE entry.key = {parameters.Name(name)})"
        : Ordered($"NULLIF(CAST({json} AS json) ->> {parameters.Name(name)}, '')");

    string Items(string json) => IsSqlite ? $"json_each({json}) AS item"
        : $"(SELECT {Ordered("entry.value")} AS value FROM json_array_elements_text(CAST({json} AS json)) AS entry(value)) AS item";

    // By code point, which is what SQLite does anyhow.
    string Ordered(string text) => IsSqlite ? text : $"({text} COLLATE \"C\")";

    // Unknown, as of a missing value, becomes false.
    static string Sure(string condition) => $"(({condition}) IS TRUE)";
}
