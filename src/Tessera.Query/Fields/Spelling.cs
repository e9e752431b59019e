namespace Tessera.Query.Fields;

/// <summary>Finds the word somebody may have meant.</summary>
static class Spelling
{
    // Longer words are not compared: the work grows with the product of the lengths, and names end long before.
    const int MaxLength = 64;

    /// <summary>
    /// The candidate that is the fewest slips away (a letter added, lost or changed, two neighbours swapped; case doesn't count), if that
    /// is at most one slip for every four letters, or one; the first of several. <see langword="null"/> when none is near.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MaxLength)
            return null;
        var (nearest, fewest) = ((string?)null, Math.Max(1, word.Length / 4) + 1);
        foreach (var candidate in candidates)
        {
            if (candidate.Length > MaxLength || Math.Abs(candidate.Length - word.Length) >= fewest)
                continue;
            var slips = Slips(word, candidate);
            // A word with every letter changed is another word.
            if (slips < fewest && slips < Math.Max(word.Length, candidate.Length))
                (nearest, fewest) = (candidate, slips);
        }
        return nearest;
    }

    /// <summary>The optimal string alignment distance, ignoring case.</summary>
    static int Slips(string a, string b)
    {
        Span<int> beforeLast = stackalloc int[b.Length + 1], last = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row.CopyTo(last);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            last.CopyTo(beforeLast);
        }
        return row[b.Length];
    }

    static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
