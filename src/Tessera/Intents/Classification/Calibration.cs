namespace Tessera.Intents.Classification;

/// <summary>
/// Makes confidence honest. A classifier's distances become likelihoods by a softmax whose sharpness (one over the temperature) is fitted
/// to examples it has not learnt from: by cross-validation, each part judged by a classifier of the others.
/// </summary>
/// <param name="Sharpness">What distances are multiplied with.</param>
/// <param name="Reliability">What the cross-validation showed, at this sharpness.</param>
internal sealed record Calibration(double Sharpness, Reliability Reliability)
{
    /// <summary>How many parts the examples are cut into.</summary>
    public const int Parts = 5;

    // Few examples say little about it, and then it stays near a usual value; the 2,657 of STAR's train part give 5.9.
    const double Usual = 5;
    const double UsualCountsAs = 5;
    const double Least = 0.5;
    const double Most = 50;

    /// <summary>Judges each example by a classifier of the other parts, and fits the sharpness.</summary>
    public static Calibration Of(
        IReadOnlyList<Dictionary<ulong, int>> texts, IReadOnlyList<int> labelOf, int labels, CancellationToken cancellationToken)
    {
        var judged = new List<(double[] Distances, int Label)>(texts.Count);
        for (var part = 0; part < Parts; part++)
        {
            var learnt = Enumerable.Range(0, texts.Count).Where(i => i % Parts != part).ToArray();
            var known = learnt.Select(i => labelOf[i]).ToHashSet();
            // An intent's only example can't be learnt and judged.
            var asked = Enumerable.Range(0, texts.Count).Where(i => i % Parts == part && known.Contains(labelOf[i])).ToArray();
            if (asked.Length == 0 || known.Count < 2) continue;
            var classifier = TextClassifier.Train(
                [.. learnt.Select(i => texts[i])], [.. learnt.Select(i => labelOf[i])], labels, cancellationToken);
            judged.AddRange(asked.Select(i => (Distances: classifier.Distances(texts[i]), Label: labelOf[i]))
                .Where(j => j.Distances is not null).Select(j => (j.Distances!, j.Label)));
        }

        var sharpness = Fit(judged);
        var reliability = new Reliability();
        foreach (var (distances, label) in judged)
        {
            ToLikelihoods(distances, sharpness);
            var best = TextClassifier.Best(distances);
            reliability.Add(best.Confidence, best.Label == label);
        }

        return new Calibration(sharpness, reliability);
    }

    /// <summary>Turns distances into likelihoods, in place.</summary>
    public static void ToLikelihoods(double[] distances, double sharpness)
    {
        var greatest = distances.Max();
        var sum = 0.0;
        for (var i = 0; i < distances.Length; i++)
            sum += distances[i] = PortableMath.Exp(Math.Max(sharpness * (distances[i] - greatest), -700));
        for (var i = 0; i < distances.Length; i++) distances[i] /= sum;
    }

    // The loss has one lowest point, which golden sections close in on.
    static double Fit(List<(double[] Distances, int Label)> judged)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (PortableMath.Log(Least), PortableMath.Log(Most));
        var (left, right) = (high - golden * (high - low), low + golden * (high - low));
        var (atLeft, atRight) = (Loss(judged, left), Loss(judged, right));
        while (high - low > 1e-4)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - golden * (high - low);
                atLeft = Loss(judged, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + golden * (high - low);
                atRight = Loss(judged, right);
            }
        }

        return PortableMath.Exp((low + high) / 2);
    }

    static double Loss(List<(double[] Distances, int Label)> judged, double logarithm)
    {
        var sharpness = PortableMath.Exp(logarithm);
        var off = logarithm - PortableMath.Log(Usual);
        var loss = UsualCountsAs * off * off;
        foreach (var (distances, label) in judged)
        {
            var greatest = distances.Max();
            var sum = 0.0;
            foreach (var distance in distances) sum += PortableMath.Exp(Math.Max(sharpness * (distance - greatest), -700));
            loss += PortableMath.Log(sum) - sharpness * (distances[label] - greatest);
        }

        return loss;
    }
}
