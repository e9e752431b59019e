namespace Tessera.Query.Matching.Segments;

/// <summary>Segments found by one value that few conversations have, such as the id of a customer.</summary>
/// <param name="axis">The axis of the value.</param>
/// <param name="classes">The classes of the values.</param>
/// <param name="firstCandidates">For each class, which is the first of its candidates; and one more for the end.</param>
/// <param name="candidates">The candidates.</param>
sealed class Postings(Axis axis, LocalClasses classes, int[] firstCandidates, Candidate[] candidates)
{
    public long MemoryBytes => classes.MemoryBytes + 4L * firstCandidates.Length + 16L * candidates.Length;

    /// <param name="axis">The axis of the values.</param>
    /// <param name="segments">The segments, each with the value it is found by; on an axis of many classes with one class each.</param>
    /// <param name="candidateOf">Makes the candidate for a segment whose leaf is answered.</param>
    public static Postings Of(Axis axis, IReadOnlyList<(int Segment, ClassLeaf Leaf)> segments, Func<int, Leaf, Candidate> candidateOf)
    {
        var classes = new LocalClasses(segments.SelectMany(each => each.Leaf.Set.Classes));
        var keyed = segments.SelectMany(each => each.Leaf.Set.Classes.Select(ofLeaf => (Class: classes.Of(ofLeaf), each.Segment, each.Leaf)))
            .OrderBy(each => each.Class).ToList();
        var firstCandidates = new int[classes.Count + 1];
        foreach (var (ofLeaf, _, _) in keyed)
            firstCandidates[ofLeaf + 1]++;
        for (var i = 0; i < classes.Count; i++)
            firstCandidates[i + 1] += firstCandidates[i];
        return new Postings(axis, classes, firstCandidates, [.. keyed.Select(each => candidateOf(each.Segment, each.Leaf))]);
    }

    public void Match(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs, SlotList matches)
    {
        if (!axis.IsMany)
        {
            Match(conversation.ClassOn(axis.Number), conversation, snapshot, programs, matches);
            return;
        }
        foreach (var each in conversation.ManyOn(axis.Number))
            Match(each, conversation, snapshot, programs, matches);
    }

    void Match(int ofConversation, EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs, SlotList matches)
    {
        var local = classes.Of(ofConversation);
        foreach (ref readonly var candidate in candidates.AsSpan(firstCandidates[local]..firstCandidates[local + 1]))
            if (candidate.Holds(conversation, snapshot, programs))
                matches.Add(candidate.Slot);
    }
}
