using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>The values a field lists itself, found in messages as runs of stems; words of five letters and more with one slip of the finger too.</summary>
internal sealed class ListedValues
{
    readonly record struct Entry(string Canonical, string[] Words);

    readonly Dictionary<string, List<Entry>> _byFirst = new(StringComparer.Ordinal);
    readonly List<(string Word, List<Entry> Entries)> _long = [];
    readonly Dictionary<string, string> _initials = new(StringComparer.Ordinal);
    readonly List<(string Word, string Canonical)> _single = [];

    /// <summary>Lists <paramref name="values"/>.</summary>
    public ListedValues(IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            var words = Tokenizer.Tokenize(value).Where(t => t.Kind != TokenKind.Symbol && t.Stem.Length > 0).Select(t => t.Stem).ToArray();
            if (words.Length is 0 or > 12)
                continue;
            var form = ValueForm.Of(value);
            Add(new Entry(form, words));
            if (words.Length > 1)
                _initials[string.Concat(words.Select(w => w[0]))] = form;
            else if (words[0].Length >= 6)
                _single.Add((words[0], form));
            // "The Porch" is also said "Porch".
            if (words.Length > 1 && words[0] is "the" or "a" or "an")
                Add(new Entry(form, words[1..]));
        }

        foreach (var (word, entries) in _byFirst)
        {
            if (word.Length >= 5)
                _long.Add((word, entries));
        }
    }

    /// <summary>How many ways there are to say one.</summary>
    public int Count => _byFirst.Count;

    /// <summary>Every mention in <paramref name="message"/>.</summary>
    public List<Candidate> Of(MessageReading message)
    {
        var found = new List<Candidate>();
        Find(message, found);
        return found;
    }

    /// <summary>Adds every mention in <paramref name="message"/>.</summary>
    public void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol || tokens[i].Stem.Length == 0)
                continue;
            var end = 0;
            var best = default(Entry);
            var slips = 0;
            if (_byFirst.TryGetValue(tokens[i].Stem, out var entries))
                Longest(tokens, i, entries, 0, ref end, ref best, ref slips);
            if (end == 0 && tokens[i].Stem.Length >= 4)
            {
                foreach (var (word, near) in _long)
                {
                    if (OneSlip(word, tokens[i].Stem))
                        Longest(tokens, i, near, 1, ref end, ref best, ref slips);
                }
            }

            if (end == 0 && Short(message, i, out var shortEnd) is { } canonical)
                found.Add(new Candidate(ShapeKind.Listed, i, shortEnd, tokens[i].Start, tokens[shortEnd - 1].End, 0.4, Canonical: canonical));
            if (end == 0)
                continue;
            found.Add(new Candidate(ShapeKind.Listed, i, end, tokens[i].Start, EndWithoutPossessive(tokens[end - 1]), slips == 0 ? 0.6 : 0.4, Canonical: best.Canonical));
            i = end - 1;
        }
    }

    /// <summary>The one value that token <paramref name="at"/> is short for: "NYC" by initials, "Pitt" by its beginning.</summary>
    string? Short(MessageReading message, int at, out int end)
    {
        var token = message.Tokens[at];
        end = at + 1;
        if (token.Length == 1 && Dotted(message.Tokens, at, out end) is { } dotted)
            return dotted.Length > 1 ? Initials(dotted) : null;
        if (!token.IsWord || CommonWords.Contains(token.Lower))
            return null;
        // "LA" is a city, "la" a word of other languages.
        if ((token.Length > 2 || !message.Text(token.Start, token.End).ContainsAnyExceptInRange('A', 'Z')) && Initials(token.Lower) is { } value)
            return value;
        if (token.Length < 4)
            return null;
        string? only = null;
        foreach (var (word, canonical) in _single)
        {
            if (!word.StartsWith(token.Lower, StringComparison.Ordinal))
                continue;
            if (only is not null)
                return null;
            only = canonical;
        }

        return only;
    }

    /// <summary>The one value with these initials, or with more that begin so: "NY" of "New York City".</summary>
    string? Initials(string letters)
    {
        if (letters.Length < 2)
            return null;
        if (_initials.TryGetValue(letters, out var value))
            return value;
        string? only = null;
        foreach (var (initials, canonical) in _initials)
        {
            if (!initials.StartsWith(letters, StringComparison.Ordinal))
                continue;
            if (only is not null)
                return null;
            only = canonical;
        }

        return only;
    }

    /// <summary>The letters of "L.A." from token <paramref name="at"/> on, or null.</summary>
    static string? Dotted(Token[] tokens, int at, out int end)
    {
        end = at + 1;
        var letters = "";
        for (var i = at; i + 1 < tokens.Length && letters.Length < 6 && tokens[i] is { IsWord: true, Length: 1 } && tokens[i + 1].Is('.') && tokens[i + 1].Start == tokens[i].End; i += 2)
        {
            letters += tokens[i].Lower;
            end = i + 2;
        }

        return letters.Length > 0 ? letters : null;
    }

    static int EndWithoutPossessive(Token token) => token.Lower.EndsWith("'s", StringComparison.Ordinal) ? token.End - 2 : token.End;

    void Add(Entry entry)
    {
        if (!_byFirst.TryGetValue(entry.Words[0], out var entries))
            _byFirst.Add(entry.Words[0], entries = []);
        entries.Add(entry);
    }

    static void Longest(Token[] tokens, int at, List<Entry> entries, int slipsBefore, ref int end, ref Entry best, ref int slips)
    {
        foreach (var entry in entries)
        {
            var to = EndOf(tokens, at, entry.Words, out var said, out var more);
            if (said < entry.Words.Length && !Suffices(tokens, at, to, entry, said, entries))
                continue;
            if (to > end)
                (end, best, slips) = (to, entry, slipsBefore + more + (said < entry.Words.Length ? 1 : 0));
        }
    }

    /// <summary>"Hilton" is enough for "Hilton Hotel" when no other listed value starts so and the word is no everyday word.</summary>
    static bool Suffices(Token[] tokens, int at, int to, in Entry entry, int said, List<Entry> entries)
    {
        foreach (var other in entries)
        {
            if (other.Canonical != entry.Canonical && other.Words.Length >= said && other.Words.AsSpan(0, said).SequenceEqual(entry.Words.AsSpan(0, said)))
                return false;
        }

        // "Main and Broadway" isn't "Broadway and Main".
        if ((at > 0 && tokens[at - 1].Lower is "and" or "&") || (to < tokens.Length && tokens[to].Lower is "and" or "&"))
            return false;
        for (var i = at; i < to; i++)
        {
            if (tokens[i].IsWord && tokens[i].Length >= 4 && !CommonWords.Contains(tokens[i].Lower))
                return true;
        }

        return said > 1 && !Vocabulary.Stops.Contains(tokens[to - 1].Lower);
    }

    /// <summary>One past the last token that says the entry, or as many of its first words as <paramref name="said"/> counts.</summary>
    static int EndOf(Token[] tokens, int at, string[] words, out int said, out int slips)
    {
        slips = 0;
        var end = at + 1;
        for (said = 1; said < words.Length; said++)
        {
            var i = end < tokens.Length && (tokens[end].Is('-') || tokens[end].Is('\'')) ? end + 1 : end;
            if (i >= tokens.Length || tokens[i].Stem.Length == 0)
                break;
            if (tokens[i].Stem != words[said])
            {
                if (words[said].Length < 5 || !(OneSlip(words[said], tokens[i].Stem) || IsBeginning(words[said], tokens[i].Stem)))
                    break;
                slips++;
            }

            end = i + 1;
        }

        return end;
    }

    /// <summary>"San Fran" begins "San Francisco".</summary>
    static bool IsBeginning(string word, string said) => said.Length >= 4 && word.StartsWith(said, StringComparison.Ordinal);

    /// <summary>Whether one letter added, left out, changed or swapped with its neighbour makes <paramref name="said"/> of <paramref name="word"/>.</summary>
    internal static bool OneSlip(string word, string said)
    {
        if (Math.Abs(word.Length - said.Length) > 1 || word[0] != said[0])
            return false;
        var head = 0;
        while (head < word.Length && head < said.Length && word[head] == said[head])
            head++;
        var tail = 0;
        while (tail < word.Length - head && tail < said.Length - head && word[^(tail + 1)] == said[^(tail + 1)])
            tail++;
        var (left, right) = (word.Length - head - tail, said.Length - head - tail);
        return (left <= 1 && right <= 1) || (left == 2 && right == 2 && word[head] == said[head + 1] && word[head + 1] == said[head]);
    }
}
