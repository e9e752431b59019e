using Tessera.Intents.Classification;

namespace Tessera.Intents.Evaluation;

/// <summary>How an intent fared.</summary>
/// <param name="Support">Conversations that are about it.</param>
/// <param name="Assigned">Conversations of which it was the likeliest intent.</param>
/// <param name="Right">Those of both.</param>
internal sealed record IntentScore(int Support, int Assigned, int Right)
{
    public double Precision => Assigned == 0 ? 0 : Right / (double)Assigned;

    public double Recall => Support == 0 ? 0 : Right / (double)Support;
}

/// <summary>What a threshold does.</summary>
/// <param name="Threshold">Below it there is no intent.</param>
/// <param name="Assigned">Conversations that get one.</param>
/// <param name="Right">Those that get the right one.</param>
internal sealed record ThresholdScore(double Threshold, int Assigned, int Right);

/// <summary>Holds a classifier's guesses against labelled conversations.</summary>
internal sealed class IntentEvaluation(IntentClassifier classifier)
{
    static readonly double[] Thresholds = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    readonly List<(string Code, IntentCandidate Best, bool Silent)> guesses = [];

    /// <summary>What the classifier's distances are multiplied with.</summary>
    public double Sharpness => classifier.Sharpness;

    /// <summary>How many conversations were judged.</summary>
    public int Conversations => guesses.Count;

    /// <summary>Those in which the customer says nothing: the guess is the intent with most examples.</summary>
    public int Silent => guesses.Count(g => g.Silent);

    /// <summary>The share whose likeliest intent is theirs, whatever the confidence.</summary>
    public double Accuracy => Share(guesses);

    /// <summary>The same of those in which the customer says anything.</summary>
    public double AccuracyOfSpoken => Share([.. guesses.Where(g => !g.Silent)]);

    /// <summary>How far confidence can be believed.</summary>
    public Reliability Reliability { get; } = new();

    /// <summary>Every intent of the conversations or the classifier, by code.</summary>
    public IEnumerable<KeyValuePair<string, IntentScore>> Intents =>
        guesses.SelectMany(g => new[] { g.Code, g.Best.Code }).Distinct().Order(StringComparer.Ordinal).Select(code => KeyValuePair.Create(
            code,
            new IntentScore(
                guesses.Count(g => g.Code == code),
                guesses.Count(g => g.Best.Code == code),
                guesses.Count(g => g.Code == code && g.Best.Code == code))));

    /// <summary>What each of a few thresholds does.</summary>
    public IEnumerable<ThresholdScore> ByThreshold => Thresholds.Select(threshold => new ThresholdScore(
        threshold, guesses.Count(g => g.Best.Confidence >= threshold),
        guesses.Count(g => g.Best.Confidence >= threshold && g.Best.Code == g.Code)));

    /// <summary>Judges a conversation.</summary>
    public void Add(LabelledIntent labelled)
    {
        var best = classifier.Candidates(labelled.Messages)[0];
        guesses.Add((labelled.Code, best, labelled.Messages.Count == 0));
        Reliability.Add(best.Confidence, best.Code == labelled.Code);
    }

    static double Share(List<(string Code, IntentCandidate Best, bool Silent)> of) =>
        of.Count == 0 ? 0 : of.Count(g => g.Best.Code == g.Code) / (double)of.Count;
}
