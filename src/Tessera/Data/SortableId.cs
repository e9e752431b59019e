using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tessera.Data;

/// <summary>
/// Makes ids that sort in the order they were made: UUIDs of version 7 (RFC 9562), whose 12 bits after the millisecond count up within it.
/// </summary>
internal static class SortableId
{
    // Crockford's base 32: no I, L, O, U.
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    static readonly Lock Gate = new();

    // The system is asked for random bytes once in 512 ids.
    static readonly byte[] Random = new byte[4096];
    static int used = Random.Length;
    static long lastMillisecond;
    static int counter;

    /// <summary>A new UUID v7.</summary>
    public static Guid NewGuid() => new(NewBytes(), bigEndian: true);

    /// <summary>A new id of 26 characters of Crockford's base 32: the 128 bits of a UUID v7.</summary>
    public static string New()
    {
        var bytes = NewBytes();
        var bits = new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return string.Create(26, bits, static (text, value) =>
        {
            for (var i = 25; i >= 0; i--, value >>= 5) text[i] = Alphabet[(int)(uint)(value & 31)];
        });
    }

    static Span<byte> NewBytes()
    {
        var bytes = new byte[16];
        long millisecond;
        int count;
        lock (Gate)
        {
            millisecond = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            if (millisecond > lastMillisecond)
            {
                lastMillisecond = millisecond;
                counter = 0;
            }
            else if (++counter > 0xFFF)
            {
                // More than 4,096 in a millisecond, or a clock set back: run ahead of the clock rather than out of order.
                lastMillisecond++;
                counter = 0;
            }

            millisecond = lastMillisecond;
            count = counter;
            if (used == Random.Length)
            {
                RandomNumberGenerator.Fill(Random);
                used = 0;
            }

            Random.AsSpan(used, 8).CopyTo(bytes.AsSpan(8));
            used += 8;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)millisecond << 16) | 0x7000u | (uint)count);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return bytes;
    }
}
