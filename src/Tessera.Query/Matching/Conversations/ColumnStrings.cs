using System.Text;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Many texts in one array of UTF-8: 4 bytes each above their own. Texts that UTF-8 can't write (half a surrogate pair), and more than
/// a gigabyte of them, are kept as strings.
/// </summary>
sealed class ColumnStrings
{
    const long MostBytes = 1L << 30;

    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] bytes = [];
    readonly int[] ends = [];
    readonly string[]? strings;

    ColumnStrings(byte[] bytes, int[] ends) => (this.bytes, this.ends) = (bytes, ends);

    ColumnStrings(string[] strings) => this.strings = strings;

    /// <summary>How many texts there are.</summary>
    public int Count => strings?.Length ?? ends.Length;

    /// <summary>A text; made anew at each call.</summary>
    public string this[int index] => strings is not null ? strings[index] : strict.GetString(Utf8(index));

    /// <summary>The bytes that are taken.</summary>
    public long Bytes => strings is null ? bytes.Length + 4L * ends.Length : strings.Sum(text => 30L + 2 * text.Length);

    /// <summary>Whether a text is this one, by its UTF-8 where that is at hand.</summary>
    public bool Is(int index, string text, ReadOnlySpan<byte> utf8) =>
        strings is not null ? string.Equals(strings[index], text, StringComparison.Ordinal) : Utf8(index).SequenceEqual(utf8);

    /// <summary>Whether a text is there at all: an empty one stands for a missing one.</summary>
    public bool IsSet(int index) => strings is not null ? strings[index].Length > 0 : ends[index] > Start(index);

    /// <summary>Orders a text against another by code point.</summary>
    public int Compare(int index, string text, ReadOnlySpan<byte> utf8) =>
        strings is not null ? CodePointOrder.Compare(strings[index], text) : Utf8(index).SequenceCompareTo(utf8);

    /// <summary>The UTF-8 of a text; half a surrogate pair becomes U+FFFD, so what it gives may only rule texts out.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    public static ColumnStrings Of(string[] texts)
    {
        try
        {
            var total = 0L;
            var places = new int[texts.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                total += strict.GetByteCount(texts[i]);
                if (total > MostBytes)
                    return new ColumnStrings(texts);
                places[i] = (int)total;
            }
            var utf8 = new byte[total];
            for (var i = 0; i < texts.Length; i++)
                strict.GetBytes(texts[i], utf8.AsSpan(i == 0 ? 0 : places[i - 1]));
            return new ColumnStrings(utf8, places);
        }
        catch (EncoderFallbackException)
        {
            return new ColumnStrings(texts);
        }
    }

    int Start(int index) => index == 0 ? 0 : ends[index - 1];

    ReadOnlySpan<byte> Utf8(int index) => bytes.AsSpan(Start(index)..ends[index]);
}
