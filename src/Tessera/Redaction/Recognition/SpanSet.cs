namespace Tessera.Redaction.Recognition;

/// <summary>The spans found in one text. What is found first keeps its place: a later span that overlaps one is dropped.</summary>
internal sealed class SpanSet
{
    readonly SortedSet<SensitiveSpan> spans = new(Comparer<SensitiveSpan>.Create((a, b) => a.Start.CompareTo(b.Start)));

    /// <summary>How many there are.</summary>
    public int Count => spans.Count;

    /// <summary>Them all, in the order of the text.</summary>
    public SensitiveSpan[] InOrder() => [.. spans];

    /// <summary>Adds a span unless a part of it is taken.</summary>
    public bool TryAdd(SensitiveKind kind, int start, int end)
    {
        if (end <= start || Overlaps(start, end)) return false;
        return spans.Add(new SensitiveSpan(kind, start, end));
    }

    /// <summary>Whether any span has a part of this range.</summary>
    public bool Overlaps(int start, int end)
    {
        if (spans.Count == 0 || end <= start) return false;
        // Of spans that don't overlap one another, the last that begins before the range's end ends last.
        var before = spans.GetViewBetween(new SensitiveSpan(default, int.MinValue, 0), new SensitiveSpan(default, end - 1, 0)).Max;
        return before.End > start;
    }
}
