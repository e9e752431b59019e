using System.Numerics;
using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Segments found by one value that few conversations have, such as the id of a customer. A bit for a value says whether there may be any,
/// so that a conversation which has none of the values is done with in a few nanoseconds a field.
/// </summary>
sealed class Postings
{
    // One bit in so many is set at most: of the values that find nothing, as many are looked up in vain.
    const int BitsForValue = 8;

    readonly OfAxis[] axes;
    readonly ulong[] bits;
    readonly int shift;

    Postings(OfAxis[] axes)
    {
        this.axes = axes;
        var count = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, axes.Sum(each => (long)each.Classes.Count) * BitsForValue));
        bits = new ulong[count / 64];
        shift = 32 - Math.Min(BitOperations.Log2(count), 32);
        foreach (var each in axes)
            foreach (var known in each.Classes.Rising)
                bits[BitOf(each.Axis, known) >> 6] |= 1UL << (int)BitOf(each.Axis, known);
    }

    public long MemoryBytes => 8L * bits.Length + axes.Sum(each => 24 + each.Classes.MemoryBytes + 4L * each.Starts.Length);

    /// <param name="pool">Where the segments' clauses are.</param>
    /// <param name="segments">The segments, each with the leaf it is found by; on an axis of many classes with one class each.</param>
    /// <param name="programs">Takes the candidates.</param>
    /// <param name="writeCandidate">Writes the candidate for a segment whose leaf is answered.</param>
    public static Postings Of(
        ClausePool pool, IEnumerable<(int Segment, int Leaf)> segments, CheckProgramWriter programs, Action<int, int> writeCandidate)
    {
        return new Postings([.. segments.GroupBy(each => Leaf(each.Leaf).AxisNumber).OrderBy(ofAxis => ofAxis.Key).Select(Build)]);

        OfAxis Build(IGrouping<int, (int Segment, int Leaf)> ofAxis)
        {
            var gathered = new LocalClasses.Gatherer();
            foreach (var (_, leaf) in ofAxis)
                gathered.Add(Leaf(leaf).Classes);
            var classes = gathered.Finish();
            var (keys, found) = (new List<int>(), new List<(int Segment, int Leaf)>());
            foreach (var each in ofAxis)
                foreach (var ofLeaf in Leaf(each.Leaf).Classes)
                {
                    keys.Add(classes.Of(ofLeaf));
                    found.Add(each);
                }
            CollectionsMarshal.AsSpan(keys).Sort(CollectionsMarshal.AsSpan(found));
            var starts = new int[classes.Count + 1];
            var next = 0;
            for (var local = 0; local < classes.Count; local++)
            {
                starts[local] = programs.Length;
                for (; next < keys.Count && keys[next] == local; next++)
                    writeCandidate(found[next].Segment, found[next].Leaf);
            }
            starts[^1] = programs.Length;
            return new OfAxis(ofAxis.Key, pool.AxisOf(Leaf(found[0].Leaf)).IsMany, classes, starts);
        }

        LeafView Leaf(int start) => new(pool.Code[start..]);
    }

    public void Match(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs, SlotList matches)
    {
        foreach (ref readonly var ofAxis in axes.AsSpan())
        {
            if (!ofAxis.IsMany)
            {
                Match(ofAxis, conversation.ClassOn(ofAxis.Axis), conversation, snapshot, programs, matches);
                continue;
            }
            foreach (var each in conversation.ManyOn(ofAxis.Axis))
                Match(ofAxis, each, conversation, snapshot, programs, matches);
        }
    }

    void Match(
        in OfAxis ofAxis, int ofConversation, EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs,
        SlotList matches)
    {
        var bit = BitOf(ofAxis.Axis, ofConversation);
        if ((bits[bit >> 6] & (1UL << (int)bit)) == 0)
            return;
        var local = ofAxis.Classes.Of(ofConversation);
        programs.Match(ofAxis.Starts[local], ofAxis.Starts[local + 1], conversation, snapshot, matches);
    }

    uint BitOf(int axis, int ofAxis) => (uint)((axis << 20 ^ ofAxis) * 0x9E3779B1u) >> shift;

    /// <summary>The values of one axis.</summary>
    /// <param name="Axis">The axis.</param>
    /// <param name="IsMany">Whether a conversation may have several there.</param>
    /// <param name="Classes">The values.</param>
    /// <param name="Starts">For each value, where its candidates begin in the programs; and one more for the end.</param>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct OfAxis(int Axis, bool IsMany, LocalClasses Classes, int[] Starts);
}
