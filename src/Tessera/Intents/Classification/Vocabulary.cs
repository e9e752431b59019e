namespace Tessera.Intents.Classification;

/// <summary>A text as a point: the numbers of its features, ascending, and the weight of each.</summary>
internal readonly record struct TextVector(int[] Features, float[] Weights)
{
    /// <summary>Whether no feature of the text is known.</summary>
    public bool IsEmpty => Features.Length == 0;
}

/// <summary>
/// The features that the examples have, numbered, and how much each tells: TF-IDF. Words with their pairs and pieces of words are two
/// halves, each brought to length 1. What the examples don't have counts into the length, so that a text of strange words weighs little.
/// </summary>
internal sealed class Vocabulary
{
    // Features of no example are as rare as those of one.
    readonly double unknown;
    readonly Dictionary<ulong, int> numbers;
    readonly double[] rarity;

    Vocabulary(Dictionary<ulong, int> numbers, double[] rarity, double unknown) =>
        (this.numbers, this.rarity, this.unknown) = (numbers, rarity, unknown);

    /// <summary>How many features are known.</summary>
    public int Count => rarity.Length;

    /// <summary>Takes the features of texts; where they are more than <paramref name="most"/>, those that occur in most texts.</summary>
    public static Vocabulary Of(IReadOnlyCollection<Dictionary<ulong, int>> texts, int most)
    {
        var frequencies = new Dictionary<ulong, int>();
        foreach (var text in texts)
        {
            foreach (var feature in text.Keys) frequencies[feature] = frequencies.GetValueOrDefault(feature) + 1;
        }

        // Sorted, so that the same texts number their features the same way in whatever order a table gives them.
        var kept = frequencies.OrderByDescending(f => f.Value).ThenBy(f => f.Key).Take(most).ToArray();
        var numbered = new Dictionary<ulong, int>(kept.Length);
        var rarities = new double[kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            numbered[kept[i].Key] = i;
            rarities[i] = Rarity(texts.Count, kept[i].Value);
        }

        return new Vocabulary(numbered, rarities, Rarity(texts.Count, 0));
    }

    /// <summary>The vector of a text of these features.</summary>
    public TextVector Vector(Dictionary<ulong, int> text)
    {
        var known = new List<(int Number, double Weight, bool Piece)>(text.Count);
        var (words, pieces) = (0.0, 0.0);
        // The order of a dictionary is the order of insertion, and so the text's own: sums come out the same everywhere.
        foreach (var (feature, count) in text)
        {
            var there = numbers.TryGetValue(feature, out var number);
            var weight = Math.Sqrt(count) * (there ? rarity[number] : unknown);
            var piece = TextFeatures.IsPiece(feature);
            if (piece) pieces += weight * weight;
            else words += weight * weight;
            if (there) known.Add((number, weight, piece));
        }

        known.Sort((a, b) => a.Number.CompareTo(b.Number));
        var (wordScale, pieceScale) = (Scale(words), Scale(pieces));
        return new TextVector(
            [.. known.Select(k => k.Number)], [.. known.Select(k => (float)(k.Weight * (k.Piece ? pieceScale : wordScale)))]);
    }

    static double Scale(double squares) => squares > 0 ? 1 / Math.Sqrt(squares) : 0;

    static double Rarity(int texts, int frequency) => PortableMath.Log((1.0 + texts) / (1.0 + frequency)) + 1;
}
