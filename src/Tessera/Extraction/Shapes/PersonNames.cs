using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Names of persons: introduced ("my name is …", "this is …"), given as an answer, or capitalised in the middle of a sentence.</summary>
internal static class PersonNames
{
    const int MostWords = 4;
    const int LongestName = 40;

    /// <summary>Adds every name of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var sentence = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            var opens = tokens[i].Sentence != sentence;
            sentence = tokens[i].Sentence;
            if (opens)
                AddAnswer(message, i, found);
            var after = AfterIntroduction(message, i, out var strength);
            if (after > 0 && TryName(message, after, lower: true, out var end))
                Add(message, after, end, tokens[after].Capital || strength > 0.7 ? strength : LowerStrength(message, i, strength), Lead.SelfIntroduction, found);
            var kin = AfterKin(tokens, i);
            if (kin > 0 && TryName(message, kin, lower: !tokens[kin].Capital, out end) && (tokens[kin].Capital || end == kin + 1))
            {
                Add(message, kin, end, 0.5, Lead.Introduced, found);
                i = end - 1;
                continue;
            }

            if (!IsNameStart(tokens, i) || (i > 0 && IsNameStart(tokens, i - 1) && !IsBreak(tokens[i - 1])))
                continue;
            if (TryName(message, i, lower: false, out end))
            {
                var signed = IsSignature(tokens, i, end);
                Add(message, i, end, signed ? 0.6 : 0.3, signed ? Lead.SelfIntroduction : Lead.Form, found);
            }
        }
    }

    /// <summary>A name right after at most a few words of courtesy at the start of a sentence.</summary>
    static void AddAnswer(MessageReading message, int first, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var i = first;
        for (var skipped = 0; i < tokens.Length && skipped < 8 && tokens[i].Sentence == tokens[first].Sentence; skipped++, i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol ? !tokens[i].Is(',') && !tokens[i].Is(':') && !tokens[i].Is('-') && !IsQuote(tokens[i]) && !tokens[i].Is('\n')
                : !Vocabulary.AnswerFillers.Contains(tokens[i].Lower))
            {
                break;
            }
        }

        if (i < tokens.Length && tokens[i].Sentence == tokens[first].Sentence && TryName(message, i, lower: true, out var end) && message.LowerAt(end) is not ("name" or "names"))
        {
            // "Anna Berg is my name"
            var named = message.LowerAt(end) == "is" && message.LowerAt(end + 1) == "my" && message.LowerAt(end + 2) == "name";
            Add(message, i, end, named ? 0.8 : first == 0 ? 0.35 : 0.2, named ? Lead.SelfIntroduction : Lead.Answer, found);
        }
    }

    /// <summary>"i'm anna" opens a conversation; later on "i'm" is followed by anything but a name.</summary>
    static double LowerStrength(MessageReading message, int at, double strength) => message.Index <= 2 && at <= 4 ? strength - 0.1 : strength - 0.25;

    /// <summary>The token after "my son", "my little girl," and the like, or 0.</summary>
    static int AfterKin(Token[] tokens, int at)
    {
        if (!Vocabulary.Kin.Contains(tokens[at].Lower) || at + 1 >= tokens.Length)
            return 0;
        var next = tokens[at + 1].Is(',') ? at + 2 : at + 1;
        return next < tokens.Length && tokens[next].Sentence == tokens[at].Sentence ? next : 0;
    }

    /// <summary>The token after "my name is", "I am", "this is" and the like beginning at <paramref name="at"/>, or 0.</summary>
    static int AfterIntroduction(MessageReading message, int at, out double strength)
    {
        var tokens = message.Tokens;
        strength = 0.6;
        var word = tokens[at].Lower;
        switch (word)
        {
            case "name" or "names" or "name's":
                if (at > 0 && tokens[at - 1].Lower is not ("my" or "full" or "first" or "the" or "," or "." or "hi" or "hello" or "hey" or "!"))
                    break;
                if (at > 1 && tokens[at - 1].Lower == "the" && tokens[at - 2].Lower == "under" && at + 1 < tokens.Length)
                    return tokens[at + 1].Lower is "of" or "is" ? at + 2 : at + 1;
                strength = 0.8;
                var next = at + 1;
                if (next < tokens.Length && tokens[next].Lower is "is" or "s" or ":" or "-" or "=" or "of")
                    next++;
                return next < tokens.Length && (next > at + 1 || word != "name" || at == 0 || tokens[at - 1].Lower is "," or "my") ? next : 0;
            case "it's" or "its" when message.Index <= 2 && at <= 3:
                strength = 0.5;
                var name = message.LowerAt(at + 1) == "me" ? at + 2 : at + 1;
                while (name < tokens.Length && name < at + 4 && tokens[name].Kind == TokenKind.Symbol)
                    name++;
                return name < tokens.Length && tokens[name].Capital ? name : 0;
            case "i" when at + 1 < tokens.Length && tokens[at + 1].Lower is "am" or "m":
                return at + 2 < tokens.Length ? at + 2 : 0;
            case "i'm" or "im":
                return at + 1 < tokens.Length ? at + 1 : 0;
            case "this" when at + 1 < tokens.Length && tokens[at + 1].Lower is "is":
                strength = 0.5;
                return at + 2 < tokens.Length ? at + 2 : 0;
            case "me" when at > 0 && tokens[at - 1].Lower == "call":
                return at + 1 < tokens.Length ? at + 1 : 0;
            case "under" when at + 1 < tokens.Length:
                strength = 0.4;
                return tokens[at + 1].Lower is "the" or "name" ? 0 : at + 1;
        }

        return 0;
    }

    /// <summary>A name from token <paramref name="at"/> on; in lower case too, where <paramref name="lower"/> allows.</summary>
    static bool TryName(MessageReading message, int at, bool lower, out int end)
    {
        var tokens = message.Tokens;
        end = at;
        var words = 0;
        var i = at;
        if (i < tokens.Length && Vocabulary.Titles.Contains(tokens[i].Lower))
            i = i + 1 < tokens.Length && tokens[i + 1].Is('.') ? i + 2 : i + 1;
        var capitals = 0;
        while (i < tokens.Length && words < MostWords && !IsMonthOfDate(tokens, i)
            && (IsNameWord(tokens[i], lower && capitals < 2, words > 0) || (capitals > 0 && ClosesAsSurname(tokens, i))))
        {
            words++;
            if (tokens[i].Capital)
                capitals++;
            end = i + 1;
            i = end;
            if (tokens[end - 1].Lower.EndsWith("'s", StringComparison.Ordinal))
                break;
            // "Mary-Jane", "J. Smith"
            if (i + 1 < tokens.Length && ((tokens[i].Is('-') && tokens[i].Start == tokens[i - 1].End && tokens[i + 1].Start == tokens[i].End)
                || (tokens[i].Is('.') && tokens[i - 1].Length == 1)) && (IsNameWord(tokens[i + 1], lower, second: true) || ClosesAsSurname(tokens, i + 1)))
            {
                i++;
            }
        }

        return words > 0 && tokens[end - 1].End - tokens[at].Start <= LongestName;
    }

    static bool IsNameWord(Token token, bool lower, bool second)
    {
        if (!token.IsWord || token.Length > 25 || token.Lower.Length == 0)
            return false;
        if (token.Capital && token.Length == 1)
            return token.Lower != "i";
        if (token.Length == 1)
            return false;
        // "Will" and "May" are names by their capital alone, and not after another name: "Anna will come".
        if (token.Lower is "will" or "may")
            return token.Capital && !second;
        return !CommonWords.Contains(token.Lower) && (token.Capital || lower);
    }

    /// <summary>"May 6th" is nobody.</summary>
    static bool IsMonthOfDate(Token[] tokens, int at) =>
        Dates.IsMonth(tokens[at].Lower) && at + 1 < tokens.Length && (tokens[at + 1].Kind is TokenKind.Digits or TokenKind.Mixed || NumberWords.TryOrdinal(tokens, at + 1, out _, out _));

    /// <summary>"Cordelia Banks," and "Mina Day.": an everyday word with a capital closes a name as its surname.</summary>
    static bool ClosesAsSurname(Token[] tokens, int at) =>
        tokens[at] is { IsWord: true, Capital: true, Length: >= 3 and <= 25 } && !Vocabulary.Stops.Contains(tokens[at].Lower) && !Vocabulary.Courtesy.Contains(tokens[at].Lower)
        && !Vocabulary.AnswerFillers.Contains(tokens[at].Lower) && !Vocabulary.Businesses.Contains(tokens[at].Lower) && !Dates.IsWeekday(tokens[at].Lower)
        && (at + 1 == tokens.Length || tokens[at + 1].Is(',') || tokens[at + 1].Is('.') || tokens[at + 1].Is('!'));

    static bool IsNameStart(Token[] tokens, int at) =>
        (tokens[at].Capital && IsNameWord(tokens[at], lower: false, second: false))
        || (Vocabulary.Titles.Contains(tokens[at].Lower) && at + 1 < tokens.Length && (tokens[at + 1].Capital || tokens[at + 1].Is('.')));

    static bool IsBreak(Token token) => token.Lower.EndsWith("'s", StringComparison.Ordinal);

    /// <summary>"John here", "Anna speaking"; and a name alone after a closing dash.</summary>
    static bool IsSignature(Token[] tokens, int at, int end) =>
        (end < tokens.Length && tokens[end].Lower is "here" or "speaking" && tokens[end].Sentence == tokens[at].Sentence)
        || (end == tokens.Length && at > 0 && tokens[at - 1].Is('-') && tokens[at - 1].End < tokens[at].Start);

    static bool IsQuote(Token token) => token.Is('"') || token.Is('\'') || token.Is('\u201c') || token.Is('\u2018') || token.Is('*');

    static void Add(MessageReading message, int first, int end, double strength, Lead lead, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var stop = tokens[end - 1].End;
        // "John's party" names John.
        if (tokens[end - 1].Lower.EndsWith("'s", StringComparison.Ordinal) && tokens[end - 1].Length > 2)
            stop -= 2;
        found.Add(new Candidate(ShapeKind.PersonName, first, end, tokens[first].Start, stop, strength, lead));
    }
}
