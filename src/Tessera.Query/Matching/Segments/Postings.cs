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
    /// <param name="pool">Where the segments' clauses are.</param>
    /// <param name="segments">The segments, each with the leaf it is found by; on an axis of many classes with one class each.</param>
    /// <param name="candidateOf">Makes the candidate for a segment whose leaf is answered.</param>
    public static Postings Of(Axis axis, ClausePool pool, List<(int Segment, int Leaf)> segments, Func<int, int, Candidate> candidateOf)
    {
        var gathered = new LocalClasses.Gatherer();
        foreach (var (_, leaf) in segments)
            gathered.Add(ClassesAt(leaf));
        var classes = gathered.Finish();

        var (keys, leaves) = (new List<int>(), new List<(int Segment, int Leaf)>());
        foreach (var each in segments)
            foreach (var ofLeaf in ClassesAt(each.Leaf))
            {
                keys.Add(classes.Of(ofLeaf));
                leaves.Add(each);
            }
        var (rising, sorted) = (keys.ToArray(), leaves.ToArray());
        Array.Sort(rising, sorted);
        var firstCandidates = new int[classes.Count + 1];
        foreach (var ofLeaf in rising)
            firstCandidates[ofLeaf + 1]++;
        for (var i = 0; i < classes.Count; i++)
            firstCandidates[i + 1] += firstCandidates[i];
        return new Postings(axis, classes, firstCandidates, Array.ConvertAll(sorted, each => candidateOf(each.Segment, each.Leaf)));

        ReadOnlySpan<int> ClassesAt(int leaf) => new LeafView(pool.Code[leaf..]).Classes;
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
