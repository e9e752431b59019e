using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// A query with all the segments it refers to, taken apart once and bound to any number of runs. Safe to use from several threads.
/// </summary>
sealed class ConversationPlan
{
    readonly List<Clause> segments = [];
    readonly Clause root;

    public ConversationPlan(SegmentQuery query, SegmentResolver resolver)
    {
        (Query, Resolver) = (query, resolver);
        var last = ConversationReferences.Resolve<int>(query, resolver, (expression, place) =>
        {
            segments.Add(Take(expression, place));
            return segments.Count - 1;
        });
        root = segments[last];
        segments.RemoveAt(last);
    }

    public SegmentQuery Query { get; }

    public SegmentResolver Resolver { get; }

    /// <summary>The query and its segments over the columns of one run.</summary>
    public ConversationBinding Bind(ConversationRun run)
    {
        var bound = new ConversationNode[segments.Count];
        for (var i = 0; i < bound.Length; i++)
            bound[i] = Bind(segments[i], run, bound);
        return new ConversationBinding(Bind(root, run, bound), bound);
    }

    static ConversationNode Bind(Clause clause, ConversationRun run, ConversationNode[] segments)
    {
        switch (clause)
        {
            case ConstantClause { Value: var value }:
                return value ? ConversationNode.Always : ConversationNode.Never;
            case NotClause { Operand: var operand }:
                return Bind(operand, run, segments).Not();
            case GroupClause { Kind: var kind, Parts: var parts }:
                var bound = new List<ConversationNode>(parts.Length);
                foreach (var part in parts)
                    bound.Add(Bind(part, run, segments));
                return ConversationNode.Group(kind, bound, run.Count);
            case SegmentClause { Place: var place }:
                return segments[place].IsSmall ? segments[place] : ConversationNode.OfSegment(place, segments[place]);
            case QuestionClause { Question: var question }:
                return run.Column(question.Predicate.Field)?.Bind(question) ?? ConversationNode.Never;
            default:
                throw new ArgumentException($"Not a clause: {clause.GetType()}.", nameof(clause));
        }
    }

    static Clause Take(Expression expression, Func<string, int?> places) => expression switch
    {
        Constant { Value: var value } => new ConstantClause(value),
        Not { Operand: var operand } => new NotClause(Take(operand, places)),
        And or Or => new GroupClause(
            expression is And ? ConversationNode.NodeKind.And : ConversationNode.NodeKind.Or,
            [.. expression.Parts.Select(part => Take(part, places))]),
        SegmentReference { SegmentId: var id } => places(id) is { } place ? new SegmentClause(place) : new ConstantClause(Value: false),
        Predicate predicate => new QuestionClause(new ConversationQuestion(predicate)),
        _ => throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression)),
    };

    abstract record Clause;

    sealed record ConstantClause(bool Value) : Clause;

    sealed record NotClause(Clause Operand) : Clause;

    sealed record GroupClause(ConversationNode.NodeKind Kind, Clause[] Parts) : Clause;

    sealed record SegmentClause(int Place) : Clause;

    sealed record QuestionClause(ConversationQuestion Question) : Clause;
}

/// <summary>A query over one run, and the segments it refers to, each behind those it refers to itself.</summary>
sealed record ConversationBinding(ConversationNode Root, ConversationNode[] Segments)
{
    /// <summary>The places of the segments whose bitmaps are asked for.</summary>
    public int[] Needed { get; } = FindNeeded(Root, Segments);

    static int[] FindNeeded(ConversationNode root, ConversationNode[] segments)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<ConversationNode>([root]);
        while (open.TryPop(out var node))
        {
            if (node.Kind == ConversationNode.NodeKind.Segment && needed.Add(node.Segment))
                open.Push(segments[node.Segment]);
            foreach (var part in node.Parts)
                open.Push(part);
        }
        return [.. needed];
    }
}
