namespace Tessera.Limits;

/// <summary>
/// A bucket of tokens that fills evenly up to its size; each request takes one. ASP.NET Core's own runs by the machine's clock alone and
/// doesn't say when it is full again, which <c>RateLimit-Reset</c> tells.
/// </summary>
/// <param name="rate">Tokens that come in a second.</param>
/// <param name="size">Tokens it holds; it begins full.</param>
/// <param name="clock">By which it fills.</param>
internal sealed class TokenBucket(int rate, int size, TimeProvider clock)
{
    readonly Lock gate = new();
    double tokens = size;
    long filledAt = clock.GetTimestamp();

    /// <summary>The tokens it holds when full.</summary>
    public int Size => size;

    /// <summary>Takes a token, if there is a whole one.</summary>
    public Taken Take()
    {
        lock (gate)
        {
            Fill();
            var taken = tokens >= 1;
            if (taken) tokens--;
            return new Taken(taken, (int)tokens, Seconds((size - tokens) / rate), taken ? 0 : Seconds((1 - tokens) / rate));
        }
    }

    /// <summary>Gives a token back that was taken for a request which then wasn't let in.</summary>
    public void GiveBack()
    {
        lock (gate) tokens = Math.Min(size, tokens + 1);
    }

    void Fill()
    {
        var now = clock.GetTimestamp();
        tokens = Math.Min(size, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * rate));
        filledAt = now;
    }

    // Less than a microsecond is what floating point makes of nothing.
    static int Seconds(double seconds) => (int)Math.Ceiling(seconds - 1e-6);
}

/// <summary>What came of taking a token.</summary>
/// <param name="Granted">Whether there was one.</param>
/// <param name="Remaining">Whole tokens left.</param>
/// <param name="FullIn">Seconds until the bucket is full, rounded up.</param>
/// <param name="NextIn">Seconds until there is a token, rounded up; 0 where one was taken.</param>
internal readonly record struct Taken(bool Granted, int Remaining, int FullIn, int NextIn);
