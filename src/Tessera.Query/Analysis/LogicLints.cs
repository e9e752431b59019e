using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>Finds clauses that are always true or false, that add nothing, and that can't be true together.</summary>
sealed class LogicLints(List<Lint> lints, SegmentResolver? segments)
{
    // Pairs of neighbours looked at within one AND or OR: all of 64 operands.
    const int MaxPairs = 64 * 63 / 2;

    readonly Satisfiability satisfiability = new(segments);

    public void Inspect(Expression expression) => Inspect(expression, isWhole: true);

    void Inspect(Expression expression, bool isWhole)
    {
        // TRUE and FALSE as such are meant as they are written.
        if (expression is Constant)
            return;
        if (!satisfiability.CanHold(expression))
            Add(LintKind.AlwaysFalse, expression, NeverTrue(expression, isWhole));
        else if (!satisfiability.CanHold(new Not(expression)))
            Add(LintKind.AlwaysTrue, expression, isWhole ? "The query matches every conversation." : $"`{expression}` is always true.");
        else
            foreach (var part in expression.Parts)
                Inspect(part, isWhole: false);

        if (expression is And or Or)
            InspectPairs(expression);
    }

    string NeverTrue(Expression expression, bool isWhole) =>
        expression is SegmentReference { SegmentId: var id } && segments?.Invoke(id) is null ? $"There is no segment {Printer.Quote(id)}."
        : isWhole ? "The query matches no conversation."
        : $"`{expression}` is never true.";

    void InspectPairs(Expression expression)
    {
        // A clause that is always true or false implies too much, or is implied by too much, to be worth a word about each pair.
        var clauses = expression.Parts.Where(part => satisfiability.CanHold(part) && satisfiability.CanHold(new Not(part)))
            .Select(part => new Clause(part)).ToList();
        var superfluous = new HashSet<Clause>();
        var pairs = 0;
        for (var later = 1; later < clauses.Count; later++)
        {
            for (var earlier = 0; earlier < later && pairs < MaxPairs; earlier++)
            {
                if (superfluous.Contains(clauses[earlier]) || superfluous.Contains(clauses[later])
                    || !clauses[earlier].MayConcern(clauses[later]))
                    continue;
                pairs++;
                if (InspectPair(expression is And, clauses[earlier], clauses[later]) is { } extra)
                    superfluous.Add(extra);
            }
        }
    }

    /// <summary>The one of two clauses that adds nothing to the other, if there is one.</summary>
    Clause? InspectPair(bool isAnd, Clause earlier, Clause later)
    {
        // Beside AND the wider of two clauses adds nothing, beside OR the narrower.
        if (isAnd ? Implies(earlier, later) : Implies(later, earlier))
            return Superfluous(later, beside: earlier);
        if (isAnd ? Implies(later, earlier) : Implies(earlier, later))
            return Superfluous(earlier, beside: later);
        if (isAnd && !satisfiability.CanHold(earlier.Expression, later.Expression))
            Add(LintKind.Contradicts, later.Expression, $"`{later.Expression}` can't be true together with `{earlier.Expression}`.");
        return null;
    }

    bool Implies(Clause premise, Clause conclusion) => !satisfiability.CanHold(premise.Expression, new Not(conclusion.Expression));

    Clause Superfluous(Clause clause, Clause beside)
    {
        Add(LintKind.Repeated, clause.Expression, $"`{clause.Expression}` adds nothing to `{beside.Expression}`.");
        return clause;
    }

    void Add(LintKind kind, Expression expression, string message) =>
        lints.Add(new Lint(kind, message, expression.Span.Offset, expression.Span.Length, Suggestion: null));

    /// <summary>An operand of AND or OR, with what it asks about. A segment may ask about anything.</summary>
    sealed class Clause(Expression expression)
    {
        readonly HashSet<FieldReference> fields = [.. expression.SelfAndWithin().OfType<Predicate>().Select(predicate => predicate.Field)];
        readonly bool hasSegments = expression.SelfAndWithin().OfType<SegmentReference>().Any();

        public Expression Expression => expression;

        public bool MayConcern(Clause other) => hasSegments || other.hasSegments || fields.Overlaps(other.fields);
    }
}
