using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tessera.Extraction.Grounding;

/// <summary>
/// What characters are made of: "é" is "e" and an accent. .NET's own normalisation needs ICU, which the process does without
/// (<c>InvariantGlobalization</c>), so the canonical decompositions stand in <c>canonical-forms.txt</c>; those of Hangul are computed.
/// </summary>
internal static class CanonicalForms
{
    const int FirstSyllable = 0xAC00;
    const int Syllables = 11172;

    static readonly FrozenDictionary<int, Rune[]> Parts = Load();

    /// <summary>Appends what a character is made of, or itself.</summary>
    public static void Append(Rune rune, List<Rune> to)
    {
        if (rune.Value is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            var syllable = rune.Value - FirstSyllable;
            to.Add(new Rune(0x1100 + (syllable / 588)));
            to.Add(new Rune(0x1161 + (syllable % 588 / 28)));
            if (syllable % 28 > 0) to.Add(new Rune(0x11A7 + (syllable % 28)));
        }
        else if (!rune.IsAscii && Parts.TryGetValue(rune.Value, out var parts))
        {
            to.AddRange(parts);
        }
        else
        {
            to.Add(rune);
        }
    }

    static FrozenDictionary<int, Rune[]> Load()
    {
        using var reader = new StreamReader(typeof(CanonicalForms).Assembly.GetManifestResourceStream("canonical-forms")!);
        var parts = new Dictionary<int, Rune[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var points = line.Split(' ').Select(hex => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            parts.Add(points[0], [.. points[1..].Select(point => new Rune(point))]);
        }

        return parts.ToFrozenDictionary();
    }
}
