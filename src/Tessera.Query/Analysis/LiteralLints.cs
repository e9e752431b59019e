using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>Finds values that a field can't have or never had, and values that a list repeats.</summary>
sealed class LiteralLints(List<Lint> lints, ObservedValues? observed)
{
    // Among more values no nearest one is looked for: comparing takes a microsecond each.
    const int MaxCandidates = 10_000;

    readonly Dictionary<FieldReference, Seen?> seen = [];

    public void Inspect(Expression root)
    {
        foreach (var expression in root.SelfAndWithin())
        {
            switch (expression)
            {
                case Comparison { Operator: ComparisonOperator.Equal, Field: var field, Literal: var literal }:
                    Inspect(field, literal);
                    break;
                case In { Field: var field, Literals: var literals }:
                    InspectRepetition(literals);
                    foreach (var literal in literals.Distinct())
                        Inspect(field, literal);
                    break;
                case Like like:
                    Inspect(like);
                    break;
            }
        }
    }

    void InspectRepetition(ImmutableArray<Literal> literals)
    {
        var met = new HashSet<Literal>();
        foreach (var literal in literals)
            if (!met.Add(literal))
                Add(LintKind.Repeated, literal, $"{literal} is in the list already.");
    }

    void Inspect(FieldReference reference, Literal literal)
    {
        var text = (literal as TextLiteral)?.Value ?? (literal as VersionLiteral)?.Value.Text;
        if (text is "")
            Add(LintKind.ImpossibleValue, literal, $"`{reference}` is never '': what is empty counts as missing. Ask IS NULL for that.");
        else if (text is not null && reference.Field is { Type: FieldType.Enum } @enum && !@enum.Accepts(text))
            Add(LintKind.NotAnEnumMember, literal, $"{literal} is no value of `{@enum}`.", Spelling.Nearest(text, @enum.Values));
        else if (text is not null && reference.Field is { } field && !field.Accepts(text))
            Add(LintKind.ImpossibleValue, literal, $"`{field}` is never {literal}: it takes {Limits(field)}.");
        else if (SeenOn(reference) is { } values && !values.Contains(reference, literal))
            Add(LintKind.ValueNeverSeen, literal, $"{literal} was never seen on `{reference}`.", values.Nearest(text));
    }

    void Inspect(Like like)
    {
        if (SeenOn(like.Field) is { } values && !values.All.Any(value => Evaluator.Accepts(like, value)))
            Add(LintKind.ValueNeverSeen, like, $"No value like {Printer.Quote(like.Pattern.Text)} was ever seen on `{like.Field}`.");
    }

    Seen? SeenOn(FieldReference field)
    {
        if (observed is null || field.Type == FieldType.Time)
            return null;
        if (!seen.TryGetValue(field, out var values))
            seen.Add(field, values = observed(field) is { } all ? new Seen(all, field.Type) : null);
        return values;
    }

    static string Limits(Field field)
    {
        var characters = field.Alphabet switch
        {
            FieldAlphabet.Identifier => ": letters, digits, `-` and `_`",
            FieldAlphabet.Version => ": letters, digits, `-`, `_` and `.`",
            _ => "",
        };
        return $"up to {field.MaxLength} characters{characters}";
    }

    void Add(LintKind kind, Node node, string message, string? nearest = null) => lints.Add(new Lint(
        kind,
        nearest is null ? message : $"{message} Did you mean {Printer.Quote(nearest)}?",
        node.Span.Offset,
        node.Span.Length,
        nearest is null ? null : Printer.Quote(nearest)));

    /// <summary>The values seen on a field, ready to be asked.</summary>
    sealed class Seen(IReadOnlyCollection<string> all, FieldType type)
    {
        readonly HashSet<string> set = new(all, type == FieldType.Enum ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

        public IReadOnlyCollection<string> All => all;

        public bool Contains(FieldReference field, Literal literal) => literal switch
        {
            TextLiteral text => set.Contains(text.Value),
            VersionLiteral version => set.Contains(version.Value.Text),
            _ => all.Any(value => Evaluator.Accepts(new Comparison(field, ComparisonOperator.Equal, literal), value)),
        };

        public string? Nearest(string? text) => text is not null && all.Count <= MaxCandidates ? Spelling.Nearest(text, all) : null;
    }
}
