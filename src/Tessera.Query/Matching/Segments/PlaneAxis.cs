using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// What the planes say about one axis: for each class of a conversation a row of bits, one for each segment that stands in a block that
/// asks about the axis, and set when the segment's question is answered with yes.
/// </summary>
/// <remarks>
/// Rows differ little from each other, so only some are written out: those of the classes that most segments name, and on an ordered
/// axis one in so many. Any other is the row of <see cref="PlainRow"/>, or the last one written out before it, with some bits turned.
/// </remarks>
sealed class PlaneAxis
{
    /// <summary>Gives the class of a conversation its number here; <see langword="null"/> on an ordered axis.</summary>
    public required LocalClasses? Classes { get; init; }

    /// <summary>Finds the class on an ordered axis; <see langword="null"/> on the others.</summary>
    public required Scale? Scale { get; init; }

    public required Axis Axis { get; init; }

    /// <summary>How many words of 64 bits a row has: 8 for each block.</summary>
    public required int Words { get; init; }

    /// <summary>What makes the row of each class.</summary>
    public required ClassRow[] Rows { get; init; }

    /// <summary>Bits to be turned, as places in a row.</summary>
    public required int[] Turned { get; init; }

    /// <summary>Where the row begins in which no segment's value is there.</summary>
    public required int PlainRow { get; init; }

    /// <summary>Where the axis has room for a row of its own in a <see cref="PlaneBuffer"/>.</summary>
    public required int BufferStart { get; init; }

    public long MemoryBytes => 120 + 12L * Rows.Length + 4L * Turned.Length + (Classes?.MemoryBytes ?? 0) + (Scale?.MemoryBytes ?? 0);

    /// <summary>The row of a conversation: in the planes, or made in the buffer, to be undone by <see cref="Undo"/>.</summary>
    public PlaneRow Row(EncodedConversation conversation, ulong[] planes, ulong[] buffer)
    {
        if (Axis.IsMany)
            return RowOfMany(conversation.ManyOn(Axis.Number), planes, buffer);
        var at = Scale?.ClassOf(conversation.Facts) ?? Classes!.Of(conversation.ClassOn(Axis.Number));
        var (start, from, to) = Rows[at];
        if (from == to)
            return new PlaneRow(planes, start, -1);
        if (Scale is not null)
            planes.AsSpan(start, Words).CopyTo(buffer.AsSpan(BufferStart));
        Turn(buffer.AsSpan(BufferStart, Words), Turned.AsSpan(from, to - from));
        return new PlaneRow(buffer, BufferStart, at);
    }

    /// <summary>Gives the buffer back the plain row, which it has before and after each match.</summary>
    public void Undo(in PlaneRow row, EncodedConversation conversation, ulong[] planes, ulong[] buffer)
    {
        if (row.Turned < 0 || Scale is not null)
            return;
        if (!Axis.IsMany)
        {
            var (_, from, to) = Rows[row.Turned];
            Turn(buffer.AsSpan(BufferStart, Words), Turned.AsSpan(from, to - from));
            return;
        }
        foreach (var each in conversation.ManyOn(Axis.Number))
        {
            var (_, from, to) = Rows[Classes!.Of(each)];
            foreach (var place in Turned.AsSpan(from, to - from))
                buffer[BufferStart + place / 64] = planes[PlainRow + place / 64];
        }
    }

    PlaneRow RowOfMany(ReadOnlySpan<int> classes, ulong[] planes, ulong[] buffer)
    {
        var turned = -1;
        foreach (var each in classes)
        {
            var (_, from, to) = Rows[Classes!.Of(each)];
            foreach (var place in Turned.AsSpan(from, to - from))
            {
                // A segment that names two of the items is turned once.
                var bit = 1UL << place;
                ref var word = ref buffer[BufferStart + place / 64];
                word = (word & ~bit) | (~planes[PlainRow + place / 64] & bit);
                turned = 0;
            }
        }
        return turned < 0 ? new PlaneRow(planes, PlainRow, -1) : new PlaneRow(buffer, BufferStart, turned);
    }

    static void Turn(Span<ulong> row, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
            row[place >> 6] ^= 1UL << place;
    }
}

/// <summary>What makes the row of a class: a row that is written out, and which bits of it are turned.</summary>
/// <param name="Start">Where the row begins that the class has or is made from.</param>
/// <param name="From">Which is the first of the bits turned.</param>
/// <param name="To">Where they end.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ClassRow(int Start, int From, int To);

/// <summary>Where the row of a conversation on an axis is.</summary>
/// <param name="Words">The array it is in.</param>
/// <param name="Start">Where in it.</param>
/// <param name="Turned">The class for which it was made in a buffer; -1 when it wasn't.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct PlaneRow(ulong[] Words, int Start, int Turned);
