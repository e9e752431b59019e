using System.Collections.Immutable;

namespace Tessera.Markets.Watching;

/// <summary>How far the scoring of what a market segment watches has come.</summary>
/// <remarks>Persisted as JSON.</remarks>
internal sealed record WatchProgress
{
    /// <summary>How long a conversation that had no answer waits for the second attempt.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);

    const int MostDoublings = 8;

    /// <summary>Conversations scored so far, each time counted.</summary>
    public long Done { get; init; }

    /// <summary>These, and those that were due when the last turn began.</summary>
    public long Total { get; init; }

    /// <summary>Of those scored, the ones that the model gave no answer for, so that facts alone count.</summary>
    public long GivenUp { get; init; }

    /// <summary>Conversations that had no answer for a reason of their own, to be tried again.</summary>
    public ImmutableSortedDictionary<string, WatchTrouble> Troubled { get; init => field = value.WithComparers(StringComparer.Ordinal); } =
        ImmutableSortedDictionary.Create<string, WatchTrouble>(StringComparer.Ordinal);

    /// <summary>With a conversation done.</summary>
    public WatchProgress With(string conversationId, bool givenUp) =>
        this with { Done = Done + 1, GivenUp = GivenUp + (givenUp ? 1 : 0), Troubled = Troubled.Remove(conversationId) };

    /// <summary>
    /// With one more attempt at a conversation that came to nothing: the next waits twice as long as the one before, at most an hour.
    /// </summary>
    public WatchProgress WithTrouble(string conversationId, DateTimeOffset now)
    {
        var attempts = (Troubled.GetValueOrDefault(conversationId)?.Attempts ?? 0) + 1;
        return this with
        {
            Troubled = Troubled.SetItem(
                conversationId, new WatchTrouble(attempts, now + (FirstWait * (1 << Math.Min(attempts - 1, MostDoublings))))),
        };
    }
}

/// <summary>Attempts at a conversation that came to nothing, and when the next may be.</summary>
internal sealed record WatchTrouble(int Attempts, DateTimeOffset NotBefore);
