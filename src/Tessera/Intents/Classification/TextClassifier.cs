using System.Runtime.InteropServices;

namespace Tessera.Intents.Classification;

/// <summary>What a classifier takes a text to be about.</summary>
/// <param name="Label">The label's number.</param>
/// <param name="Confidence">How likely, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Guess(int Label, double Confidence);

/// <summary>
/// Tells which of a few labels fits a text best, and how likely that is: a plane for each label, and the distances from all of them
/// as probabilities. Immutable; any thread may ask.
/// </summary>
internal sealed class TextClassifier
{
    // Of all labels together: 32 MB of weights.
    const int MostWeights = 8_000_000;
    const int MostFeatures = 100_000;

    readonly Vocabulary vocabulary;
    readonly double[] shares;

    // Feature by feature, and in each label by label; the offsets come last.
    readonly float[] weights;

    TextClassifier(Vocabulary vocabulary, double[] shares, float[] weights) =>
        (this.vocabulary, this.shares, this.weights) = (vocabulary, shares, weights);

    /// <summary>How well its confidence agrees with how often it is right; set by <see cref="Calibration"/>.</summary>
    public double Sharpness { get; init; } = 1;

    /// <summary>How many labels there are.</summary>
    public int Labels => shares.Length;

    /// <summary>Learns from texts of which each has a label from 0 to one below <paramref name="labels"/>.</summary>
    public static TextClassifier Train(
        IReadOnlyList<Dictionary<ulong, int>> texts, IReadOnlyList<int> labelOf, int labels, CancellationToken cancellationToken)
    {
        var known = Vocabulary.Of(texts, Math.Min(MostFeatures, MostWeights / Math.Max(labels, 1)));
        var vectors = texts.Select(known.Vector).ToArray();
        var planes = new float[(known.Count + 1) * labels];
        var parts = new double[labels];
        for (var label = 0; label < labels; label++)
        {
            var inside = labelOf.Select(l => l == label).ToArray();
            parts[label] = inside.Count(i => i) / (double)texts.Count;
            // A label of no text is never the best: its plane lies beyond all others.
            var plane = parts[label] > 0 ? LinearSeparator.Train(vectors, inside, known.Count, cancellationToken) : null;
            for (var feature = 0; feature <= known.Count; feature++)
                planes[feature * labels + label] = (float)(plane is null ? feature == known.Count ? -2 : 0 : plane[feature]);
        }

        return new TextClassifier(known, parts, planes);
    }

    /// <summary>The same classifier with another sharpness.</summary>
    public TextClassifier With(double sharpness) => new(vocabulary, shares, weights) { Sharpness = sharpness };

    /// <summary>How far on the inner side of each label's plane a text lies; null for one with no known feature.</summary>
    public double[]? Distances(Dictionary<ulong, int> text)
    {
        var vector = vocabulary.Vector(text);
        if (vector.IsEmpty) return null;
        var distances = new double[Labels];
        Add(distances, vocabulary.Count, 1);
        for (var i = 0; i < vector.Features.Length; i++) Add(distances, vector.Features[i], vector.Weights[i]);
        return distances;
    }

    /// <summary>
    /// How likely each label is; together 1. Of a text that tells nothing it is the share each label has of the examples.
    /// </summary>
    public double[] Likelihoods(Dictionary<ulong, int> text)
    {
        if (Distances(text) is not { } distances) return shares;
        Calibration.ToLikelihoods(distances, Sharpness);
        return distances;
    }

    /// <summary>The likeliest label; of equals the first.</summary>
    public static Guess Best(double[] likelihoods)
    {
        var best = 0;
        for (var label = 1; label < likelihoods.Length; label++)
        {
            if (likelihoods[label] > likelihoods[best]) best = label;
        }

        return new Guess(best, likelihoods[best]);
    }

    void Add(double[] distances, int feature, double weight)
    {
        var row = weights.AsSpan(feature * Labels, Labels);
        for (var label = 0; label < row.Length; label++) distances[label] += row[label] * weight;
    }
}
