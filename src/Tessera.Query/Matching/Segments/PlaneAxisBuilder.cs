using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>Gathers what segments ask about one axis, and makes its rows of it.</summary>
/// <param name="pool">Where what they ask is.</param>
/// <param name="axisNumber">The axis.</param>
/// <param name="number">Its place among the axes of the planes.</param>
sealed class PlaneAxisBuilder(ClausePool pool, int axisNumber, int number)
{
    // So many rows are written out at most: 8 bytes for a question. Bits of the others are turned at each match, for a nanosecond each.
    const int MaxRows = 64;

    // Reading a row of its own takes about as long as turning one bit for each 16 of its words in the plain one, which is near from the
    // last match. More than some hundred bits lie too far apart for that.
    const int WordsToATurned = 16, FewTurned = 16, MostTurned = 128;

    readonly Axis axis = pool.AxisOf(axisNumber);
    readonly List<ulong> plain = [];
    readonly List<(int Class, int Place)> named = [];
    readonly List<(OrderLeaf Leaf, int Place)> ordered = [];
    LocalClasses? classes;
    Scale? scale;
    int[] turnedStart = [];
    int[] turned = [];
    int[] rowOfClass = []; // the number of the row, from 0
    int rows;
    int rowStart;

    public int Number => number;

    /// <summary>The row in which no segment's value is there.</summary>
    public Span<ulong> Plain => CollectionsMarshal.AsSpan(plain);

    /// <summary>Adds a line of 512 bits, and answers at which word it begins.</summary>
    public int AddLine(bool isSet)
    {
        var first = plain.Count;
        for (var i = 0; i < Planes.BlockSize / 64; i++)
            plain.Add(isSet ? ulong.MaxValue : 0);
        return first;
    }

    public void Ask(LeafView leaf, int place)
    {
        ref var word = ref Plain[place / 64];
        word = leaf.IsDenied ? word | (1UL << place) : word & ~(1UL << place);
        if (leaf.IsOrdered)
            ordered.Add((pool.Ordered(leaf), place));
        foreach (var each in leaf.Classes)
            named.Add((each, place));
    }

    /// <summary>Decides which rows are written out from a word on, and answers where they end.</summary>
    public int Arrange(int start)
    {
        rowStart = start;
        if (axis.IsOrdered)
        {
            scale = new Scale(axis, ordered.Select(each => each.Leaf.Predicate));
            SortTurned(scale.Count + 1, [.. ordered.SelectMany(each => scale.RangesOf(each.Leaf.Predicate)
                .SelectMany<(int First, int Last), (int, int)>(range => [(range.First, each.Place), (range.Last + 1, each.Place)]))]);
            var stride = (scale.Count + MaxRows - 1) / MaxRows;
            rowOfClass = [.. Enumerable.Range(0, scale.Count).Select(each => each / stride)];
        }
        else
        {
            var gathered = new LocalClasses.Gatherer();
            foreach (var (each, _) in named)
                gathered.Add([each]);
            classes = gathered.Finish();
            foreach (ref var each in CollectionsMarshal.AsSpan(named))
                each.Class = classes.Of(each.Class);
            SortTurned(classes.Count, named);
            rowOfClass = new int[classes.Count];
            var (written, few) = (0, Math.Clamp(plain.Count / WordsToATurned, FewTurned, MostTurned));
            var most = Enumerable.Range(0, classes.Count).Where(each => Turned(each) > few).OrderByDescending(Turned).Take(MaxRows - 1);
            foreach (var each in axis.IsMany ? [] : most)
                rowOfClass[each] = ++written;
        }
        rows = rowOfClass.Max() + 1;
        return checked(start + rows * plain.Count);
    }

    /// <summary>Writes the rows.</summary>
    /// <param name="words">Where to.</param>
    /// <param name="first">What is the first word there.</param>
    /// <param name="bufferWords">How long a buffer must be.</param>
    public PlaneAxis Finish(ulong[] words, int first, ref int bufferWords)
    {
        for (var row = 0; row < rows; row++)
            Plain.CopyTo(words.AsSpan(first + rowStart + row * plain.Count));
        var turnedOfClass = axis.IsOrdered ? WriteOrdered(words.AsSpan(first + rowStart)) : WriteNamed(words.AsSpan(first + rowStart));
        var needsBuffer = Array.Exists(turnedOfClass, each => each.From < each.To);
        var bufferStart = needsBuffer ? bufferWords : -1;
        bufferWords += needsBuffer ? plain.Count : 0;
        return new PlaneAxis
        {
            Axis = axis,
            Classes = classes,
            Scale = scale,
            Words = plain.Count,
            Rows = [.. turnedOfClass.Select((turned, each) =>
                new ClassRow(first + rowStart + rowOfClass[each] * plain.Count, turned.From, turned.To))],
            Turned = turned,
            PlainRow = first + rowStart,
            BufferStart = bufferStart,
        };
    }

    (int From, int To)[] WriteNamed(Span<ulong> written)
    {
        var left = new (int From, int To)[rowOfClass.Length];
        for (var each = 0; each < left.Length; each++)
        {
            if (rowOfClass[each] == 0)
                left[each] = (turnedStart[each], turnedStart[each + 1]);
            else
                Turn(written.Slice(rowOfClass[each] * plain.Count, plain.Count), turnedStart[each], turnedStart[each + 1]);
        }
        return left;
    }

    /// <summary>A row written out is that of its first class; each class turns what changes between the two.</summary>
    (int From, int To)[] WriteOrdered(Span<ulong> written)
    {
        var left = new (int From, int To)[rowOfClass.Length];
        var from = 0;
        for (var each = 0; each < left.Length; each++)
        {
            if (each == 0 || rowOfClass[each] != rowOfClass[each - 1])
            {
                from = turnedStart[each + 1];
                Turn(written.Slice(rowOfClass[each] * plain.Count, plain.Count), 0, from);
            }
            left[each] = (from, turnedStart[each + 1]);
        }
        return left;
    }

    void Turn(Span<ulong> row, int from, int to)
    {
        foreach (var place in turned.AsSpan(from..to))
            row[place / 64] ^= 1UL << place;
    }

    int Turned(int ofClass) => turnedStart[ofClass + 1] - turnedStart[ofClass];

    void SortTurned(int classCount, List<(int Class, int Place)> unsorted)
    {
        turnedStart = new int[classCount + 1];
        foreach (var (ofClass, _) in unsorted)
            turnedStart[ofClass + 1]++;
        for (var i = 0; i < classCount; i++)
            turnedStart[i + 1] += turnedStart[i];
        var next = turnedStart.AsSpan().ToArray();
        turned = new int[unsorted.Count];
        foreach (var (ofClass, place) in unsorted)
            turned[next[ofClass]++] = place;
    }
}
