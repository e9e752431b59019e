using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>
/// Queries made of other queries, to be counted: what two have in common, what one has beyond another, what comes near. They may be
/// longer and deeper than a written query may.
/// </summary>
public static class Combinations
{
    /// <summary>Matches what both match.</summary>
    public static SegmentQuery Both(SegmentQuery first, SegmentQuery second) => SegmentQuery.Of(All([first.Root, second.Root]));

    /// <summary>Matches what the first matches and the second doesn't.</summary>
    public static SegmentQuery Without(SegmentQuery first, SegmentQuery second) =>
        SegmentQuery.Of(All([first.Root, Opposite(second.Root)]));

    /// <summary>Matches what none of the queries matches; everything, where there are none.</summary>
    public static SegmentQuery NoneOf(IEnumerable<SegmentQuery> queries) =>
        SegmentQuery.Of(All([.. queries.Select(query => Opposite(query.Root))]));

    /// <summary>
    /// For each clause of a query, in the order of the text, what it alone keeps out: the conversations that don't match, and would if that
    /// clause were the other way round. A clause that is written more than once counts as one, as in <see cref="Explainer.NearMisses"/>.
    /// </summary>
    public static ImmutableArray<(Expression Clause, SegmentQuery Misses)> NearMisses(SegmentQuery query) =>
    [
        .. Clauses(query).DistinctBy(Leaf)
            .Select(clause => (clause, SegmentQuery.Of(All([Flip(query.Root, Leaf(clause)), Opposite(query.Root)])))),
    ];

    /// <summary>
    /// The clauses of a query, in the order of the text: its predicates and references, each with the NOT in front of it.
    /// </summary>
    public static IEnumerable<Expression> Clauses(SegmentQuery query) => Clauses(query.Root);

    // A NOT in front of a leaf makes one clause with it.
    static IEnumerable<Expression> Clauses(Expression expression) => expression switch
    {
        Constant => [],
        Predicate or SegmentReference or Not { Operand: Predicate or SegmentReference } => [expression],
        _ => expression.Parts.SelectMany(Clauses),
    };

    static Expression Leaf(Expression clause) => clause is Not { Operand: var operand } ? operand : clause;

    static Expression Flip(Expression expression, Expression leaf) => expression switch
    {
        And { Operands: var operands } => All([.. operands.Select(operand => Flip(operand, leaf))]),
        Or { Operands: var operands } => Any([.. operands.Select(operand => Flip(operand, leaf))]),
        Not { Operand: var operand } => Opposite(Flip(operand, leaf)),
        _ => expression == leaf ? Opposite(expression) : expression,
    };

    static Expression Opposite(Expression expression) => expression switch
    {
        Not { Operand: var operand } => operand,
        Constant { Value: var value } => new Constant(!value),
        _ => new Not(expression),
    };

    // The tree's own rule: no And stands directly in an And, no Or in an Or.
    static Expression All(ImmutableArray<Expression> operands)
    {
        ImmutableArray<Expression> flat = [.. operands.SelectMany(operand => operand is And { Operands: var within } ? within : [operand])];
        return flat switch { [] => new Constant(true), [var only] => only, _ => new And(flat) };
    }

    static Or Any(ImmutableArray<Expression> operands) =>
        new Or([.. operands.SelectMany(operand => operand is Or { Operands: var within } ? within : [operand])]);
}
