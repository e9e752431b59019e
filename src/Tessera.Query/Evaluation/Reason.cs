using System.Collections.Immutable;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Evaluation;

/// <summary>Says in words why a predicate is true or false.</summary>
static class Reason
{
    // A sentence shows the beginning of a long value; the explanation has all of it.
    const int MaxShown = 80;

    /// <summary>The value asked about as plain text; <see langword="null"/> when it is missing.</summary>
    public static string? Actual(FieldReference reference, ConversationFacts facts) => reference switch
    {
        { Family: { } family, Name: var name } => facts.Named(family, name),
        { Field: { Type: FieldType.TextList } field } => facts.Has(field) ? string.Join(", ", facts.List(field)) : null,
        { Field: { Type: FieldType.Time } field } => facts.Time(field) is { } time ? Timestamp.Print(time) : null,
        { Field: { } field } => facts.Text(field),
        _ => null,
    };

    /// <summary>How many of the conditions within are true, or false.</summary>
    public static string Count(ImmutableArray<Explanation> conditions, bool allNeeded)
    {
        var (total, trueOnes) = (conditions.Length, conditions.Count(condition => condition.Truth));
        if (trueOnes == 0 || trueOnes == total)
            return $"{(trueOnes == 0 ? "None" : "All")} of the {total} conditions {(trueOnes == 0 ? "is" : "are")} true.";
        return allNeeded
            ? $"{total - trueOnes} of the {total} conditions {(total - trueOnes == 1 ? "is" : "are")} false."
            : $"{trueOnes} of the {total} conditions {(trueOnes == 1 ? "is" : "are")} true.";
    }

    /// <summary>What the field is, and how that stands to what the predicate asks.</summary>
    public static string Of(Predicate predicate, ConversationFacts facts)
    {
        var field = $"`{predicate.Field}`";
        if (Actual(predicate.Field, facts) is not { } actual)
            return $"{field} has no value.";
        var holds = Evaluator.Holds(predicate, facts);
        if (predicate.Field is { Field: { Type: FieldType.TextList } list })
        {
            var items = $"{field} is [{Shown(string.Join(", ", facts.List(list).Select(Printer.Quote)))}]";
            return predicate is IsSet ? $"{items}." : $"{items}, and {(holds ? "one" : "none")} of them {Asked(predicate, denied: false)}.";
        }
        var value = $"{field} is {Shown(Printer.Quote(actual))}";
        return predicate switch
        {
            IsSet => $"{value}.",
            _ when AsksForNumber(predicate) && !Number.TryParse(actual, out _) => $"{value}, which is no number.",
            Comparison { Operator: ComparisonOperator.Equal, Literal: not NumberLiteral } when holds => $"{value}.",
            _ => $"{value}, which {Asked(predicate, denied: !holds)}.",
        };
    }

    static bool AsksForNumber(Predicate predicate) => predicate switch
    {
        Comparison { Literal: NumberLiteral } => true,
        Between { Low: NumberLiteral } => true,
        In { Literals: var literals } => literals.All(literal => literal is NumberLiteral),
        _ => false,
    };

    static string Asked(Predicate predicate, bool denied)
    {
        var isOrIsNot = denied ? "is not" : "is";
        return predicate switch
        {
            Comparison { Operator: var comparison, Literal: var literal } => $"{isOrIsNot} {Relation(comparison, literal)}{literal}",
            In => $"{isOrIsNot} in the list",
            Between { Low: var low, High: var high } => $"{isOrIsNot} between {low} and {high}",
            Like { Pattern: var pattern } => $"{isOrIsNot} like {Printer.Quote(pattern.Text)}",
            _ => throw new ArgumentException($"Not a comparison: {predicate}.", nameof(predicate)),
        };
    }

    static string Relation(ComparisonOperator comparison, Literal literal) => comparison switch
    {
        ComparisonOperator.Less => literal is NumberLiteral ? "less than " : "before ",
        ComparisonOperator.LessOrEqual => literal is NumberLiteral ? "at most " : "at or before ",
        ComparisonOperator.Greater => literal is NumberLiteral ? "more than " : "after ",
        ComparisonOperator.GreaterOrEqual => literal is NumberLiteral ? "at least " : "at or after ",
        _ => "",
    };

    static string Shown(string text) =>
        text.Length <= MaxShown ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown)}…";
}
