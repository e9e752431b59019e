using System.Collections.Immutable;
using Tessera.Query.Language;

namespace Tessera.Query.Evaluation;

/// <summary>Explains why a query matches a conversation or doesn't.</summary>
public static class Explainer
{
    /// <summary>How many segments deep an explanation follows references.</summary>
    public const int MaxSegmentDepth = 8;

    /// <summary>
    /// The query as a tree of clauses with the truth of each. A NOT in front of a clause about one field, or of a SEGMENT, makes one clause
    /// with it.
    /// </summary>
    public static Explanation Explain(SegmentQuery query, ConversationFacts facts, SegmentResolver segments) =>
        new Walk(facts, segments, SegmentTruths.Of(query, facts, segments)).Explain(query.Root, segmentDepth: 0);

    /// <summary>
    /// For a query that doesn't match: the clauses each of which alone keeps it from matching. Were its truth the other way round, and all
    /// else as it is, the query would match. A clause that is written more than once counts as one. Empty for a query that matches.
    /// </summary>
    public static ImmutableArray<Explanation> NearMisses(SegmentQuery query, ConversationFacts facts, SegmentResolver segments)
    {
        var truths = SegmentTruths.Of(query, facts, segments);
        if (Evaluator.Holds(query.Root, facts, truths))
            return [];

        var leaves = new Leaves(query.Root, leaf => Evaluator.Holds(leaf, facts, truths));
        var nearMisses = ImmutableArray.CreateBuilder<Explanation>();
        for (var index = 0; index < leaves.Clauses.Count; index++)
            if (leaves.HoldsFlipping(query.Root, index))
                nearMisses.Add(new Walk(facts, segments, truths).Explain(leaves.Clauses[index], segmentDepth: 0));
        return nearMisses.DrainToImmutable();
    }

    /// <summary>A clause without clauses within: what a NOT in front makes one clause with.</summary>
    static bool IsLeaf(Expression expression) => expression is Predicate or SegmentReference;

    /// <summary>One explanation in the making.</summary>
    sealed class Walk(ConversationFacts facts, SegmentResolver segments, SegmentTruths truths)
    {
        readonly HashSet<string> unfolded = [];

        public Explanation Explain(Expression expression, int segmentDepth)
        {
            ImmutableArray<Explanation> children = expression switch
            {
                Not { Operand: SegmentReference reference } => Unfold(reference, segmentDepth),
                Not { Operand: Predicate } => [],
                SegmentReference reference => Unfold(reference, segmentDepth),
                _ => [.. expression.Parts.Select(part => Explain(part, segmentDepth))],
            };
            var truth = expression switch
            {
                And => children.All(child => child.Truth),
                Or => children.Any(child => child.Truth),
                Not { Operand: var operand } when !IsLeaf(operand) => !children[0].Truth,
                _ => Evaluator.Holds(expression, facts, truths),
            };
            return new Explanation(
                expression.ToString(),
                expression.Span.Offset,
                expression.Span.Length,
                truth,
                Actual(expression),
                Why(expression, truth, children),
                children);
        }

        ImmutableArray<Explanation> Unfold(SegmentReference reference, int segmentDepth) =>
            segmentDepth < MaxSegmentDepth && segments(reference.SegmentId) is { } referenced && unfolded.Add(reference.SegmentId)
                ? [Explain(referenced.Root, segmentDepth + 1)]
                : [];

        string? Actual(Expression expression) => expression switch
        {
            Not { Operand: Predicate predicate } => Reason.Actual(predicate.Field, facts),
            Predicate predicate => Reason.Actual(predicate.Field, facts),
            _ => null,
        };

        string Why(Expression expression, bool truth, ImmutableArray<Explanation> children) => expression switch
        {
            Constant => truth ? "TRUE is true of every conversation." : "FALSE is true of no conversation.",
            And or Or => Reason.Count(children, expression is And),
            Predicate predicate => Reason.Of(predicate, facts),
            Not { Operand: Predicate predicate } => Reason.Of(predicate, facts),
            SegmentReference reference => Why(reference),
            Not { Operand: SegmentReference reference } => Why(reference),
            _ => truth ? "The condition behind NOT is false." : "The condition behind NOT is true.",
        };

        string Why(SegmentReference reference)
        {
            var name = Printer.Quote(reference.SegmentId);
            return segments(reference.SegmentId) is null ? $"There is no segment {name}."
                : truths[reference.SegmentId] ? $"Segment {name} matches."
                : $"Segment {name} doesn't match.";
        }
    }

    /// <summary>The distinct leaves of a tree with their truths, numbered so that asking again with one of them changed is quick.</summary>
    sealed class Leaves
    {
        readonly Dictionary<Expression, int> numbers = new(ReferenceEqualityComparer.Instance);
        readonly List<bool> truths = [];

        public Leaves(Expression root, Func<Expression, bool> truth)
        {
            var distinct = new Dictionary<Expression, int>();
            Collect(root);

            void Collect(Expression expression)
            {
                switch (expression)
                {
                    case And or Or:
                        foreach (var part in expression.Parts)
                            Collect(part);
                        break;
                    case Not { Operand: var operand } when !IsLeaf(operand):
                        Collect(operand);
                        break;
                    case Not { Operand: var leaf }:
                        Number(leaf, clause: expression);
                        break;
                    case not Constant:
                        Number(expression, clause: expression);
                        break;
                }
            }

            void Number(Expression leaf, Expression clause)
            {
                if (distinct.TryAdd(leaf, truths.Count))
                {
                    truths.Add(truth(leaf));
                    Clauses.Add(clause);
                }
                numbers.Add(leaf, distinct[leaf]);
            }
        }

        /// <summary>Where each leaf stands first: itself, or the NOT in front of it.</summary>
        public List<Expression> Clauses { get; } = [];

        /// <summary>Whether the expression would be true if one leaf were the other way round.</summary>
        public bool HoldsFlipping(Expression expression, int flipped) => expression switch
        {
            Constant { Value: var value } => value,
            Not { Operand: var operand } => !HoldsFlipping(operand, flipped),
            And { Operands: var operands } => operands.All(operand => HoldsFlipping(operand, flipped)),
            Or { Operands: var operands } => operands.Any(operand => HoldsFlipping(operand, flipped)),
            _ => Truth(numbers[expression], flipped),
        };

        bool Truth(int number, int flipped) => number == flipped ? !truths[number] : truths[number];
    }
}
