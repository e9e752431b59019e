namespace Tessera.Query.Matching.Segments;

/// <summary>Sorts segments by the ordinal order of their ids.</summary>
static class SegmentOrder
{
    /// <summary>Sorts in place; of several with one id the last is kept.</summary>
    public static Segment[] SortDistinct(Segment[] segments)
    {
        if (IsRising(segments))
            return segments;
        var keys = new (string Id, int Place)[segments.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (segments[i].Id, i);
        Array.Sort(keys, segments, Comparer<(string Id, int Place)>.Create(static (a, b) =>
            string.CompareOrdinal(a.Id, b.Id) is var order and not 0 ? order : a.Place.CompareTo(b.Place)));
        var count = 0;
        for (var i = 0; i < segments.Length; i++)
            if (i + 1 == segments.Length || !string.Equals(segments[i].Id, segments[i + 1].Id, StringComparison.Ordinal))
                segments[count++] = segments[i];
        return count == segments.Length ? segments : segments[..count];
    }

    static bool IsRising(Segment[] segments)
    {
        for (var i = 1; i < segments.Length; i++)
            if (string.CompareOrdinal(segments[i - 1].Id, segments[i].Id) >= 0)
                return false;
        return true;
    }
}
