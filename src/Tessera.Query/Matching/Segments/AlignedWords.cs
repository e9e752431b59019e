using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>Arrays of words that begin at a cache line.</summary>
static class AlignedWords
{
    const int BytesInCacheLine = 64;

    // A small one isn't worth being held in place.
    const int LeastAligned = 1024;

    /// <summary>An array with room for that many words from <paramref name="first"/> on; they are 0.</summary>
    public static ulong[] Allocate(int count, out int first)
    {
        first = 0;
        if (count < LeastAligned)
            return new ulong[count];
        var words = GC.AllocateArray<ulong>(count + BytesInCacheLine / sizeof(ulong), pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(words, 0);
        first = (int)((-address & (BytesInCacheLine - 1)) / sizeof(ulong));
        return words;
    }
}
