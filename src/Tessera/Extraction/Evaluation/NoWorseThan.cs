using System.Globalization;

namespace Tessera.Extraction.Evaluation;

/// <summary>What candidates are held to. On the wire in small letters.</summary>
internal enum GateMetric
{
    F1,
    Precision,
    Recall,
    Accuracy,
}

/// <summary>How a candidate fares against the baseline.</summary>
internal enum GateOutcome
{
    /// <summary>It is no worse, and that is no matter of chance.</summary>
    Pass,

    /// <summary>It is worse by more than is tolerated.</summary>
    Fail,

    /// <summary>The cases are too few to tell. That is no pass.</summary>
    Undecided,
}

/// <summary>Demands that candidates be no worse than one of them.</summary>
/// <param name="Baseline">The candidate the others are held against.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Tolerance">The difference that is tolerated, from 0 to 1.</param>
/// <param name="MinCases">Fewer conversations than this decide nothing.</param>
/// <param name="FieldId">The only field that counts; null for all together.</param>
internal sealed record NoWorseThan(string Baseline, GateMetric Metric, double Tolerance, int MinCases, string? FieldId)
{
    /// <summary>Conversations that are demanded where nothing else is said.</summary>
    public const int DefaultMinCases = 30;

    /// <summary>Holds a candidate against the baseline, by a bootstrap over conversations that both were asked of.</summary>
    /// <param name="candidate">The candidate's name.</param>
    /// <param name="byConversation">Both scores of each conversation.</param>
    public GateResult Hold(string candidate, IReadOnlyList<(Score Candidate, Score Baseline)> byConversation)
    {
        var asked = byConversation.Where(scores => scores.Candidate.Asked > 0).ToList();
        if (asked.Count == 0) return new GateResult(candidate, GateOutcome.Undecided, 0, 0, -1, 1, "There are no labelled cases.");
        var difference = Difference(Enumerable.Range(0, asked.Count).ToArray());
        var (low, high) = Bootstrap.Interval(asked.Count, Difference);
        var (outcome, reason) = Judge(asked.Count, difference, low);
        return new GateResult(candidate, outcome, asked.Count, Math.Round(difference, 4), Math.Round(low, 4), Math.Round(high, 4), reason);

        double Difference(ReadOnlySpan<int> drawn)
        {
            var (ours, theirs) = (default(Score), default(Score));
            foreach (var place in drawn) (ours, theirs) = (ours + asked[place].Candidate, theirs + asked[place].Baseline);
            return Of(ours) - Of(theirs);
        }
    }

    (GateOutcome Outcome, string Reason) Judge(int cases, double difference, double low)
    {
        // Differences of shares that are equal to the tolerance but for the last bit of a double are equal to it.
        const double Bit = 1e-9;
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{(FieldId is null ? "" : $"{FieldId}: ")}{Name} differs by {difference:+0.0000;-0.0000;0.0000} from {Baseline}, at worst by {low:+0.0000;-0.0000;0.0000} (95 %, {cases} conversations); {Tolerance} is tolerated");
        if (difference < -Tolerance - Bit && cases >= MinCases) return (GateOutcome.Fail, $"{what}.");
        if (cases < MinCases)
            return (GateOutcome.Undecided, $"{what}. {cases} labelled conversations are too few to decide; {MinCases} are demanded.");
        return low >= -Tolerance - Bit
            ? (GateOutcome.Pass, $"{what}.")
            : (GateOutcome.Undecided, $"{what}. The cases are too few to tell it from a worse one.");
    }

    string Name => Metric.ToString().ToLowerInvariant();

    double Of(Score score) => Metric switch
    {
        GateMetric.Precision => score.Precision,
        GateMetric.Recall => score.Recall,
        GateMetric.Accuracy => score.Accuracy,
        _ => score.F1,
    };
}

/// <summary>Whether a candidate is no worse than the baseline.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Outcome">Whether it is.</param>
/// <param name="Conversations">Conversations both were asked of.</param>
/// <param name="Difference">The candidate's measure less the baseline's.</param>
/// <param name="Low">The lower end of the difference's 95 % interval.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record GateResult(
    string Candidate, GateOutcome Outcome, int Conversations, double Difference, double Low, double High, string Reason);
