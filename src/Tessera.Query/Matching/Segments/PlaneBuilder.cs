using System.Numerics;

namespace Tessera.Query.Matching.Segments;

/// <summary>Puts sorted segments into blocks and writes down what each block reads.</summary>
sealed class PlaneBuilder(ClausePool pool)
{
    readonly List<PlaneBlock> blocks = [];
    readonly List<PlaneLine> lines = [];
    readonly Dictionary<int, PlaneAxisBuilder> axes = [];
    readonly Dictionary<(int Clause, int Axis, int Occurrence), Line> ofBlock = [];

    /// <param name="segments">Where the clauses of each segment begin, sorted.</param>
    /// <param name="places">The place among the segments of the one at each slot, -1 where there is none.</param>
    public Planes Build(ReadOnlySpan<int> segments, out int[] places)
    {
        var slots = new List<int>();
        var first = 0;
        while (first < segments.Length)
        {
            var isDenied = pool[segments[first]].IsDenied;
            var count = 1;
            while (count < Planes.BlockSize && first + count < segments.Length && pool[segments[first + count]].IsDenied == isDenied)
                count++;
            AddBlock(segments.Slice(first, count));
            for (var i = 0; i < Planes.BlockSize; i++)
                slots.Add(i < count ? first + i : -1);
            first += count;
        }
        places = [.. slots];

        var finishing = axes.Values.OrderBy(axis => axis.Number).ToList();
        var start = 0;
        foreach (var axis in finishing)
            start = axis.Arrange(start);
        // Lines are read whole; one that lies across two cache lines costs two.
        var words = AlignedWords.Allocate(start, out var firstWord);
        var bufferWords = 0;
        var finished = finishing.ConvertAll(axis => axis.Finish(words, firstWord, ref bufferWords));
        return new Planes([.. blocks], [.. lines], [.. finished], words, bufferWords);
    }

    void AddBlock(ReadOnlySpan<int> segments)
    {
        ofBlock.Clear();
        for (var place = 0; place < segments.Length; place++)
        {
            var view = pool[segments[place]];
            var at = AddClause(0, segments[place] + ClausesView.Head, view.Units, place);
            for (var i = 0; i < view.Wider; i++)
                at = AddClause(i + 1, at + 1, pool.Code[at], place);
        }

        var clauses = ofBlock.GroupBy(line => line.Key.Clause, line => line.Value).OrderBy(clause => clause.Key)
            .Select(clause => (Number: clause.Key, Lines: clause.OrderBy(line => line.SetBits()).ToList())).ToList();
        var firstLine = lines.Count;
        foreach (var (number, ofClause) in clauses)
        {
            // A segment with fewer clauses than its neighbours satisfies those it doesn't have.
            if (number > 0)
                for (var place = 0; place < segments.Length; place++)
                    if (pool[segments[place]].Wider < number)
                        ofClause[0].Set(place);
            foreach (var line in ofClause)
                lines.Add(new PlaneLine(line.Axis.Number, line.FirstWord, endsClause: number == 0 || line == ofClause[^1]));
        }
        var units = clauses.Count > 0 && clauses[0].Number == 0 ? clauses[0].Lines.Count : 0;
        blocks.Add(new PlaneBlock(
            firstLine, (ushort)(lines.Count - firstLine), (ushort)units, (ushort)segments.Length, pool[segments[0]].IsDenied));
    }

    /// <summary>Adds what a clause asks, and answers where it ends.</summary>
    int AddClause(int clause, int at, int leaves, int place)
    {
        var (axisBefore, occurrence) = (-1, 0);
        for (var i = 0; i < leaves; i++)
        {
            var leaf = new LeafView(pool.Code[at..]);
            // Two questions about one list, which can't be one, need two lines. Sorted, they stand beside each other.
            occurrence = leaf.AxisNumber == axisBefore ? occurrence + 1 : 0;
            axisBefore = leaf.AxisNumber;
            var key = (clause, leaf.AxisNumber, occurrence);
            if (!ofBlock.TryGetValue(key, out var line))
            {
                var axis = AxisOf(leaf);
                ofBlock.Add(key, line = new Line(axis, axis.AddLine(isSet: clause == 0)));
            }
            line.Axis.Ask(leaf, line.FirstWord * 64 + place);
            at += leaf.Length;
        }
        return at;
    }

    PlaneAxisBuilder AxisOf(LeafView leaf)
    {
        if (!axes.TryGetValue(leaf.AxisNumber, out var builder))
            axes.Add(leaf.AxisNumber, builder = new PlaneAxisBuilder(pool, leaf.AxisNumber, number: axes.Count));
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
