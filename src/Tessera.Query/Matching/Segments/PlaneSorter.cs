using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>Sorts segments so that those that ask about the same stand together.</summary>
sealed class PlaneSorter(ClausePool pool, Mentions mentions)
{
    /// <summary>A value this rare is worth sorting by: a conversation then skips all but a fortieth of the blocks after one line.</summary>
    public const double RareShare = 1 / 40.0;

    readonly int[] ranks = mentions.RankAxes();

    /// <param name="segments">For each segment where its clauses begin; they are put in the order of the axes.</param>
    /// <param name="onAllCores">Whether somebody waits for it.</param>
    /// <returns>The segments by their places there: plain ones first, then those that are denied.</returns>
    public int[] Sort(int[] segments, bool onAllCores)
    {
        var keys = new UInt128[segments.Length];
        var sorted = new int[segments.Length];
        Cores.Share(sorted.Length, onAllCores, (from, to) =>
        {
            for (var i = from; i < to; i++)
                (keys[i], sorted[i]) = (KeyOf(segments[i]), i);
        });
        Array.Sort(keys, sorted);
        return sorted;
    }

    /// <summary>
    /// By what segments are sorted: plain or denied; those with a rare value first, by that value; then by how many wider clauses there are
    /// and by the axes they ask about, those with most classes first: their rows lie furthest apart.
    /// </summary>
    UInt128 KeyOf(int clauses)
    {
        var key = new Key();
        var view = pool[clauses];
        var at = clauses + ClausesView.Head;
        pool.Sort(at, view.Units, ranks);
        var (units, rarest, least) = (at, -1, RareShare);
        for (var i = 0; i < view.Units; i++)
        {
            var leaf = Leaf(at);
            var isOne = leaf.Classes.Length == 1 && !leaf.IsDenied && !pool.AxisOf(leaf).IsMany;
            if (isOne && mentions.ShareOf(leaf) is var share && share < least)
                (rarest, least) = (at, share);
            at += leaf.Length;
        }
        key.Append(view.IsDenied ? 1 : 0, bits: 1);
        key.Append(rarest < 0 ? 1 : 0, bits: 1);
        if (rarest >= 0)
        {
            key.Append(ranks[Leaf(rarest).AxisNumber], bits: 10);
            key.Append(Leaf(rarest).Classes[0], bits: 24);
        }
        key.Append(view.Wider, bits: 4);
        for (var i = 0; i < view.Wider; i++)
        {
            var leaves = pool.Code[at++];
            pool.Sort(at, leaves, ranks);
            at = AppendAxes(ref key, at, leaves);
        }
        AppendAxes(ref key, units, view.Units);
        return key.Numbers;
    }

    int AppendAxes(ref Key key, int at, int leaves)
    {
        for (var i = 0; i < leaves; i++)
        {
            key.Append(ranks[Leaf(at).AxisNumber], bits: 10);
            at += Leaf(at).Length;
        }
        return at;
    }

    LeafView Leaf(int start) => new(pool.Code[start..]);

    /// <summary>Numbers in a row, the first of them the most significant; what has no room any more is left out.</summary>
    [StructLayout(LayoutKind.Auto)]
    struct Key()
    {
        int room = 128;

        public UInt128 Numbers { get; private set; }

        public void Append(int number, int bits)
        {
            room = Math.Max(0, room - bits);
            if (room > 0)
                Numbers |= (UInt128)(uint)Math.Min(number, (1 << bits) - 1) << room;
        }
    }
}
