using System.Globalization;
using System.Text.RegularExpressions;

namespace Tessera.Markets.Questions;

/// <summary>What a qualifying question asks about: its words without those in which one asks.</summary>
internal static partial class QuestionLikeness
{
    const int Milliseconds = 1000;

    // Of two questions that share so much of their words one is enough.
    const double Alike = 0.8;

    static readonly HashSet<string> AskingWords = new(StringComparer.Ordinal)
    {
        "is", "are", "was", "were", "be", "been", "does", "do", "did", "has", "have", "had", "will", "would", "can", "could", "should",
        "the", "a", "an", "it", "its", "this", "that", "these", "those", "they", "their", "there", "one", "of", "in", "at", "on", "or",
        "and", "with", "within", "by", "to", "for", "from", "as", "any", "some", "following", "company", "company's", "companies",
        "organization", "organisation", "business", "firm", "main", "so", "here", "way", "hold", "holds",
    };

    // What says nothing that could be looked up.
    static readonly HashSet<string> VagueWords = new(StringComparer.Ordinal)
    {
        "good", "great", "bad", "nice", "fit", "fits", "right", "ideal", "suitable", "suited", "successful", "success", "innovative",
        "interesting", "relevant", "quality", "strong", "serious", "modern", "big", "large", "small", "important", "match", "matches",
        "target", "customer", "customers", "client", "clients", "prospect", "lead", "us", "our", "we", "you", "your", "really", "very",
        "well", "like", "kind", "type", "sort", "thing", "things", "something", "interested", "valuable", "worth", "segment",
    };

    /// <summary>Whether it asks for nothing that evidence could be found of, as "Is this a good company?".</summary>
    public static bool IsVague(string question) => Words(question).All(VagueWords.Contains);

    /// <summary>Whether two questions ask the same.</summary>
    public static bool AskTheSame(string a, string b) => AskTheSame(Words(a), Words(b));

    /// <summary>The same, of words that are known already.</summary>
    public static bool AskTheSame(IReadOnlySet<string> a, IReadOnlySet<string> b)
    {
        if (a.Count == 0 || b.Count == 0) return a.Count == b.Count;
        // Most pairs differ in length already.
        if (Math.Min(a.Count, b.Count) < Alike * Math.Max(a.Count, b.Count)) return false;
        var common = a.Count(b.Contains);
        return common >= Alike * (a.Count + b.Count - common);
    }

    /// <summary>The words that a question asks about; characters of Chinese and Japanese two by two.</summary>
    public static HashSet<string> Words(string question)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in Word().Matches(question.ToLower(CultureInfo.InvariantCulture)))
        {
            if (match.Value[0] < '\u2E80')
            {
                if (!AskingWords.Contains(match.Value)) words.Add(match.Value);
                continue;
            }

            if (match.Length == 1) words.Add(match.Value);
            for (var i = 0; i + 1 < match.Length; i++) words.Add(match.Value[i..(i + 2)]);
        }

        return words;
    }

    // Digits with what makes figures of them; a sign before a figure is part of it.
    [GeneratedRegex(@"[$€£¥]?\d[\d.,]*\+?%?|[\p{L}\p{M}]+('s)?", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Word();
}
