using System.Collections.Immutable;
using Tessera.Conversations;
using Tessera.Intents.Classification;

namespace Tessera.Intents;

/// <summary>An intent a text may have, and how likely it is.</summary>
internal sealed record IntentCandidate(string Code, string Name, double Confidence);

/// <summary>
/// One version of a workspace's classifier: learnt from the intents that have examples. The same intents make the same classifier, bit by
/// bit, on every machine. Immutable.
/// </summary>
internal sealed class IntentClassifier
{
    /// <summary>How sure it must be where a workspace has said nothing: more likely right than wrong.</summary>
    public const double DefaultThreshold = 0.5;

    /// <summary>Of how many of the customer's messages a conversation's intent is told.</summary>
    public const int MessagesRead = 3;

    readonly ImmutableArray<IntentDefinition> labels;
    readonly TextClassifier? classifier;

    IntentClassifier(ImmutableArray<IntentDefinition> labels, TextClassifier? classifier, Calibration? calibration) =>
        (this.labels, this.classifier, Reliability) = (labels, classifier, calibration?.Reliability ?? new Reliability());

    /// <summary>Which definitions it comes of.</summary>
    public required long Version { get; init; }

    /// <summary>Below this confidence there is no intent.</summary>
    public required double Threshold { get; init; }

    /// <summary>How many intents it can assign; none where fewer than two have examples, as then there is nothing to tell apart.</summary>
    public int Labels => classifier is null ? 0 : labels.Length;

    /// <summary>Of how many examples it comes.</summary>
    public int Examples => classifier is null ? 0 : labels.Sum(label => label.Examples.Length);

    /// <summary>What distances were multiplied with to make its confidence honest: one over the temperature.</summary>
    public double Sharpness => classifier?.Sharpness ?? 1;

    /// <summary>How sure and how often right it was about its own examples, each judged by a classifier that hadn't seen it.</summary>
    public Reliability Reliability { get; }

    /// <summary>Learns. Takes from milliseconds to minutes, by the number of examples.</summary>
    public static IntentClassifier Train(
        long version, double threshold, IEnumerable<IntentDefinition> intents, CancellationToken cancellationToken)
    {
        ImmutableArray<IntentDefinition> learnt =
            [.. intents.Where(intent => intent.Examples.Length > 0).OrderBy(intent => intent.Code, StringComparer.Ordinal)];
        if (learnt.Length < 2) return new IntentClassifier(learnt, null, null) { Version = version, Threshold = threshold };
        var texts = learnt.SelectMany(label => label.Examples).Select(TextFeatures.Of).ToArray();
        var labelOf = learnt.SelectMany((label, number) => label.Examples.Select(_ => number)).ToArray();
        var calibration = Calibration.Of(texts, labelOf, learnt.Length, cancellationToken);
        var trained = TextClassifier.Train(texts, labelOf, learnt.Length, cancellationToken).With(calibration.Sharpness);
        return new IntentClassifier(learnt, trained, calibration) { Version = version, Threshold = threshold };
    }

    /// <summary>Every intent with its likelihood, the likeliest first; of equals by code. Together they are 1.</summary>
    public List<IntentCandidate> Candidates(IEnumerable<string> messages)
    {
        if (classifier is null) return [];
        var likelihoods = classifier.Likelihoods(TextFeatures.Of(string.Join('\n', messages)));
        return [.. labels.Select((label, i) => new IntentCandidate(label.Code, label.Name, likelihoods[i]))
            .OrderByDescending(c => c.Confidence)];
    }

    /// <summary>The intent of a customer's first messages, or null where none is likely enough.</summary>
    public Intent? Judge(IReadOnlyCollection<string> messages)
    {
        if (classifier is null || messages.Count == 0) return null;
        var best = TextClassifier.Best(classifier.Likelihoods(TextFeatures.Of(string.Join('\n', messages))));
        return best.Confidence >= Threshold
            ? new Intent(labels[best.Label].Code, labels[best.Label].Name) { Confidence = best.Confidence }
            : null;
    }
}
