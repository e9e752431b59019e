namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The slots of a run whose segments have been removed or replaced since it was built. Immutable; one more dead slot copies one page of
/// 512 bytes and the list of pages, 2 KB for a million slots.
/// </summary>
sealed class DeadSlots
{
    const int WordsInPage = 64;

    public static readonly DeadSlots None = new([], 0);

    readonly ulong[]?[] pages;

    DeadSlots(ulong[]?[] pages, int count) => (this.pages, Count) = (pages, count);

    public int Count { get; }

    public bool Contains(int slot)
    {
        var page = slot / (WordsInPage * 64);
        return page < pages.Length && pages[page] is { } words && (words[slot / 64 % WordsInPage] & (1UL << slot)) != 0;
    }

    public DeadSlots With(int slot)
    {
        var page = slot / (WordsInPage * 64);
        var copied = new ulong[]?[Math.Max(pages.Length, page + 1)];
        pages.CopyTo(copied, 0);
        var words = copied[page] = copied[page] is { } old ? [.. old] : new ulong[WordsInPage];
        words[slot / 64 % WordsInPage] |= 1UL << slot;
        return new DeadSlots(copied, Count + 1);
    }

    /// <summary>Takes the dead out of a bitmap of slots.</summary>
    public void ClearIn(Span<ulong> bits)
    {
        for (var page = 0; page < pages.Length; page++)
        {
            if (pages[page] is not { } words)
                continue;
            var first = page * WordsInPage;
            for (var i = 0; i < words.Length && first + i < bits.Length; i++)
                bits[first + i] &= ~words[i];
        }
    }

    /// <summary>The slots that are dead here and not in an earlier version.</summary>
    public IEnumerable<int> Since(DeadSlots earlier)
    {
        if (Count == earlier.Count)
            yield break;
        for (var page = 0; page < pages.Length; page++)
        {
            if (pages[page] is not { } words || (page < earlier.pages.Length && ReferenceEquals(words, earlier.pages[page])))
                continue;
            for (var i = 0; i < WordsInPage * 64; i++)
                if ((words[i / 64] & (1UL << i)) != 0 && !earlier.Contains(page * WordsInPage * 64 + i))
                    yield return page * WordsInPage * 64 + i;
        }
    }
}
