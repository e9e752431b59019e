using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Tessera.Wire;

namespace Tessera.Fetch;

/// <summary>From the bytes of a page to text: which kinds are read, and in which charset.</summary>
internal static partial class PageText
{
    // Where HTML may name its charset (HTML standard, "prescan a byte stream").
    const int PrescanBytes = 1024;

    const string PdfType = "application/pdf";

    static readonly UTF8Encoding Utf8Text = new(false);

    /// <summary>400 for a page of a kind that isn't read.</summary>
    /// <param name="mediaType">What it was sent as; empty where nothing is said.</param>
    public static Problem? Refuse(string mediaType)
    {
        var type = mediaType.ToLowerInvariant();
        if (type.Length == 0 || IsHtml(type) || IsPlain(type) || type == PdfType) return null;
        return Problem.BadBody($"it is {Shown(type)}; expected HTML, plain text, Markdown, JSON or PDF. What it says can be given as text");
    }

    /// <summary>The readable text of a page, whose kind isn't refused.</summary>
    public static async Task<Result<string>> ReadAsync(
        byte[] bytes, string mediaType, string? charset, CancellationToken cancellationToken) =>
        // Whatever it was sent as.
        bytes.AsSpan().StartsWith("%PDF-"u8) ? await PdfText.ReadAsync(bytes, cancellationToken) : Read(bytes, mediaType, charset);

    /// <summary>The readable text of a page that is no PDF.</summary>
    internal static Result<string> Read(byte[] bytes, string mediaType, string? charset)
    {
        var type = mediaType.ToLowerInvariant();
        if (type == PdfType) return Problem.BadBody("it is sent as a PDF and is none");
        var html = IsHtml(type) || (type.Length == 0 && bytes.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..]);
        // No database keeps U+0000, and where it comes from is no text.
        var text = Decode(bytes, charset, html).Replace("\0", "", StringComparison.Ordinal);
        if (!html) return text.ReplaceLineEndings("\n").Trim();
        return ReadableText.Of(text) is { } readable ? readable : Problem.BadBody("its markup is too tangled to be read");
    }

    /// <summary>
    /// Decodes by byte order mark, else as declared by the server, else as declared by the page, else UTF-8 where it is, else windows-1252.
    /// </summary>
    internal static string Decode(byte[] bytes, string? declared, bool html)
    {
        var (mark, length) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Utf8Text, 3),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            _ => ((Encoding?)null, 0),
        };
        var encoding = mark ?? Named(declared) ?? (html ? Prescan(bytes) : null)
            ?? (Utf8.IsValid(bytes) ? Utf8Text : Named("windows-1252")!);
        return encoding.GetString(bytes, length, bytes.Length - length);
    }

    static Encoding? Prescan(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, PrescanBytes));
        var named = MetaCharset().Match(head) is { Success: true } match ? Named(match.Groups["name"].Value) : null;
        // It was read as ASCII, so it can't be UTF-16 (HTML standard, the same place).
        return named is UnicodeEncoding or UTF32Encoding ? Utf8Text : named;
    }

    static Encoding? Named(string? name)
    {
        if (name?.Trim('"', '\'', ' ') is not { Length: > 0 } charset) return null;
        // The web's Latin-1 is windows-1252 (WHATWG, Encoding).
        if (charset.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
            charset = "windows-1252";
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    static bool IsHtml(string type) => type is "text/html" or "application/xhtml+xml";

    static bool IsPlain(string type) =>
        type is "text/plain" or "text/markdown" or "text/x-markdown" or "application/json"
            || type.EndsWith("+json", StringComparison.Ordinal);

    static string Shown(string type) => type.Length <= 60 ? type : type[..60] + "…";

    [GeneratedRegex(
        """<meta[^>]{0,200}?charset\s{0,10}=\s{0,10}["']?\s{0,10}(?<name>[A-Za-z0-9_:.\-]{1,40})""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetaCharset();
}
