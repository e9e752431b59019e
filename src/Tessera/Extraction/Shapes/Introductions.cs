using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Words with which people introduce themselves: "my name is", "I am", "this is", "it's me", "under the name of".</summary>
internal static class Introductions
{
    /// <summary>"it's" and a lower-case "i'm" introduce somebody only in the first messages and words of a conversation.</summary>
    const int OpeningMessages = 2;
    const int OpeningTokens = 4;

    static readonly HashSet<string> BeforeName = WordSet.Of("my full first the , . ! hi hello hey");
    static readonly HashSet<string> AfterName = WordSet.Of("is s : - = of");

    /// <summary>
    /// The token after an introduction that begins at <paramref name="at"/>, or 0; <paramref name="strength"/> says how surely what follows
    /// is a name.
    /// </summary>
    public static int After(MessageReading message, int at, out double strength)
    {
        strength = 0.6;
        var next = message.LowerAt(at + 1);
        var after = 0;
        switch (message.Tokens[at].Lower)
        {
            case "name" or "names" or "name's":
                strength = 0.8;
                return AfterNameWord(message, at);
            case "i" when next is "am" or "m":
                after = at + 2;
                break;
            case "i'm" or "im":
                after = at + 1;
                break;
            case "this" when next == "is":
                strength = 0.5;
                after = at + 2;
                break;
            case "it's" or "its" when message.Index <= OpeningMessages && at < OpeningTokens:
                strength = 0.5;
                return AfterItIs(message, next == "me" ? at + 2 : at + 1);
            case "me" when message.LowerAt(at - 1) == "call":
                after = at + 1;
                break;
            case "under" when next is not ("the" or "name"):
                strength = 0.4;
                after = at + 1;
                break;
        }

        if (after == 0 || after >= message.Tokens.Length)
            return 0;
        if (!message.Tokens[after].Capital)
            strength -= message.Index <= OpeningMessages && at <= OpeningTokens ? 0.1 : 0.25;
        return after;
    }

    static int AfterNameWord(MessageReading message, int at)
    {
        var before = message.LowerAt(at - 1);
        if (at > 0 && !BeforeName.Contains(before))
            return 0;
        var named = AfterName.Contains(message.LowerAt(at + 1));
        var after = named ? at + 2 : at + 1;
        if (after >= message.Tokens.Length)
            return 0;
        // "name" alone introduces one only where it heads the words: "name Anna", "my name Anna", "under the name Anna".
        var heads = at == 0 || before is "," or "my" || (before == "the" && message.LowerAt(at - 2) == "under");
        return named || heads || message.LowerAt(at) != "name" ? after : 0;
    }

    static int AfterItIs(MessageReading message, int after)
    {
        for (var last = after + 2; after < message.Tokens.Length && after < last && message.Tokens[after].Kind == TokenKind.Symbol;)
            after++;
        return after < message.Tokens.Length && message.Tokens[after].Capital ? after : 0;
    }
}
