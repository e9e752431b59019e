using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Places and other free words: after a preposition, as an answer, or capitalised in the middle of a sentence.</summary>
internal static class Phrases
{
    const int MostWords = 8;
    const int LongestPhrase = 100;

    /// <summary>An answer begins after at most this many words like "sure, it's".</summary>
    const int MostFillers = 8;

    /// <summary>What a noun of a place is worth as a place; other words are worth less, for they could be anything.</summary>
    const double PlaceNoun = 0.4;

    static readonly HashSet<string> Prepositions = WordSet.Of("""
        to from at in near for towards toward into by around of outside leaving visiting reach it's its
        """);

    /// <summary>Words a place or a name of a thing doesn't go over.</summary>
    static readonly HashSet<string> Ends = WordSet.Of("""
        to from at on by for in please i i'm im i'll i'd i've we we're you he she it they my me is are was were will would can could so but
        because then now today tomorrow tonight with as or that which who if when where what how not no leaving heading going around about
        after before until this next instead thanks thank asap right using via need needs want wants have has had be do does don't there
        here it's its that's like just get go too also both rather than looking located called since while quickly near nearby behind across
        beside opposite am pm yes sir
        """);

    static readonly HashSet<string> Articles = WordSet.Of("the a an");

    static readonly HashSet<string> Nowhere = WordSet.Of("somewhere anywhere nowhere wherever everywhere");

    /// <summary>Adds every phrase of <paramref name="message"/> as a candidate of <paramref name="kind"/>: a place or any phrase.</summary>
    public static void Find(ShapeKind kind, MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var sentence = -1;
        var taken = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Sentence != sentence)
            {
                sentence = tokens[i].Sentence;
                var answer = AfterFillers(tokens, i);
                taken = Math.Max(taken, answer < 0 ? 0 : Add(tokens, answer, kind, i == 0 ? 0.2 : 0.1, Lead.Answer, found));
            }

