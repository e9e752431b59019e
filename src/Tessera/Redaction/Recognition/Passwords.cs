using Tessera.Extraction.Reading;
using Tessera.Extraction.Scoring;

namespace Tessera.Redaction.Recognition;

/// <summary>
/// Passwords: what is said to be one, and what answers the question for it. A password of plain words ends where the clause does.
/// </summary>
internal static class Passwords
{
    /// <summary>A passphrase has at most this many words.</summary>
    const int MostWords = 6;

    /// <summary>"password I typed is": between the cue and its "is".</summary>
    const int ToCopula = 5;

    static readonly HashSet<string> Copulas = WordSet.Of("is was = : 's it's its");

    /// <summary>What a password is said to be without being said: "my password is wrong".</summary>
    static readonly HashSet<string> NoPassword = WordSet.Of("""
        not wrong incorrect invalid expired correct right working broken still too being required needed case my your the a an on in it that
        this there saved stored blank empty locked reset changed hidden what why how also the same different new old weak strong very no yes
        never always really just only asking never isn't doesn't something someone nothing unknown secret because so supposed set to
        """);

    static readonly HashSet<string> Ends = WordSet.Of(
        "and but so please thanks thank with if for that it i because or can could now right ok okay");

    /// <summary>An answer that is no password.</summary>
    static readonly HashSet<string> NoAnswer = WordSet.Of("""
        i no yes yeah yep nope not why what how when where who can could do don't dont does did didn't i'm i've i'll you we they hold wait
        one a just let sorry sure ok okay done thanks thank never forgot please hmm um uh hello hi it is my the none huh well good great
        """);

    static readonly HashSet<string> Changes = WordSet.Of("reset change changed update updated forgot forget recover new try tried");

    /// <summary>Adds every one of <paramref name="message"/>.</summary>
    public static void Find(ScannedMessage message, bool asked)
    {
        var any = false;
        foreach (var cue in message.Cues)
        {
            if (cue.Kind != SensitiveKind.Password) continue;
            any = true;
            if (FirstOfValue(message.Tokens, cue) is { } first) AddValue(message, first);
        }

        if (asked && !any) AddAnswer(message);
    }

    /// <summary>Whether a sentence about passwords asks to be told one.</summary>
    public static bool IsAskedBy(ReadOnlySpan<Token> sentence)
    {
        foreach (var token in sentence)
        {
            if (Changes.Contains(token.Lower)) return false;
        }

        return !AskedKinds.IsYesNo(sentence);
    }

    static int? FirstOfValue(Token[] tokens, Cue cue)
    {
        var possessive = tokens[cue.End - 1].IsPossessive;
        for (var i = cue.End; i < tokens.Length && i - cue.End < ToCopula && tokens[i].Sentence == tokens[cue.First].Sentence; i++)
        {
            if (Copulas.Contains(tokens[i].Lower)) return i + 1 < tokens.Length && !NoPassword.Contains(tokens[i + 1].Lower) ? i + 1 : null;
        }

        if (cue.End >= tokens.Length) return null;
        // "pw letmein99": without an "is" it must look like one.
        return (possessive && !NoPassword.Contains(tokens[cue.End].Lower)) || tokens[cue.End].Kind == TokenKind.Mixed ? cue.End : null;
    }

    static void AddAnswer(ScannedMessage message)
    {
        var tokens = message.Tokens;
        var first = 0;
        while (first < tokens.Length && first < MostWords
            && (Vocabulary.AnswerFillers.Contains(tokens[first].Lower) || tokens[first].Kind == TokenKind.Symbol))
            first++;
        if (first >= tokens.Length || NoAnswer.Contains(tokens[first].Lower) || tokens[^1].Is('?')) return;
        AddValue(message, first);
    }

    static void AddValue(ScannedMessage message, int first)
    {
        var (tokens, text) = (message.Tokens, message.Reading.Message.Text);
        var start = tokens[first].Start;
        var end = EndOfChunk(text, start);
        if (IsPlain(text.AsSpan(start, end - start)))
        {
            var next = first + 1;
            for (var words = 1; words < MostWords && next < tokens.Length && tokens[next].IsWord && !Ends.Contains(tokens[next].Lower)
                && tokens[next].Start == tokens[next - 1].End + 1; words++, next++)
            {
                end = tokens[next].End;
            }
        }

        message.Add(SensitiveKind.Password, start, end);
    }

    // Everything up to a blank, without what closes a clause.
    static int EndOfChunk(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        while (end > start + 1 && text[end - 1] is '.' or ',' or ';' or '?' or ')' or '"' or '\'') end--;
        return end;
    }

    static bool IsPlain(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk)
        {
            if (!char.IsLetter(c)) return false;
        }

        return true;
    }
}
