using System.Text.RegularExpressions;

namespace Tessera.Versions;

/// <summary>Tells two texts apart word by word, by their longest common subsequence.</summary>
internal static partial class TextDiff
{
    // The table has a cell for each pair of words: 16 MiB. Texts that differ in more have nothing in common worth showing.
    const int MostCells = 4 * 1024 * 1024;

    /// <summary>The stretches of both texts in their order; neighbours differ in kind.</summary>
    public static List<TextStretch> Of(string before, string after)
    {
        var (one, other) = (Words(before), Words(after));
        var start = 0;
        while (start < one.Count && start < other.Count && one[start] == other[start]) start++;
        var end = 0;
        while (end < one.Count - start && end < other.Count - start && one[^(end + 1)] == other[^(end + 1)]) end++;
        var stretches = new List<TextStretch>();
        Add(stretches, StretchKind.Same, one[..start]);
        Align(stretches, one[start..^end], other[start..^end]);
        Add(stretches, StretchKind.Same, one[^end..]);
        return stretches;
    }

    static void Align(List<TextStretch> stretches, List<string> one, List<string> other)
    {
        if ((long)one.Count * other.Count > MostCells)
        {
            Add(stretches, StretchKind.Removed, one);
            Add(stretches, StretchKind.Added, other);
            return;
        }

        // common[i, j]: the longest common subsequence of what follows word i of the one and word j of the other.
        var common = new int[one.Count + 1, other.Count + 1];
        for (var i = one.Count - 1; i >= 0; i--)
        {
            for (var j = other.Count - 1; j >= 0; j--)
                common[i, j] = one[i] == other[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var (a, b) = (0, 0);
        while (a < one.Count || b < other.Count)
        {
            if (a < one.Count && b < other.Count && one[a] == other[b]) (_, b) = (Add(stretches, StretchKind.Same, [one[a++]]), b + 1);
            else if (b == other.Count || (a < one.Count && common[a + 1, b] >= common[a, b + 1]))
                Add(stretches, StretchKind.Removed, [one[a++]]);
            else Add(stretches, StretchKind.Added, [other[b++]]);
        }
    }

    static bool Add(List<TextStretch> stretches, StretchKind kind, List<string> words)
    {
        if (words.Count == 0) return false;
        var text = string.Concat(words);
        if (stretches is [.., var last] && last.Kind == kind) stretches[^1] = last with { Text = last.Text + text };
        else stretches.Add(new TextStretch(kind, text));
        return true;
    }

    static List<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\w+|\s+|.", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
