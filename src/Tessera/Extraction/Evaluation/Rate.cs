namespace Tessera.Extraction.Evaluation;

/// <summary>A share with its 95 % confidence interval, each rounded to six decimals.</summary>
/// <param name="Value">The share; 0 of nothing.</param>
/// <param name="Low">The interval's lower end; 0 of nothing.</param>
/// <param name="High">The interval's upper end; 1 of nothing, as nothing is known.</param>
internal sealed record Rate(double Value, double Low, double High)
{
    /// <summary>The normal quantile that leaves 2.5 % on either side.</summary>
    const double Z = 1.959963984540054;

    // More than anybody reads, so that what is shown with fewer is rounded but once.
    const int Decimals = 6;

    /// <summary>A proportion, with Wilson's score interval.</summary>
    public static Rate Wilson(int part, int whole)
    {
        if (whole == 0) return new Rate(0, 0, 1);
        double n = whole, share = part / n;
        var middle = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return Of(share, middle - half, middle + half);
    }

    /// <summary>F1, which is no proportion of anything: its interval is that of a bootstrap over conversations.</summary>
    /// <param name="byConversation">The scores of each conversation.</param>
    public static Rate BootstrappedF1(IReadOnlyList<Score> byConversation)
    {
        var all = Score.Sum(byConversation);
        if (all.Given + all.Support == 0) return new Rate(0, 0, 1);
        var (low, high) = Bootstrap.Interval(byConversation.Count, drawn =>
        {
            var sum = default(Score);
            foreach (var place in drawn) sum += byConversation[place];
            return sum.F1;
        });
        return Of(all.F1, low, high);
    }

    static Rate Of(double value, double low, double high) =>
        new(Math.Round(value, Decimals), Math.Round(Math.Clamp(low, 0, 1), Decimals), Math.Round(Math.Clamp(high, 0, 1), Decimals));
}

/// <summary>Intervals of anything that is measured over conversations, by drawing as many of them again and again.</summary>
internal static class Bootstrap
{
    /// <summary>How often is drawn.</summary>
    public const int Resamples = 1000;

    /// <summary>The same draws each time, so that the same answers always have the same interval.</summary>
    const int Seed = 20260131;

    public delegate double Measure(ReadOnlySpan<int> drawn);

    /// <summary>The 2.5 and 97.5 percentiles of what is measured on each draw.</summary>
    /// <param name="conversations">How many there are to draw from; at least one.</param>
    /// <param name="measure">Measures the conversations of these places, of which some stand there several times.</param>
    public static (double Low, double High) Interval(int conversations, Measure measure)
    {
        var random = new Random(Seed);
        var drawn = new int[conversations];
        var measured = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var place = 0; place < drawn.Length; place++) drawn[place] = random.Next(conversations);
            measured[i] = measure(drawn);
        }

        Array.Sort(measured);
        return (measured[(int)(Resamples * 0.025)], measured[(int)(Resamples * 0.975) - 1]);
    }
}
