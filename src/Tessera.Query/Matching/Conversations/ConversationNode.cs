namespace Tessera.Query.Matching.Conversations;

/// <summary>A part of a query bound to the columns of one run. Immutable.</summary>
sealed record ConversationNode
{
    // Segments made of at most so few leaves are worked out where they stand; others once a block, for all who refer to them. A time costs
    // about 500 ns a block and a look at every text some 1,600,000: what is above the limit waits until others have narrowed the rows down.
    const int MostInlined = 8, CostOfWaiting = 10_000;

    /// <summary>True of every row.</summary>
    public static readonly ConversationNode Always = new() { Kind = NodeKind.Always };

    /// <summary>True of no row.</summary>
    public static readonly ConversationNode Never = Always with { Negated = true };

    public enum NodeKind
    {
        Always,
        Leaf,
        Segment,
        And,
        Or,
    }

    public required NodeKind Kind { get; init; }

    /// <summary>Whether the node says the opposite of what it would say otherwise.</summary>
    public bool Negated { get; init; }

    /// <summary>The rows of a predicate.</summary>
    public ConversationLeaf? Leaf { get; init; }

    /// <summary>The parts of an AND or OR, the quickest to narrow down first.</summary>
    public ConversationNode[] Parts { get; init; } = [];

    /// <summary>The place of a segment among those that are worked out before the query.</summary>
    public int Segment { get; init; }

    /// <summary>How many rows it is true of, about, before negation.</summary>
    public long Estimate { get; init; }

    /// <summary>What it costs a block, in nanoseconds, about.</summary>
    public long Cost { get; init; }

    /// <summary>Whether it is small enough to be worked out wherever it stands.</summary>
    public bool IsSmall => Kind is NodeKind.Always or NodeKind.Leaf
        || (Parts.Length is > 0 and <= MostInlined && Parts.All(part => part.Kind == NodeKind.Leaf));

    /// <summary>The opposite.</summary>
    public ConversationNode Not() => this with { Negated = !Negated };

    public static ConversationNode Of(ConversationLeaf leaf, bool negated) =>
        new() { Kind = NodeKind.Leaf, Leaf = leaf, Negated = negated, Estimate = leaf.Estimate, Cost = leaf.Cost };

    public static ConversationNode OfSegment(int segment, ConversationNode node) =>
        new() { Kind = NodeKind.Segment, Segment = segment, Estimate = node.Estimate, Cost = 20 };

    /// <summary>AND, or OR, of some parts. What is decided already is left out, nested groups of the same kind are taken apart.</summary>
    public static ConversationNode Group(NodeKind kind, List<ConversationNode> parts, int rows)
    {
        var (deciding, other) = kind == NodeKind.And ? (Never, NodeKind.Or) : (Always, NodeKind.And);
        var flat = new List<ConversationNode>(parts.Count);
        foreach (var part in parts)
        {
            if (part == deciding)
                return deciding;
            if (part.Kind == NodeKind.Always)
                continue;
            if (part.Kind == kind && !part.Negated)
                flat.AddRange(part.Parts);
            else if (part.Kind == other && part.Negated)
                flat.AddRange(part.Parts.Select(inner => inner.Not()));
            else
                flat.Add(part);
        }
        if (flat.Count == 0)
            return deciding.Not();
        if (flat.Count == 1)
            return flat[0];
        var ordered = flat.ToArray();
        Array.Sort(ordered, (a, b) => kind == NodeKind.And ? Rank(a).CompareTo(Rank(b)) : a.Cost.CompareTo(b.Cost));
        return new ConversationNode
        {
            Kind = kind,
            Parts = ordered,
            Estimate = kind == NodeKind.And
                ? ordered.Min(part => part.Matches(rows))
                : Math.Min(rows, ordered.Sum(part => part.Matches(rows))),
            Cost = ordered.Sum(part => part.Cost),
        };

        (bool, long) Rank(ConversationNode part) => (part.Cost > CostOfWaiting, part.Matches(rows));
    }

    /// <summary>How many rows it is true of, about.</summary>
    public long Matches(int rows) => Negated ? Math.Max(0, rows - Estimate) : Kind == NodeKind.Always ? rows : Estimate;
}
