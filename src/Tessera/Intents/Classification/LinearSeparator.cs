namespace Tessera.Intents.Classification;

/// <summary>
/// The plane that parts the texts of one intent from all others: a linear support vector machine with squared hinge loss, found by dual
/// coordinate descent (Hsieh and others, 2008). The loss is convex, so there is one best plane.
/// </summary>
internal static class LinearSeparator
{
    // Measured by cross-validation on STAR's train part: from 0.5 to 2 it makes no difference worth the name.
    const double Cost = 1;
    const int MostRounds = 20;
    const double GoodEnough = 0.1;

    /// <summary>Finds the plane.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="inside">Whether each belongs to the intent.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A weight for each feature, and last the offset.</returns>
    public static double[] Train(TextVector[] texts, bool[] inside, int features, CancellationToken cancellationToken)
    {
        const double Slack = 0.5 / Cost;
        var weights = new double[features + 1];
        var pull = new double[texts.Length];
        var squares = Array.ConvertAll(texts, text => SquareOf(text) + 1 + Slack);
        var order = Enumerable.Range(0, texts.Length).ToArray();
        var shuffle = 0x2545F4914F6CDD1DUL;
        for (var round = 0; round < MostRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Shuffle(order, ref shuffle);
            var worst = 0.0;
            foreach (var i in order)
            {
                var side = inside[i] ? 1.0 : -1.0;
                var gradient = side * Dot(weights, texts[i]) - 1 + Slack * pull[i];
                var before = pull[i];
                if (before == 0 && gradient >= 0) continue;
                worst = Math.Max(worst, Math.Abs(gradient));
                pull[i] = Math.Max(before - gradient / squares[i], 0);
                Add(weights, texts[i], (pull[i] - before) * side);
            }

            if (worst < GoodEnough) break;
        }

        return weights;
    }

    static double SquareOf(TextVector text)
    {
        var sum = 0.0;
        foreach (var weight in text.Weights) sum += (double)weight * weight;
        return sum;
    }

    static double Dot(double[] weights, TextVector text)
    {
        var sum = weights[^1];
        for (var i = 0; i < text.Features.Length; i++) sum += weights[text.Features[i]] * text.Weights[i];
        return sum;
    }

    static void Add(double[] weights, TextVector text, double amount)
    {
        for (var i = 0; i < text.Features.Length; i++) weights[text.Features[i]] += amount * text.Weights[i];
        weights[^1] += amount;
    }

    // Fisher and Yates with xorshift64*: the same order on every machine and every version of the runtime.
    static void Shuffle(int[] order, ref ulong state)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            var other = (int)((state * 0x2545F4914F6CDD1DUL >> 33) % (ulong)(i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
