namespace Tessera.Query.Matching.Segments;

/// <summary>Segments found by one value that few conversations have, such as the id of a customer.</summary>
/// <param name="axis">The axis of the value.</param>
/// <param name="classes">The classes of the values.</param>
/// <param name="starts">For each class, where its candidates begin in the programs; and one more for the end.</param>
sealed class Postings(Axis axis, LocalClasses classes, int[] starts)
{
    public long MemoryBytes => classes.MemoryBytes + 4L * starts.Length;

    /// <param name="axis">The axis of the values.</param>
    /// <param name="pool">Where the segments' clauses are.</param>
    /// <param name="segments">The segments, each with the leaf it is found by; on an axis of many classes with one class each.</param>
    /// <param name="programs">Takes the candidates.</param>
    /// <param name="writeCandidate">Writes the candidate for a segment whose leaf is answered.</param>
    public static Postings Of(
        Axis axis, ClausePool pool, List<(int Segment, int Leaf)> segments, CheckProgramWriter programs, Action<int, int> writeCandidate)
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
        var starts = new int[classes.Count + 1];
        var next = 0;
        for (var ofAxis = 0; ofAxis < classes.Count; ofAxis++)
        {
            starts[ofAxis] = programs.Length;
            for (; next < rising.Length && rising[next] == ofAxis; next++)
                writeCandidate(sorted[next].Segment, sorted[next].Leaf);
        }
        starts[^1] = programs.Length;
        return new Postings(axis, classes, starts);

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
        programs.Match(starts[local], starts[local + 1], conversation, snapshot, matches);
    }
}
