using System.Globalization;
using System.Text;

namespace Tessera.Extraction.Grounding;

/// <summary>
/// A text in the form in which quotes are compared when they don't stand there to the letter, and where each of its characters came from.
/// Accents are parted from their letters, white space is one blank, quotation marks, dashes and full-width forms are the plain ones, and
/// what can't be seen is left out. Letters are never taken for other letters: case and look-alikes stay.
/// </summary>
internal sealed class FoldedText
{
    readonly string _folded;

    // For each character of the folded text the user-perceived character it is part of, and where those begin in the text.
    readonly List<int> _sources = [];
    readonly int[] _begins;
    readonly string _text;

    public FoldedText(string text)
    {
        _text = text;
        _begins = StringInfo.ParseCombiningCharacters(text);
        var folded = new StringBuilder(text.Length);
        var runes = new List<Rune>();
        for (var i = 0; i < _begins.Length; i++)
        {
            Fold(text.AsSpan(_begins[i], End(i) - _begins[i]), runes);
            foreach (var rune in runes)
            {
                // Further blanks belong to the first.
                if (rune.Value == ' ' && folded is [.., ' ']) continue;
                folded.Append(rune.ToString());
                while (_sources.Count < folded.Length) _sources.Add(i);
            }
        }

        _folded = folded.ToString();
    }

    /// <summary>Where another folded text stands in this one, in whole user-perceived characters; null when it doesn't.</summary>
    /// <returns>First UTF-16 code unit of the unfolded text, and one past the last.</returns>
    public (int Start, int End)? Find(FoldedText quote)
    {
        var wanted = quote._folded.Trim(' ');
        if (wanted.Length == 0) return null;
        for (var at = _folded.IndexOf(wanted, StringComparison.Ordinal);
            at >= 0;
            at = _folded.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            var end = at + wanted.Length;
            var cutsIn = at > 0 && _sources[at - 1] == _sources[at];
            var cutsOff = end < _folded.Length && _sources[end] == _sources[end - 1];
            if (!cutsIn && !cutsOff) return (_begins[_sources[at]], End(_sources[end - 1]));
        }

        return null;
    }

    /// <summary>Whether a place in the text parts two user-perceived characters, and doesn't cut one.</summary>
    public bool IsBoundary(int place) => place == _text.Length || Array.BinarySearch(_begins, place) >= 0;

    int End(int source) => source + 1 < _begins.Length ? _begins[source + 1] : _text.Length;

    static void Fold(ReadOnlySpan<char> character, List<Rune> runes)
    {
        runes.Clear();
        foreach (var rune in character.EnumerateRunes())
        {
            if (Plain(rune) is { } plain) CanonicalForms.Append(plain, runes);
        }
    }

    static Rune? Plain(Rune rune) => rune.Value switch
    {
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' or '`' or '\u00B4' => new Rune('\''),
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' or '\u00AB' or '\u00BB' => new Rune('"'),
        >= 0x2010 and <= 0x2015 or 0x2212 => new Rune('-'),
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFF01 + '!'),
        // Soft hyphen, zero-width space and joiners, direction marks, byte order mark.
        0x00AD or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069) or 0xFEFF => null,
        _ => Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune,
    };
}
