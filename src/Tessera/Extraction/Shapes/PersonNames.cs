using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>
/// Names of persons: introduced ("my name is …", "this is …"), given as an answer, or capitalised in the middle of a sentence.
/// </summary>
internal static class PersonNames
{
    const int MostWords = 4;
    const int LongestWord = 25;
    const int LongestName = 40;

    /// <summary>A name comes after at most this many words like "sure, it's".</summary>
    const int MostFillers = 8;

    /// <summary>Adds every name of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var sentence = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Sentence != sentence)
                AddAnswer(message, i, found);
            sentence = tokens[i].Sentence;
            var after = Introductions.After(message, i, out var strength);
            if (after > 0 && TryName(tokens, after, lower: true, out var end))
                Add(tokens, after, end, strength, Lead.SelfIntroduction, found);
            var kin = AfterKin(tokens, i);
            if (kin > 0 && TryName(tokens, kin, lower: !tokens[kin].Capital, out end) && (tokens[kin].Capital || end == kin + 1))
            {
                Add(tokens, kin, end, 0.5, Lead.Introduced, found);
                i = end - 1;
                continue;
            }

            var goesOn = i > 0 && Starts(tokens, i - 1) && !tokens[i - 1].IsPossessive;
            if (goesOn || !Starts(tokens, i) || !TryName(tokens, i, lower: false, out end))
                continue;
            var signed = IsSignature(tokens, i, end);
            Add(tokens, i, end, signed ? 0.6 : 0.3, signed ? Lead.SelfIntroduction : Lead.Form, found);
        }
    }

    /// <summary>A name right after at most a few words of courtesy at the start of a sentence.</summary>
    static void AddAnswer(MessageReading message, int first, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var i = first;
        while (i < tokens.Length && i - first < MostFillers && tokens[i].Sentence == tokens[first].Sentence && IsFiller(tokens[i]))
            i++;
        if (i >= tokens.Length || tokens[i].Sentence != tokens[first].Sentence || !TryName(tokens, i, lower: true, out var end))
            return;
        // What stands before "name" is no name but a slip of the finger ("ny name is").
        if (message.LowerAt(end) is "name" or "names")
            return;
        if (message.LowerAt(end) == "is" && message.LowerAt(end + 1) == "my" && message.LowerAt(end + 2) == "name")
            Add(tokens, i, end, 0.8, Lead.SelfIntroduction, found);
        else
            Add(tokens, i, end, first == 0 ? 0.35 : 0.2, Lead.Answer, found);
    }

    static bool IsFiller(Token token)
    {
        if (token.Kind == TokenKind.Symbol)
            return token.Is(',') || token.Is(':') || token.Is('-') || token.Is('\n') || token.Is('*') || token.IsQuote;
        return Vocabulary.AnswerFillers.Contains(token.Lower);
    }

    /// <summary>The token after "my son", "my little girl," and the like, or 0.</summary>
    static int AfterKin(Token[] tokens, int at)
    {
        if (!Vocabulary.Kin.Contains(tokens[at].Lower) || at + 1 >= tokens.Length)
            return 0;
        var next = tokens[at + 1].Is(',') ? at + 2 : at + 1;
        return next < tokens.Length && tokens[next].Sentence == tokens[at].Sentence ? next : 0;
    }

    /// <summary>A name from token <paramref name="at"/> on; in lower case too, where <paramref name="lower"/> allows.</summary>
    static bool TryName(Token[] tokens, int at, bool lower, out int end)
    {
        end = at;
        var words = 0;
        var capitals = 0;
        var i = at;
        if (i < tokens.Length && Vocabulary.Titles.Contains(tokens[i].Lower))
            i = i + 1 < tokens.Length && tokens[i + 1].Is('.') ? i + 2 : i + 1;
        while (i < tokens.Length && words < MostWords && MayBe(tokens, i, lower, words, capitals))
        {
            words++;
            capitals += tokens[i].Capital ? 1 : 0;
            end = i + 1;
            if (tokens[i].IsPossessive)
                break;
            i = IsJoint(tokens, end) && MayBe(tokens, end + 1, lower, words, capitals) ? end + 1 : end;
        }

        return words > 0 && tokens[end - 1].End - tokens[at].Start <= LongestName;
    }

    static bool MayBe(Token[] tokens, int at, bool lower, int words, int capitals)
    {
        // "May 6th" is nobody.
        var isDate = Dates.IsMonth(tokens[at].Lower) && at + 1 < tokens.Length
            && (tokens[at + 1].Kind is TokenKind.Digits or TokenKind.Mixed || NumberWords.TryOrdinal(tokens, at + 1, out _, out _));
        if (isDate)
            return false;
        // Two words with capitals are a whole name; what follows in lower case is said about it.
        return IsNameWord(tokens[at], lower && capitals < 2, second: words > 0) || (capitals > 0 && ClosesAsSurname(tokens, at));
    }

    /// <summary>"Mary-Jane", "J. Smith"</summary>
    static bool IsJoint(Token[] tokens, int at)
    {
        if (at + 1 >= tokens.Length)
            return false;
        if (tokens[at].Is('.'))
            return tokens[at - 1].Length == 1;
        return tokens[at].Is('-') && tokens[at - 1].Touches(tokens[at]) && tokens[at].Touches(tokens[at + 1]);
    }

    static bool IsNameWord(Token token, bool lower, bool second)
    {
        if (!token.IsWord || token.Length > LongestWord || token.Lower.Length == 0)
            return false;
        if (token.Length == 1)
            return token.Capital && token.Lower != "i";
        // "Will" and "May" are names by their capital alone, and not after another name: "Anna will come".
        if (token.Lower is "will" or "may")
            return token.Capital && !second;
        return (token.Capital || lower) && !CommonWords.Contains(token.Lower);
    }

    /// <summary>"Cordelia Banks," and "Mina Day.": an everyday word with a capital closes a name as its surname.</summary>
    static bool ClosesAsSurname(Token[] tokens, int at)
    {
        var token = tokens[at];
        if (token is not { IsWord: true, Capital: true, Length: >= 3 and <= LongestWord })
            return false;
        if (Vocabulary.IsFunctional(token.Lower) || Vocabulary.AnswerFillers.Contains(token.Lower) || Days.IsWeekday(token.Lower))
            return false;
        if (Vocabulary.Businesses.Contains(token.Lower))
            return false;
        return at + 1 == tokens.Length || tokens[at + 1].Is(',') || tokens[at + 1].Is('.') || tokens[at + 1].Is('!');
    }

    static bool Starts(Token[] tokens, int at)
    {
        if (tokens[at].Capital && IsNameWord(tokens[at], lower: false, second: false))
            return true;
        var isTitle = Vocabulary.Titles.Contains(tokens[at].Lower) && at + 1 < tokens.Length;
        return isTitle && (tokens[at + 1].Capital || tokens[at + 1].Is('.'));
    }

    /// <summary>"John here", "Anna speaking"; and a name alone after a closing dash.</summary>
    static bool IsSignature(Token[] tokens, int at, int end)
    {
        if (end < tokens.Length)
            return tokens[end].Lower is "here" or "speaking" && tokens[end].Sentence == tokens[at].Sentence;
        return at > 0 && tokens[at - 1].Is('-') && !tokens[at - 1].Touches(tokens[at]);
    }

    /// <summary>"John's party" names John.</summary>
    static void Add(Token[] tokens, int first, int end, double strength, Lead lead, List<Candidate> found) =>
        found.Add(Candidate.Of(ShapeKind.PersonName, tokens, first, end, strength, lead) with
        {
            End = tokens[end - 1].EndWithoutPossessive,
        });
}
