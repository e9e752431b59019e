using System.Runtime.InteropServices;

namespace Tessera.Extraction.Evaluation;

/// <summary>What became of the asked conversations of one field, or of several taken together.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Score
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

    /// <summary>Values that were found, right or not.</summary>
    public int Given => Right + Wrong + Extra;

    /// <summary>Answers that are right: the value where there is one, none where there is none.</summary>
    public int Correct => Asked - Wrong - Extra - Missed;

    /// <summary>Share of the found values that are right; 0 when nothing was found.</summary>
    public double Precision => Ratio(Right, Given);

    /// <summary>Share of the true values that were found; 0 when there are none.</summary>
    public double Recall => Ratio(Right, Support);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * Right, (2 * Right) + (2 * Wrong) + Extra + Missed);

    /// <summary>Share of the answers that are right, those that rightly give no value among them.</summary>
    public double Accuracy => Ratio(Correct, Asked);

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
