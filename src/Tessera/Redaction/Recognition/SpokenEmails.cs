using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Redaction.Recognition;

/// <summary>
/// E-mail addresses as they are said or veiled: "john dot smith at gmail dot com", "j o h n at …", "anna [at] mail [dot] com".
/// </summary>
internal static class SpokenEmails
{
    /// <summary>RFC 1035: a name of a host has labels; more than this nobody says.</summary>
    const int MostLabels = 5;

    /// <summary>A label that is spelled has at most this many letters.</summary>
    const int LongestLabel = 24;

    /// <summary>An address has at most this many words before its "at".</summary>
    const int LongestLocal = 48;

    static readonly HashSet<string> Endings = WordSet.Of("""
        com net org edu gov mil info biz io co app dev me tv uk us ca au nz ie de fr es it nl be at ch se no dk fi pl cz pt eu jp cn in br mx za
        """);

    static readonly HashSet<string> Providers = WordSet.Of(
        "gmail hotmail yahoo outlook icloud aol protonmail proton live msn comcast verizon googlemail gmx");
    static readonly HashSet<string> Joiners = WordSet.Of("dot point underscore dash hyphen minus plus . _ - +");

    /// <summary>Words that stand before "at" and are nobody's mailbox: "look at amazon dot com".</summary>
    static readonly HashSet<string> NoMailbox = WordSet.Of("""
        bought ordered shopped seen saw found got order shop buy paid signed registered working works stuff items item account email mail
        address him her contact
        """);

    /// <summary>Adds every such address of <paramref name="message"/>.</summary>
    public static void Find(ScannedMessage message)
    {
        var tokens = message.Tokens;
        for (var i = 1; i + 1 < tokens.Length; i++)
        {
            if (!(tokens[i].Is('@') || tokens[i].Lower == "at")) continue;
            var (before, after) = IsBracketed(tokens, i) ? (i - 2, i + 2) : (i - 1, i + 1);
            var certain = !tokens[i].IsWord || before < i - 1;
            if (before < 0 || EndOfDomain(tokens, after, certain) is not { } end || StartOfLocal(tokens, before, certain) is not { } first)
                continue;
            message.Add(SensitiveKind.Email, tokens[first].Start, tokens[end - 1].End);
            i = end - 1;
        }
    }

    static int? EndOfDomain(Token[] tokens, int at, bool certain)
    {
        int? found = null;
        for (var label = 0; label < MostLabels; label++)
        {
            var first = at;
            while (at < tokens.Length && at - first < LongestLabel && tokens[at].Kind != TokenKind.Symbol
                && tokens[at].Lower is not ("dot" or "point"))
                at++;
            if (at == first) return found;
            if (label > 0 && Endings.Contains(tokens[first].Lower)) found = first + 1;
            // "… dot com" ends the address whatever follows, but "dot co dot uk" goes on.
            var end = found == first + 1 ? found.Value : at;
            if (!IsLabel(tokens.AsSpan(first..end)) || AfterDot(tokens, end, certain) is not { } next) return found;
            at = next;
        }

        return found;
    }

    // One word, a word that is spelled, or a provider in two words.
    static bool IsLabel(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length == 1) return tokens[0].Kind != TokenKind.Digits;
        var spelled = true;
        var joined = "";
        foreach (var token in tokens)
        {
            spelled &= IsSpelled(token);
            joined += token.Lower;
        }

        return spelled || Providers.Contains(joined);
    }

    // A dot that is written must touch what it joins, unless an "@" has said that this is an address: "3. It" is none.
    static int? AfterDot(Token[] tokens, int at, bool certain)
    {
        if (at + 1 >= tokens.Length) return null;
        if (tokens[at].Is('.'))
            return certain || (tokens[at - 1].Touches(tokens[at]) && tokens[at].Touches(tokens[at + 1])) ? at + 1 : null;
        if (tokens[at].Lower is "dot" or "point") return at + 1;
        return IsOpen(tokens[at]) && at + 3 < tokens.Length && tokens[at + 1].Lower is "dot" or "." && IsClose(tokens[at + 2])
            ? at + 3
            : null;
    }

    static int? StartOfLocal(Token[] tokens, int last, bool certain)
    {
        if (tokens[last].Kind == TokenKind.Symbol) return null;
        var first = last;
        var joined = false;
        while (first > 0 && last - first < LongestLocal)
        {
            var before = tokens[first - 1];
            if (first > 1 && Joiners.Contains(before.Lower) && tokens[first - 2].Kind != TokenKind.Symbol
                && IsWithinSentence(tokens, first))
            {
                first -= 2;
                joined = true;
            }
            else if ((IsSpelled(tokens[first]) && IsSpelled(before))
                || (IsNumber(tokens, first) && before.IsWord && !Vocabulary.IsFunctional(before.Lower))
                || (before.IsWord && before.Length == 1 && before.Lower is not ("a" or "i") && tokens[first].IsWord))
            {
                first--;
                joined = true;
            }
            else
            {
                break;
            }
        }

        var plain = tokens[first].Lower;
        return certain || joined || !tokens[first].IsWord
            || !(Vocabulary.Stops.Contains(plain) || NoMailbox.Contains(plain) || plain.EndsWith("ing", StringComparison.Ordinal))
            ? first : null;
    }

    // "… on it. j o h n": a full stop with a blank behind it joins nothing.
    static bool IsWithinSentence(Token[] tokens, int first) => tokens[first - 1].IsWord || tokens[first - 1].Touches(tokens[first]);

    static bool IsSpelled(Token token) => token.Length == 1 && token.Kind != TokenKind.Symbol || token.IsDigits
        || token.Lower is "double" or "triple" || (token.IsWord && IsNumber([token], 0));

    static bool IsNumber(Token[] tokens, int at) =>
        tokens[at].IsDigits || (tokens[at].IsWord && NumberWords.TryDigitGroup(tokens, at, out _, out _));

    static bool IsBracketed(Token[] tokens, int at) => at + 1 < tokens.Length && IsOpen(tokens[at - 1]) && IsClose(tokens[at + 1]);

    static bool IsOpen(Token token) => token.Is('[') || token.Is('(') || token.Is('{') || token.Is('<');

    static bool IsClose(Token token) => token.Is(']') || token.Is(')') || token.Is('}') || token.Is('>');
}
