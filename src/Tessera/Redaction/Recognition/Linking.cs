using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>Words that may stand between a cue and its value.</summary>
internal static class Linking
{
    /// <summary>From a cue to the value after it: "PIN number is", "card: it's".</summary>
    public static readonly HashSet<string> ToValue = WordSet.Of("""
        number numbers no num nr # code is was are be would should will it's its it that's thats this that these those i my the a an your our
        of for on to here here's goes follows as uh um er umm hmm like so ok okay yes yeah sure new old current full whole entire complete
        digit digits please sorry wait and then also same plus with at use used typed type set have has entered enter gave put file listed
        email address id first following which i'm i'll let me give you can
        either or might may could maybe perhaps probably think believe guess try again actually now just remember remembered recall one oh
        wait yeah sort somehow
        """);

    /// <summary>From a value to the cue after it: "2468 is my PIN".</summary>
    public static readonly HashSet<string> FromValue = WordSet.Of("""
        is are was my the a an as for that's thats its it's not right correct new old your be this that
        """);

    static readonly HashSet<string> Copulas = WordSet.Of("is was are it's its that's thats = :");

    // "I changed my PIN in 2019": what follows is no PIN.
    static readonly HashSet<string> Blockers = WordSet.Of(
        "in since until till by from about around ago before after per has have had needs within under over");

    /// <summary>Whether all of these tokens are signs or of a set of words.</summary>
    public static bool All(ReadOnlySpan<Token> tokens, HashSet<string> words)
    {
        foreach (var token in tokens)
        {
            if (token.Kind != TokenKind.Symbol && !words.Contains(token.Lower)) return false;
        }

        return true;
    }

    /// <summary>Whether the tokens lead from a cue to a value: linking words and other numbers, or a statement that ends in "is".</summary>
    public static bool LeadsToValue(Token[] tokens, int from, int to)
    {
        var all = true;
        for (var i = from; i < to; i++)
        {
            if (Blockers.Contains(tokens[i].Lower) && !(tokens[i].Lower is "has" or "have")) return false;
            all &= tokens[i].Kind is TokenKind.Symbol or TokenKind.Digits || ToValue.Contains(tokens[i].Lower)
                || Extraction.Shapes.NumberWords.TryDigitGroup(tokens, i, out _, out _);
        }

        if (all) return true;
        return tokens[from].Sentence == tokens[to].Sentence && Copulas.Contains(tokens[to - 1].Lower);
    }
}