            var end = 0;
            if (Prepositions.Contains(tokens[i].Lower))
                end = Add(tokens, i + 1, kind, 0.2, Lead.Introduced, found);
            else if (IsLabel(tokens, i, kind))
                end = Add(tokens, i + 1, kind, 0.1, Lead.Form, found);
            else if (i >= taken && IsCapitalRun(tokens, i))
                end = Add(tokens, i, kind, 0.15, Lead.Form, found);
            taken = Math.Max(taken, end);
        }
    }

    /// <summary>The first token of a sentence that begins at <paramref name="first"/> which says something, or -1.</summary>
    static int AfterFillers(Token[] tokens, int first)
    {
        var i = first;
        while (i < tokens.Length && i - first < MostFillers && tokens[i].Sentence == tokens[first].Sentence && IsFiller(tokens[i]))
            i++;
        return i < tokens.Length && tokens[i].Sentence == tokens[first].Sentence ? i : -1;
    }

    static bool IsFiller(Token token)
    {
        if (token.Kind == TokenKind.Symbol)
            return token.Is(',') || token.Is(':') || token.Is('-') || token.Is('.');
        return Vocabulary.AnswerFillers.Contains(token.Lower);
    }

    /// <summary>Adds what begins at <paramref name="at"/> and returns one past its last token, or 0.</summary>
    static int Add(Token[] tokens, int at, ShapeKind kind, double strength, Lead lead, List<Candidate> found)
    {
        while (at < tokens.Length && (Articles.Contains(tokens[at].Lower) || tokens[at].IsQuote))
            at++;
        if (at >= tokens.Length || !MayBegin(tokens, at))
            return 0;
        var end = EndOf(tokens, at);
        if (end <= at || tokens[end - 1].End - tokens[at].Start > LongestPhrase || IsEmptyTalk(tokens.AsSpan(at, end - at)))
            return 0;
        if (kind == ShapeKind.Place)
            strength = PlaceStrength(tokens.AsSpan(at, end - at), indefinite: at > 0 && tokens[at - 1].Lower is "a" or "an");
        if (strength <= 0)
            return 0;
        found.Add(Candidate.Of(kind, tokens, at, end, strength, lead));
        return end;
    }

    static bool MayBegin(Token[] tokens, int at)
    {
        var word = tokens[at].Lower;
        if (Days.IsWeekday(word) || Dates.IsMonth(word) || Times.TryRead(tokens, at, out _, out _))
            return false;
        // "to play" isn't "to Plymouth".
        if (at > 0 && tokens[at - 1].Lower == "to" && !tokens[at].Capital && Vocabulary.Verbs.Contains(word))
            return false;
        // "can't find" and "you've" are no value of anything.
        return !tokens[at].IsWord || tokens[at].IsPossessive || !word.Contains('\'', StringComparison.Ordinal);
    }

    static int EndOf(Token[] tokens, int at)
    {
        var end = at;
        for (var words = 0; end < tokens.Length && words < MostWords && Continues(tokens, at, end); end++)
        {
            if (tokens[end].Kind != TokenKind.Symbol)
                words++;
        }

        while (end > at && (tokens[end - 1].Kind == TokenKind.Symbol || tokens[end - 1].Lower is "and" or "of" or "the"))
            end--;
        return end;
    }

    static bool Continues(Token[] tokens, int first, int at)
    {
        var token = tokens[at];
        if (at > first && token.Sentence != tokens[first].Sentence)
            return false;
        if (token.Kind == TokenKind.Symbol)
            return Joins(tokens, first, at);
        if (Ends.Contains(token.Lower) || token.Lower.Length == 0)
            return false;
        if (at == first)
            return token.Lower != "and";
        if (Days.IsWeekday(token.Lower) || (token.Kind == TokenKind.Digits && Times.TryRead(tokens, at, out _, out _)))
            return false;
        return token.Lower != "and" || IsCorner(tokens, at + 1);
    }

    /// <summary>"Wal-Mart", "St. Mary", "Marks &amp; Spencer"</summary>
    static bool Joins(Token[] tokens, int first, int at)
    {
        var token = tokens[at];
        if (token.Is('&'))
            return true;
        if (at == first || at + 1 >= tokens.Length)
            return false;
        var tight = tokens[at - 1].Touches(token) && token.Touches(tokens[at + 1]);
        if (tight && (token.Is('-') || token.Is('.') || token.Is('\'') || token.Is('/')))
            return true;
        return token.Is('.') && tokens[at - 1].Length <= 3 && tokens[at + 1].Sentence == token.Sentence;
    }

    /// <summary>"Park and Elm" is one corner; "the airport and I need" isn't.</summary>
    static bool IsCorner(Token[] tokens, int next) =>
        next < tokens.Length && tokens[next].Kind is TokenKind.Word or TokenKind.Mixed && !Ends.Contains(tokens[next].Lower)
        && !Articles.Contains(tokens[next].Lower) && !tokens[next].Lower.EndsWith("ing", StringComparison.Ordinal);

    /// <summary>A place has a capital, a noun of a place, or at least a word that isn't an everyday one.</summary>
    static double PlaceStrength(ReadOnlySpan<Token> words, bool indefinite)
    {
        var first = words[0];
        if (Nowhere.Contains(first.Lower))
            return 0;
        if (first.IsWord && !first.Capital && CommonWords.Contains(first.Lower) && !Vocabulary.Places.Contains(first.Lower))
            return 0;
        var strength = 0.0;
        foreach (var word in words)
            strength = Math.Max(strength, PlaceStrength(word));
        // "a Volvo" is no place of its own, and "standing" is what somebody does there.
        if (indefinite && strength < PlaceNoun)
            strength *= 0.3;
        return first.IsWord && !first.Capital && first.Lower.EndsWith("ing", StringComparison.Ordinal) ? strength * 0.3 : strength;
    }

    static double PlaceStrength(Token word)
    {
        if (Vocabulary.Places.Contains(word.Lower))
            return PlaceNoun;
        if (word.Kind == TokenKind.Mixed)
            return 0.1;
        if (!word.IsWord || CommonWords.Contains(word.Lower))
            return 0;
        return word.Capital ? 0.3 : 0.1;
    }

    /// <summary>"got it", "thanks a lot", "goodbye" are no value of anything.</summary>
    static bool IsEmptyTalk(ReadOnlySpan<Token> words)
    {
        foreach (var word in words)
        {
            if (word.Kind != TokenKind.Symbol && !Vocabulary.IsFunctional(word.Lower) && !Vocabulary.Agreements.Contains(word.Lower)
                && !Vocabulary.AnswerFillers.Contains(word.Lower) && !Vocabulary.Chatter.Contains(word.Lower))
            {
                return false;
            }
        }

        return true;
    }

    static bool IsLabel(Token[] tokens, int at, ShapeKind kind)
    {
        var token = tokens[at];
        if (!(token.Lower is "is" or "are" or "was" or "called" or "named") && !token.Is(':') && !token.Is('=') && !token.IsQuote)
            return false;
        // "my name is …" labels no place.
        return kind != ShapeKind.Place || at == 0 || tokens[at - 1].Lower is not ("name" or "names");
    }

    static bool IsCapitalRun(Token[] tokens, int at) =>
        tokens[at].Capital && tokens[at].Length > 1 && (at == 0 ? !CommonWords.Contains(tokens[at].Lower) : !tokens[at - 1].Capital);
}
