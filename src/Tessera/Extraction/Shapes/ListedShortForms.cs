using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Short forms of listed values: "CK" and "C.K." for "Copper Kettle", "Copperf" for "Copperfinch".</summary>
internal sealed class ListedShortForms
{
    const int ShortestBeginning = 4;
    const int ShortestBegun = 6;
    const int MostInitials = 6;

    readonly Dictionary<string, string> _initials = new(StringComparer.Ordinal);
    readonly List<(string Word, string Canonical)> _single = [];

    /// <summary>Adds the short forms of the value with these stems.</summary>
    public void Add(string[] words, string canonical)
    {
        if (words.Length > 1)
            _initials[string.Concat(words.Select(w => w[0]))] = canonical;
        else if (words[0].Length >= ShortestBegun)
            _single.Add((words[0], canonical));
    }

    /// <summary>The one value that the token at <paramref name="at"/> is short for, or null.</summary>
    public string? Find(MessageReading message, int at, out int end)
    {
        end = at + 1;
        var token = message.Tokens[at];
        if (!token.IsWord)
            return null;
        if (token.Length == 1)
            return Dotted(message.Tokens, at, out end) is { Length: > 1 } letters ? ByInitials(letters) : null;
        if (CommonWords.Contains(token.Lower))
            return null;
        // Two letters in lower case are a word of some language: "la" is Spanish, "LA" a city.
        var isUpper = !message.Text(token.Start, token.End).ContainsAnyExceptInRange('A', 'Z');
        if ((token.Length > 2 || isUpper) && ByInitials(token.Lower) is { } value)
            return value;
        return token.Length >= ShortestBeginning ? ByBeginning(token.Lower) : null;
    }

    /// <summary>The value with these initials, or the one with more that begin so: "NY" of "New York City".</summary>
    string? ByInitials(string letters)
    {
        if (_initials.TryGetValue(letters, out var value))
            return value;
        return Only(_initials.Where(i => i.Key.StartsWith(letters, StringComparison.Ordinal)).Select(i => i.Value));
    }

    string? ByBeginning(string letters) =>
        Only(_single.Where(s => s.Word.StartsWith(letters, StringComparison.Ordinal)).Select(s => s.Canonical));

    static string? Only(IEnumerable<string> values) => values.Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The letters of "L.A." from token <paramref name="at"/> on.</summary>
    static string Dotted(Token[] tokens, int at, out int end)
    {
        end = at + 1;
        var letters = "";
        for (var i = at; i + 1 < tokens.Length && letters.Length < MostInitials; i += 2)
        {
            if (tokens[i] is not { IsWord: true, Length: 1 } || !tokens[i + 1].Is('.') || !tokens[i].Touches(tokens[i + 1]))
                break;
            letters += tokens[i].Lower;
            end = i + 2;
        }

        return letters;
    }
}
