namespace Tessera.Query.Matching.Segments;

/// <summary>Work on many segments, done by all cores where somebody waits for it, and by one in the background.</summary>
static class Cores
{
    /// <summary>How many are done at once.</summary>
    public const int Stretch = 1024;

    /// <summary>Does it from number to number, each stretch but the last of the same length.</summary>
    public static void Share(int count, bool onAllCores, Action<int, int> work)
    {
        var stretches = (count + Stretch - 1) / Stretch;
        if (onAllCores)
            Parallel.For(0, stretches, Work);
        else
            for (var i = 0; i < stretches; i++)
                Work(i);

        void Work(int stretch) => work(stretch * Stretch, Math.Min(count, (stretch + 1) * Stretch));
    }
}
