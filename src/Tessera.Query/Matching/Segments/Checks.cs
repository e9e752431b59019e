namespace Tessera.Query.Matching.Segments;

/// <summary>Segments that are simply asked, one after the other.</summary>
sealed class Checks(int[] slots, int[] programs)
{
    public long MemoryBytes => 4L * (slots.Length + programs.Length);

    public void Match(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram program, SlotList matches)
    {
        for (var i = 0; i < slots.Length; i++)
            if (program.Holds(programs[i], conversation, snapshot))
                matches.Add(slots[i]);
    }
}
