using System.Globalization;
using System.Text.RegularExpressions;

namespace Tessera.Markets.Drafting;

/// <summary>
/// Whether what a model wrote is borne by the material it was shown. That the quote stands there is asked elsewhere; here it is asked
/// whether the statement says anything beyond it: figures, places, kinds of business, names, links, and words that come from nowhere.
/// </summary>
internal sealed partial class StatementSupport
{
    const int Milliseconds = 1000;
    const int StemCharacters = 5;
    const double LeastShared = 1.0 / 3;

    static readonly HashSet<string> CommonWords = new(StringComparer.Ordinal)
    {
        "that", "this", "these", "those", "with", "from", "they", "their", "them", "have", "which", "when", "where", "than", "then", "more",
        "most", "into", "such", "also", "will", "what", "been", "being", "does", "your", "about", "there", "while", "other", "each",
        "because", "company", "companies", "business", "businesses",
    };

    readonly string material;
    readonly HashSet<string> words;

    /// <param name="material">All that was shown of the sources, and of the offering or the company.</param>
    public StatementSupport(string material)
    {
        this.material = material;
        words = Words(material);
    }

    /// <summary>Whether a statement is borne by the sentence it rests on: most of what it says must be there or in the material.</summary>
    public bool Bears(string sentence, string statement)
    {
        if (!AddsNothing(sentence, statement)) return false;
        var (said, there) = (Words(statement), Words(sentence));
        if (said.Count == 0) return sentence.Contains(statement, StringComparison.OrdinalIgnoreCase);
        return said.Overlaps(there) && said.Count(word => there.Contains(word) || words.Contains(word)) >= said.Count * LeastShared;
    }

    /// <summary>Whether a question asks about what the sentence says: it adds no fact and shares a word.</summary>
    public bool Touches(string sentence, string question) => AddsNothing(sentence, question) && Words(question).Overlaps(Words(sentence));

    /// <summary>Whether a text brings in no figure, value, name or link of its own, and speaks to no machine.</summary>
    public bool AddsNothing(string sentence, string text)
    {
        if (CompanyWords.IsNoise(text)
            || text.Split(char.IsWhiteSpace).Any(word => IsLink(word) && !sentence.Contains(word, StringComparison.Ordinal)))
            return false;
        if (!Figures(text).IsSubsetOf(Figures(sentence))) return false;
        var values = Firmographics.Read(new SourceSentence(0, 0, text, SentenceKind.Prose), ofWriterToo: true);
        if (values.Any(
            v => v.Field is not ("employees" or "revenue") && !material.Contains(Stem(v.Value), StringComparison.OrdinalIgnoreCase)))
            return false;
        return Names().Matches(text).All(name => material.Contains(Stem(name.Value), StringComparison.OrdinalIgnoreCase));
    }

    static bool IsLink(string word) =>
        word.Contains("://", StringComparison.Ordinal) || word.Contains('@', StringComparison.Ordinal)
        || word.TrimStart('(').StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    // Banks and banking, Spain and Spanish are about the same.
    static string Stem(string word) =>
        word.Length > StemCharacters ? word[..Math.Max(StemCharacters - 1, word.Length - 3)]
            : word.Length == StemCharacters ? word[..^1]
            : word;

    // Each with its unit, so that a million isn't a billion.
    static HashSet<string> Figures(string text) => [.. Figure().Matches(text).Select(match =>
    {
        var digits = match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal);
        return digits + match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "K" or "THOUSAND" => "K",
            "M" or "MILLION" => "M",
            "B" or "BN" or "BILLION" => "B",
            _ => "",
        };
    })];

    // Letters of alphabets by the beginnings of their words; of Chinese and Japanese, which part no words, two by two.
    static HashSet<string> Words(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in text.ToLower(CultureInfo.InvariantCulture).Split(c => !char.IsLetter(c)))
        {
            if (word[0] >= '\u2E80')
            {
                for (var i = 0; i + 1 < word.Length; i++) found.Add(word[i..(i + 2)]);
            }
            else if (word.Length >= 4 && !CommonWords.Contains(word))
            {
                found.Add(word.Length > StemCharacters ? word[..StemCharacters] : word);
            }
        }

        return found;
    }

    [GeneratedRegex(
        @"(?<digits>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?) ?(?<unit>(million|billion|thousand|bn|[MBK])\b)?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Figure();

    // A capital within a sentence: a name, or what is written like one.
    [GeneratedRegex(@"(?<=[\p{Ll}\d,;:)] )\p{Lu}[\p{L}\p{N}]{3,}", RegexOptions.None, Milliseconds)]
    private static partial Regex Names();
}
