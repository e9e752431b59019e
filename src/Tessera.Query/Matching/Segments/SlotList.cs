namespace Tessera.Query.Matching.Segments;

/// <summary>A list of slots that is used again and again.</summary>
sealed class SlotList
{
    int[] slots = new int[64];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Slots => slots.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int slot)
    {
        if (Count == slots.Length)
            Array.Resize(ref slots, Count * 2);
        slots[Count++] = slot;
    }
}
