using System.Buffers;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;
using Tessera.Segments;

namespace Tessera.Conversations;

/// <summary>What a write made of a conversation, and, once it is on disk, which segments that made it enter and leave.</summary>
/// <param name="before">The conversation as it was; null for a new one.</param>
/// <param name="after">The conversation as it is.</param>
internal sealed class ConversationChange(Conversation? before, Conversation after)
{
    ConversationFacts? facts;
    SegmentSnapshot? segments;

    /// <summary>The conversation as it was; null for a new one.</summary>
    public Conversation? Before => before;

    /// <summary>The conversation as it is.</summary>
    public Conversation After => after;

    /// <summary>Brings the change to the indexes, once it is on disk.</summary>
    public void Publish(LiveWorkspace workspace)
    {
        facts = after.ToFacts();
        segments = workspace.Segments;
        workspace.Set(facts);
    }

    /// <summary>
    /// The segments entered and left, each sorted by id, by the definitions at the moment of the commit. Worked out when asked, on the
    /// caller's thread: writing doesn't wait for it.
    /// </summary>
    public SegmentMoves Moves()
    {
        if (facts is null || segments is null) return SegmentMoves.None;
        var words = (segments.Slots + 63) / 64;
        var (buffer, other) = (ArrayPool<ulong>.Shared.Rent(words), ArrayPool<ulong>.Shared.Rent(words));
        try
        {
            var now = buffer.AsSpan(0, words);
            var earlier = other.AsSpan(0, words);
            segments.MatchBits(segments.Encode(facts), now);
            if (before is null) earlier.Clear();
            else segments.MatchBits(segments.Encode(before.ToFacts()), earlier);
            for (var word = 0; word < words; word++)
            {
                var staying = now[word] & earlier[word];
                now[word] ^= staying;
                earlier[word] ^= staying;
            }

            // Only what moved is named.
            return new SegmentMoves([.. segments.Ids(now)], before is null ? [] : [.. segments.Ids(earlier)]);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(buffer);
            ArrayPool<ulong>.Shared.Return(other);
        }
    }
}

/// <summary>Segments that a conversation entered and left by one write, each sorted by id.</summary>
/// <remarks>Arrays, as there may be thousands: what is in one is written as JSON without asking for each what it is.</remarks>
internal sealed record SegmentMoves(string[] Entered, string[] Left)
{
    /// <summary>Nothing moved.</summary>
    public static readonly SegmentMoves None = new([], []);
}
