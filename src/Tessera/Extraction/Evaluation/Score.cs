namespace Tessera.Extraction.Evaluation;

/// <summary>What became of the asked conversations of one field, or of several taken together.</summary>
internal sealed record Score
{
    /// <summary>Conversations the field was asked of.</summary>
    public int Asked { get; init; }

    /// <summary>Of these, the ones whose truth has a value.</summary>
    public int Support { get; init; }

    /// <summary>Found and right: a true positive.</summary>
    public int Right { get; init; }

    /// <summary>Found, but another value than the truth's: a false positive and a false negative.</summary>
    public int Wrong { get; init; }

    /// <summary>Found where the truth has none: a false positive.</summary>
    public int Extra { get; init; }

    /// <summary>Not found where the truth has a value: a false negative.</summary>
    public int Missed { get; init; }

    /// <summary>Share of the found values that are right; 0 when nothing was found.</summary>
    public double Precision => Ratio(Right, Right + Wrong + Extra);

    /// <summary>Share of the true values that were found; 0 when there are none.</summary>
    public double Recall => Ratio(Right, Right + Wrong + Missed);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * Right, (2 * Right) + (2 * Wrong) + Extra + Missed);

    /// <summary>All of <paramref name="scores"/> together.</summary>
    public static Score Sum(IEnumerable<Score> scores) => scores.Aggregate(new Score(), (sum, score) => sum + score);

    /// <summary>Both together.</summary>
    public static Score operator +(Score a, Score b) => new()
    {
        Asked = a.Asked + b.Asked,
        Support = a.Support + b.Support,
        Right = a.Right + b.Right,
        Wrong = a.Wrong + b.Wrong,
        Extra = a.Extra + b.Extra,
        Missed = a.Missed + b.Missed,
    };

    static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>The outcome of an evaluation.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Conversations read.</summary>
    public required int Conversations { get; init; }

    /// <summary>Lines that were no conversation.</summary>
    public required int BadLines { get; init; }

    /// <summary>Values found, in all fields.</summary>
    public required int Found { get; init; }

    /// <summary>Values whose evidence was checked against the message and holds.</summary>
    public required int Verified { get; init; }

    /// <summary>The score of each field, in the order of the mapping.</summary>
    public required IReadOnlyList<KeyValuePair<string, Score>> Fields { get; init; }

    /// <summary>The score of each group of fields taken together.</summary>
    public required IReadOnlyList<KeyValuePair<string, Score>> Groups { get; init; }

    /// <summary>All fields taken together.</summary>
    public Score Micro => Score.Sum(Fields.Select(f => f.Value));

    /// <summary>Mean of the fields' F1, of those with any support.</summary>
    public double MacroF1 => Fields.Where(f => f.Value.Support > 0).Select(f => f.Value.F1).DefaultIfEmpty(0).Average();
}
