namespace Tessera.Intents.Classification;

/// <summary>
/// What a text is made of, as hashes with how often each occurs: words, pairs of neighbouring words of a message, and pieces of 3 to 5
/// characters of each word, which forgive slips of the finger. Digits count by how many stand together, not by which they are.
/// </summary>
internal static class TextFeatures
{
    /// <summary>What comes after this many words of a text is not looked at.</summary>
    public const int MostWords = 500;

    const int ShortestPiece = 3;
    const int LongestPiece = 5;

    // No word is that long; only its beginning is cut into pieces.
    const int LongestWord = 40;

    // FNV-1a of 64 bits, begun differently for each kind. Kept by the lowest bit as well: pieces are odd.
    const ulong WordSeed = 14695981039346656037;
    const ulong PairSeed = WordSeed ^ 0x9E3779B97F4A7C15;
    const ulong PieceSeed = WordSeed ^ 0xC2B2AE3D27D4EB4F;
    const ulong Prime = 1099511628211;

    /// <summary>Whether a feature is a piece of a word, not a word or a pair.</summary>
    public static bool IsPiece(ulong feature) => (feature & 1) != 0;

    /// <summary>The features of a text. Its lines are messages: no pair reaches over a line's end.</summary>
    public static Dictionary<ulong, int> Of(string text)
    {
        var features = new Dictionary<ulong, int>();
        var words = 0;
        var previous = LineEnd;
        Span<char> word = stackalloc char[LongestWord];
        for (var i = 0; i < text.Length && words < MostWords;)
        {
            var start = i;
            var length = ReadWord(text, ref i, word);
            if (length == 0)
            {
                if (text[start] == '\n') EndLine(features, ref previous);
                i = start + 1;
                continue;
            }

            words++;
            var hash = Hash(WordSeed, word[..length]);
            Add(features, hash, piece: false);
            Add(features, Pair(previous, hash), piece: false);
            AddPieces(features, word[..length]);
            previous = hash;
        }

        EndLine(features, ref previous);
        return features;
    }

    static readonly ulong LineEnd = Hash(WordSeed, "\n");

    static void EndLine(Dictionary<ulong, int> features, ref ulong previous)
    {
        if (previous != LineEnd) Add(features, Pair(previous, LineEnd), piece: false);
        previous = LineEnd;
    }

    // A word is letters and digits, with apostrophes inside; a question mark is one of its own.
    static int ReadWord(string text, ref int at, Span<char> word)
    {
        if (text[at] == '?')
        {
            at++;
            word[0] = '?';
            return 1;
        }

        var (length, digits) = (0, 0);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            var inside = length > 0 && c is '\'' or '\u2019' && at + 1 < text.Length && char.IsLetter(text[at + 1]);
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && !inside) break;
            if (char.IsDigit(c)) digits++;
            if (length < word.Length) word[length++] = c == '\u2019' ? '\'' : char.ToLowerInvariant(c);
        }

        if (digits == 0 || digits < length) return length;
        var count = Math.Min(digits, 9);
        word[0] = '#';
        word[1] = (char)('0' + count);
        return 2;
    }

    static void AddPieces(Dictionary<ulong, int> features, ReadOnlySpan<char> word)
    {
        // A blank on either side tells beginning and end.
        Span<char> padded = stackalloc char[LongestWord + 2];
        padded[0] = ' ';
        word.CopyTo(padded[1..]);
        padded[word.Length + 1] = ' ';
        padded = padded[..(word.Length + 2)];
        for (var length = ShortestPiece; length <= LongestPiece; length++)
        {
            for (var start = 0; start + length <= padded.Length; start++)
                Add(features, Hash(PieceSeed, padded.Slice(start, length)), piece: true);
        }
    }

    static void Add(Dictionary<ulong, int> features, ulong hash, bool piece)
    {
        var feature = piece ? hash | 1 : hash & ~1UL;
        features[feature] = features.GetValueOrDefault(feature) + 1;
    }

    static ulong Pair(ulong left, ulong right) => ((PairSeed ^ left) * Prime ^ right) * Prime;

    static ulong Hash(ulong seed, ReadOnlySpan<char> text)
    {
        var hash = seed;
        foreach (var c in text) hash = (hash ^ c) * Prime;
        // The low bits of FNV mix least, and the lowest is taken.
        return hash ^ (hash >> 31);
    }
}
