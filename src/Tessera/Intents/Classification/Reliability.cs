namespace Tessera.Intents.Classification;

/// <summary>How often guesses are right, by how sure they were, in ten equal steps from 0 to 1.</summary>
internal sealed class Reliability
{
    /// <summary>How many steps there are.</summary>
    public const int Steps = 10;

    readonly int[] counts = new int[Steps];
    readonly int[] right = new int[Steps];
    readonly double[] confidences = new double[Steps];

    /// <summary>Counts a guess.</summary>
    public void Add(double confidence, bool isRight)
    {
        var step = Math.Min((int)(confidence * Steps), Steps - 1);
        counts[step]++;
        confidences[step] += confidence;
        if (isRight) right[step]++;
    }

    /// <summary>How many guesses were counted.</summary>
    public int Count => counts.Sum();

    /// <summary>The share that was right; 0 where none was counted.</summary>
    public double Accuracy => Count == 0 ? 0 : right.Sum() / (double)Count;

    /// <summary>
    /// The expected calibration error: how far mean confidence and the share that was right lie apart in a step, over all steps by their
    /// counts.
    /// </summary>
    public double ExpectedError => Count == 0 ? 0 : Table.Sum(step => step.Count * Math.Abs(step.Confidence - step.Accuracy)) / Count;

    /// <summary>The steps in which any guess fell, from low to high.</summary>
    public IReadOnlyList<ReliabilityStep> Table =>
    [
        .. Enumerable.Range(0, Steps).Where(i => counts[i] > 0).Select(i => new ReliabilityStep(
            i / (double)Steps, (i + 1) / (double)Steps, counts[i], confidences[i] / counts[i], right[i] / (double)counts[i])),
    ];
}

/// <summary>Guesses of about the same confidence.</summary>
/// <param name="From">The step's lower end.</param>
/// <param name="To">Its upper end.</param>
/// <param name="Count">How many guesses.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that was right.</param>
internal sealed record ReliabilityStep(double From, double To, int Count, double Confidence, double Accuracy);
