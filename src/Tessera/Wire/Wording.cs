using System.Globalization;

namespace Tessera.Wire;

/// <summary>How errors say what they found and expected.</summary>
internal static class Wording
{
    // Enough to recognise it by.
    const int Longest = 40;

    /// <summary><c>a</c>, <c>a or b</c>, <c>a, b or c</c>.</summary>
    public static string Either(ReadOnlySpan<string> choices) =>
        choices.Length == 1 ? choices[0] : $"{string.Join(", ", choices[..^1])} or {choices[^1]}";

    /// <summary>A text as it is shown: its beginning, where it is long.</summary>
    public static string Shorten(string? text)
    {
        if (text is null || text.Length <= Longest) return text ?? "";
        // Not between the halves of a surrogate pair.
        return string.Create(
            CultureInfo.InvariantCulture, $"{text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)}…");
    }
}
