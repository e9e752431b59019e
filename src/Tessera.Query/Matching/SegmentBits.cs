using Tessera.Query.Matching.Segments;

namespace Tessera.Query.Matching;

/// <summary>
/// A bitmap of slots that is filled by one match after another (<see cref="SegmentSnapshot.MatchBits(EncodedConversation, SegmentBits)"/>).
/// It remembers what was set, so that a match that finds few segments of a million doesn't clear a million bits first.
/// One thread at a time. It takes a bit for each slot.
/// </summary>
public sealed class SegmentBits
{
    ulong[] words = [];
    int length;
    SegmentSnapshot? filledBy;

    /// <summary>What the last match found: slot 0 at the lowest bit of the first word.</summary>
    public ReadOnlySpan<ulong> Words => words.AsSpan(0, length);

    /// <summary>The words the last match wrote to, but for those that every match of the same snapshot writes to.</summary>
    internal SlotList Written { get; } = new();

    /// <summary>The bitmap, clear where a match by the snapshot doesn't write each word.</summary>
    internal Span<ulong> Begin(SegmentSnapshot snapshot, int count)
    {
        if (ReferenceEquals(filledBy, snapshot))
        {
            foreach (var word in Written.Slots)
                words[word] = 0;
            return words.AsSpan(0, count);
        }
        if (words.Length < count)
            words = new ulong[count];
        (filledBy, length) = (snapshot, count);
        words.AsSpan(0, count).Clear();
        return words.AsSpan(0, count);
    }
}
