using System.Numerics;

namespace Tessera.Query.Matching.Segments;

/// <summary>Sorts segments into blocks and writes down what each block reads.</summary>
sealed class PlaneBuilder(Mentions mentions)
{
    // A unit this rare is worth sorting by: a conversation then skips all but a fortieth of the blocks after one line.
    const double RareShare = 1 / 40.0;

    readonly List<(UInt128 Key, int Segment, Clauses Clauses)> segments = [];
    readonly List<PlaneBlock> blocks = [];
    readonly List<PlaneLine> lines = [];
    readonly Dictionary<int, PlaneAxisBuilder> axes = [];
    readonly Dictionary<(int Clause, int Axis, int Occurrence), Line> ofBlock = [];
    Dictionary<int, int> ranks = [];

    public int Count => segments.Count;

    public void Add(int segment, Clauses clauses) => segments.Add((default, segment, clauses));

    /// <param name="segmentAt">The segment at each slot, -1 where there is none.</param>
    public Planes Build(out int[] segmentAt)
    {
        ranks = RankAxes();
        var sorted = new (UInt128 Key, int Segment, Clauses Clauses)[segments.Count];
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = segments[i] with { Key = KeyOf(segments[i].Clauses) };
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key) is var order and not 0 ? order : a.Segment.CompareTo(b.Segment));

        var denied = Array.FindIndex(sorted, each => each.Clauses.IsDenied);
        var plainCount = denied < 0 ? sorted.Length : denied;
        var slots = new List<int>();
        AddBlocks(sorted.AsSpan(0, plainCount), slots);
        AddBlocks(sorted.AsSpan(plainCount), slots);
        segmentAt = [.. slots];

        var finishing = axes.Values.OrderBy(axis => axis.Number).ToList();
        var start = 0;
        foreach (var axis in finishing)
            start = axis.Arrange(start);
        // Lines are read whole; one that lies across two cache lines costs two.
        var words = AlignedWords.Allocate(start, out var first);
        var bufferWords = 0;
        var finished = finishing.ConvertAll(axis => axis.Finish(words, first, ref bufferWords));
        return new Planes([.. blocks], [.. lines], [.. finished], words, bufferWords);
    }

    /// <summary>Axes by falling number of classes: where many rows lie apart, the segments of a block should ask about the same.</summary>
    Dictionary<int, int> RankAxes() => segments.SelectMany(segment => LeavesOf(segment.Clauses)).Select(leaf => leaf.Axis).Distinct()
        .OrderByDescending(mentions.ClassesOn).ThenBy(axis => axis.Number).Select((axis, rank) => (axis.Number, rank)).ToDictionary();

    static IEnumerable<Leaf> LeavesOf(Clauses clauses) => clauses.Wider.SelectMany(clause => clause).Concat(clauses.Units);

    /// <summary>
    /// By what segments are sorted: plain or denied; those with a rare value first, by that value; then by how many wider clauses there are
    /// and by the axes they ask about.
    /// </summary>
    UInt128 KeyOf(Clauses clauses)
    {
        foreach (var clause in clauses.Wider)
            Array.Sort(clause, (a, b) => ranks[a.Axis.Number].CompareTo(ranks[b.Axis.Number]));
        Array.Sort(clauses.Wider, (a, b) => ranks[a[0].Axis.Number].CompareTo(ranks[b[0].Axis.Number]));
        Array.Sort(clauses.Units, (a, b) => ranks[a.Axis.Number].CompareTo(ranks[b.Axis.Number]));

        var (key, room) = (UInt128.Zero, 128);
        Append(clauses.IsDenied ? 1 : 0, 1);
        var rare = RarestOf(clauses.Units);
        Append(rare is null ? 1 : 0, 1);
        if (rare is not null)
        {
            Append(ranks[rare.Axis.Number], 10);
            Append(rare.Set.Classes[0], 24);
        }
        Append(clauses.Wider.Length, 4);
        foreach (var clause in clauses.Wider)
            foreach (var leaf in clause)
                Append(ranks[leaf.Axis.Number], 10);
        foreach (var leaf in clauses.Units)
            Append(ranks[leaf.Axis.Number], 10);
        return key;

        void Append(int number, int bits)
        {
            if (room < bits)
                return;
            room -= bits;
            key |= (UInt128)(uint)Math.Min(number, (1 << bits) - 1) << room;
        }
    }

    ClassLeaf? RarestOf(Leaf[] units)
    {
        var (rarest, least) = ((ClassLeaf?)null, RareShare);
        foreach (var unit in units)
            if (unit is ClassLeaf { Axis.IsMany: false, Set.AllBut: false } leaf && mentions.ShareOf(leaf) is var share && share < least)
                (rarest, least) = (leaf, share);
        return rarest;
    }

    void AddBlocks(ReadOnlySpan<(UInt128 Key, int Segment, Clauses Clauses)> sorted, List<int> slots)
    {
        for (var first = 0; first < sorted.Length; first += Planes.BlockSize)
        {
            var block = sorted[first..Math.Min(first + Planes.BlockSize, sorted.Length)];
            AddBlock(block);
            foreach (var each in block)
                slots.Add(each.Segment);
            for (var i = block.Length; i < Planes.BlockSize; i++)
                slots.Add(-1);
        }
    }

    void AddBlock(ReadOnlySpan<(UInt128 Key, int Segment, Clauses Clauses)> block)
    {
        ofBlock.Clear();
        for (var place = 0; place < block.Length; place++)
        {
            var clauses = block[place].Clauses;
            AddClause(0, clauses.Units, place);
            for (var i = 0; i < clauses.Wider.Length; i++)
                AddClause(i + 1, clauses.Wider[i], place);
        }

        var clausesOfBlock = ofBlock.GroupBy(line => line.Key.Clause, line => line.Value).OrderBy(clause => clause.Key)
            .Select(clause => (Number: clause.Key, Lines: clause.OrderBy(line => line.SetBits()).ToList())).ToList();
        var firstLine = lines.Count;
        foreach (var (number, ofClause) in clausesOfBlock)
        {
            // A segment with fewer clauses than its neighbours satisfies those it doesn't have.
            if (number > 0)
                for (var place = 0; place < block.Length; place++)
                    if (block[place].Clauses.Wider.Length < number)
                        ofClause[0].Set(place);
            for (var i = 0; i < ofClause.Count; i++)
                lines.Add(new PlaneLine(ofClause[i].Axis.Number, ofClause[i].FirstWord, endsClause: number == 0 || i == ofClause.Count - 1));
        }
        var units = clausesOfBlock.Count > 0 && clausesOfBlock[0].Number == 0 ? clausesOfBlock[0].Lines.Count : 0;
        blocks.Add(new PlaneBlock(firstLine, (ushort)(lines.Count - firstLine), (ushort)units, (ushort)block.Length, block[0].Clauses.IsDenied));
    }

    void AddClause(int clause, Leaf[] leaves, int place)
    {
        for (var i = 0; i < leaves.Length; i++)
        {
            // Two questions about one list, which can't be one, need two lines. Sorted, they stand beside each other.
            var occurrence = 0;
            while (i > occurrence && leaves[i - occurrence - 1].Axis == leaves[i].Axis)
                occurrence++;
            var key = (clause, leaves[i].Axis.Number, occurrence);
            if (!ofBlock.TryGetValue(key, out var line))
            {
                var axis = AxisOf(leaves[i].Axis);
                ofBlock.Add(key, line = new Line(axis, axis.AddLine(isSet: clause == 0)));
            }
            line.Axis.Ask(leaves[i], line.FirstWord * 64 + place);
        }
    }

    PlaneAxisBuilder AxisOf(Axis axis)
    {
        if (!axes.TryGetValue(axis.Number, out var builder))
            axes.Add(axis.Number, builder = new PlaneAxisBuilder(axis, number: axes.Count));
        return builder;
    }

    readonly record struct Line(PlaneAxisBuilder Axis, int FirstWord)
    {
        public int SetBits()
        {
            var count = 0;
            for (var i = 0; i < Planes.BlockSize / 64; i++)
                count += BitOperations.PopCount(Axis.Plain[FirstWord + i]);
            return count;
        }

        public void Set(int place) => Axis.Plain[FirstWord + place / 64] |= 1UL << place;
    }
}
