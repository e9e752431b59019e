using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Places and other free words: after a preposition, as an answer, or capitalised in the middle of a sentence.</summary>
internal static class Phrases
{
    const int MostWords = 8;
    const int LongestPhrase = 100;

    static readonly HashSet<string> Prepositions = new(StringComparer.Ordinal)
    {
        "to", "from", "at", "in", "near", "for", "towards", "toward", "into", "by", "around", "of", "outside", "leaving", "visiting", "reach", "it's", "its",
    };

    /// <summary>Words a place or a name of a thing doesn't go over.</summary>
    static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "to", "from", "at", "on", "by", "for", "in", "please", "i", "i'm", "im", "i'll", "i'd", "i've", "we", "we're", "you", "he", "she", "it", "they", "my", "me", "is", "are",
        "was", "were", "will", "would", "can", "could", "so", "but", "because", "then", "now", "today", "tomorrow", "tonight", "with", "as", "or", "that", "which",
        "who", "if", "when", "where", "what", "how", "not", "no", "leaving", "heading", "going", "around", "about", "after", "before", "until", "this", "next",
        "instead", "thanks", "thank", "asap", "right", "using", "via", "need", "needs", "want", "wants", "have", "has", "had", "be", "do", "does", "don't", "there", "here",
        "it's", "its", "that's", "like", "just", "get", "go", "too", "also", "both", "rather", "than", "looking", "located", "called", "since", "while", "quickly", "near", "nearby", "behind", "across", "beside", "opposite", "and/or", "am", "pm", "yes", "sir",
    };

    static readonly HashSet<string> Articles = new(StringComparer.Ordinal) { "the", "a", "an" };

    /// <summary>Adds every place of <paramref name="message"/>.</summary>
    public static void FindPlaces(MessageReading message, List<Candidate> found) => Find(message, ShapeKind.Place, found);

    /// <summary>Adds every phrase of <paramref name="message"/>.</summary>
    public static void FindPhrases(MessageReading message, List<Candidate> found) => Find(message, ShapeKind.Phrase, found);

    static void Find(MessageReading message, ShapeKind kind, List<Candidate> found)
    {
        var tokens = message.Tokens;
        var sentence = -1;
        var taken = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Sentence != sentence)
            {
                sentence = tokens[i].Sentence;
                taken = Math.Max(taken, AddAnswer(tokens, i, kind, found));
            }

            if (Prepositions.Contains(tokens[i].Lower))
                taken = Math.Max(taken, Add(tokens, i + 1, kind, 0.2, Lead.Introduced, found));
            else if (IsLabel(tokens, i) && !(kind == ShapeKind.Place && i > 0 && tokens[i - 1].Lower is "name" or "names"))
                taken = Math.Max(taken, Add(tokens, i + 1, kind, 0.1, Lead.Form, found));
            else if (i >= taken && IsCapitalRun(tokens, i))
                taken = Math.Max(taken, Add(tokens, i, kind, 0.15, Lead.Form, found));
        }
    }

    static int AddAnswer(Token[] tokens, int first, ShapeKind kind, List<Candidate> found)
    {
        var i = first;
        for (var skipped = 0; i < tokens.Length && skipped < 8 && tokens[i].Sentence == tokens[first].Sentence; skipped++, i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol ? IsQuote(tokens[i]) || !(tokens[i].Is(',') || tokens[i].Is(':') || tokens[i].Is('-') || tokens[i].Is('.'))
                : !Vocabulary.AnswerFillers.Contains(tokens[i].Lower))
            {
                break;
            }
        }

        return i < tokens.Length && tokens[i].Sentence == tokens[first].Sentence ? Add(tokens, i, kind, first == 0 ? 0.2 : 0.1, Lead.Answer, found) : 0;
    }

    /// <summary>Adds what begins at <paramref name="at"/> and returns one past its last token, or 0.</summary>
    static int Add(Token[] tokens, int at, ShapeKind kind, double strength, Lead lead, List<Candidate> found)
    {
        while (at < tokens.Length && (Articles.Contains(tokens[at].Lower) || IsQuote(tokens[at])))
            at++;
        if (at >= tokens.Length || Dates.IsWeekday(tokens[at].Lower) || Dates.IsMonth(tokens[at].Lower) || Times.TryRead(tokens, at, out _, out _))
            return 0;
        // "to play" isn't "to Plymouth".
        if (at > 0 && tokens[at - 1].Lower == "to" && !tokens[at].Capital && Vocabulary.Verbs.Contains(tokens[at].Lower))
            return 0;
        if (tokens[at].IsWord && tokens[at].Lower.Contains('\'', StringComparison.Ordinal) && !tokens[at].Lower.EndsWith("'s", StringComparison.Ordinal))
            return 0;
        var end = at;
        for (var words = 0; end < tokens.Length && words < MostWords && Continues(tokens, at, end); end++)
        {
            if (tokens[end].Kind != TokenKind.Symbol)
                words++;
        }

        while (end > at && (tokens[end - 1].Kind == TokenKind.Symbol || tokens[end - 1].Lower is "and" or "of" or "the" or "&"))
            end--;
        if (end > at && tokens[end - 1].End - tokens[at].Start <= LongestPhrase && !IsEmptyTalk(tokens.AsSpan(at, end - at)))
        {
            if (kind == ShapeKind.Place)
                strength = PlaceStrength(tokens.AsSpan(at, end - at), indefinite: at > 0 && tokens[at - 1].Lower is "a" or "an");
            if (strength > 0)
            {
                found.Add(new Candidate(kind, at, end, tokens[at].Start, tokens[end - 1].End, strength, lead));
                return end;
            }
        }

        return 0;
    }

    /// <summary>A place has a capital, a noun of a place, or at least a word that isn't an everyday one.</summary>
    static double PlaceStrength(ReadOnlySpan<Token> words, bool indefinite)
    {
        var strength = 0.0;
        if (words[0].Lower is "somewhere" or "anywhere" or "nowhere" or "wherever" or "everywhere")
            return 0;
        if (words[0].IsWord && !words[0].Capital && CommonWords.Contains(words[0].Lower) && !Vocabulary.Places.Contains(words[0].Lower))
            return 0;
        foreach (var word in words)
        {
            if (Vocabulary.Places.Contains(word.Lower))
                strength = Math.Max(strength, 0.4);
            else if (word.Capital && word.IsWord && !CommonWords.Contains(word.Lower))
                strength = Math.Max(strength, 0.3);
            else if (word.Kind == TokenKind.Mixed || (word.IsWord && !CommonWords.Contains(word.Lower)))
                strength = Math.Max(strength, 0.1);
        }

        // "a BMW" is no place of its own.
        if (indefinite && strength < 0.4)
            strength *= 0.3;
        return words[0].IsWord && !words[0].Capital && words[0].Lower.EndsWith("ing", StringComparison.Ordinal) ? strength * 0.3 : strength;
    }

    /// <summary>"got it", "thanks a lot", "goodbye" are no value of anything.</summary>
    static bool IsEmptyTalk(ReadOnlySpan<Token> words)
    {
        foreach (var word in words)
        {
            if (word.Kind != TokenKind.Symbol && !Vocabulary.Stops.Contains(word.Lower) && !Vocabulary.Courtesy.Contains(word.Lower)
                && !Vocabulary.Agreements.Contains(word.Lower) && !Vocabulary.AnswerFillers.Contains(word.Lower) && !Vocabulary.Chatter.Contains(word.Lower))
            {
                return false;
            }
        }

        return true;
    }

    static bool Continues(Token[] tokens, int first, int at)
    {
        var token = tokens[at];
        if (at > first && token.Sentence != tokens[first].Sentence)
            return false;
        if (token.Kind == TokenKind.Symbol)
        {
            // "Wal-Mart", "St. Mary", "Marks & Spencer"
            var tight = at > first && token.Start == tokens[at - 1].End && at + 1 < tokens.Length && tokens[at + 1].Start == token.End;
            return token.Is('&') || (tight && (token.Is('-') || token.Is('.') || token.Is('\'') || token.Is('/'))) || (token.Is('.') && at > first && tokens[at - 1].Length <= 3 && at + 1 < tokens.Length && tokens[at + 1].Sentence == token.Sentence);
        }

        if (Ends.Contains(token.Lower) || token.Lower.Length == 0)
            return false;
        if (token.Kind == TokenKind.Digits && at > first && Times.TryRead(tokens, at, out _, out _))
            return false;
        if (Dates.IsWeekday(token.Lower) && at > first)
            return false;
        if (token.Lower is not "and")
            return true;
        // "Craig and Center" is one corner; "the airport and I need" isn't.
        return at > first && at + 1 < tokens.Length && tokens[at + 1].Kind is TokenKind.Word or TokenKind.Mixed && !Ends.Contains(tokens[at + 1].Lower)
            && !Articles.Contains(tokens[at + 1].Lower) && !tokens[at + 1].Lower.EndsWith("ing", StringComparison.Ordinal);
    }

    static bool IsLabel(Token[] tokens, int at) =>
        tokens[at].Lower is "is" or "are" or "was" or "called" or "named" || tokens[at].Is(':') || tokens[at].Is('=') || IsQuote(tokens[at]);

    static bool IsCapitalRun(Token[] tokens, int at) =>
        tokens[at].Capital && tokens[at].Length > 1 && (at == 0 || !tokens[at - 1].Capital) && !(at == 0 && CommonWords.Contains(tokens[at].Lower));

    static bool IsQuote(Token token) => token.Is('"') || token.Is('\'') || token.Is('\u201c') || token.Is('\u2018') || token.Is('\u2019') || token.Is('\u201d');
}
