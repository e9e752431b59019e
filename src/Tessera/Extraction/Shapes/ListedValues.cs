using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>
/// The values a field lists itself, found in messages as runs of stems: with a slip of the finger, without their last words ("Copper" for
/// "Copper Kettle"), and by their initials.
/// </summary>
internal sealed class ListedValues
{
    const int MostWords = 12;

    /// <summary>Shorter words differ by one letter from too many others to be taken for a slip.</summary>
    const int ShortestWithSlip = 5;

    const double Plain = 0.6;
    const double Slipped = 0.5;

    readonly record struct Entry(string Canonical, string[] Words);

    readonly record struct Match(Entry Entry, int End, int Slips);

    readonly Dictionary<string, List<Entry>> _byFirst = new(StringComparer.Ordinal);
    readonly List<(string Word, List<Entry> Entries)> _long = [];
    readonly ListedShortForms _short = new();

    /// <summary>Lists <paramref name="values"/>.</summary>
    public ListedValues(IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            string[] words = [.. Tokenizer.Tokenize(value).Where(t => t.Kind != TokenKind.Symbol && t.Stem.Length > 0).Select(t => t.Stem)];
            if (words.Length is 0 or > MostWords)
                continue;
            var canonical = ValueForm.Of(value);
            Add(new Entry(canonical, words));
            _short.Add(words, canonical);
            // "The Lantern" is also said "Lantern".
            if (words.Length > 1 && words[0] is "the" or "a" or "an")
                Add(new Entry(canonical, words[1..]));
        }

        foreach (var (word, entries) in _byFirst)
        {
            if (word.Length >= ShortestWithSlip)
                _long.Add((word, entries));
        }
    }

    /// <summary>Every mention in <paramref name="message"/>.</summary>
    public List<Candidate> Of(MessageReading message)
    {
        var tokens = message.Tokens;
        var found = new List<Candidate>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol || tokens[i].Stem.Length == 0)
                continue;
            var match = Longest(tokens, i);
            if (match.End > 0)
            {
                var strength = match.Slips == 0 ? Plain : Slipped;
                var whole = Candidate.Of(ShapeKind.Listed, tokens, i, match.End, strength, canonical: match.Entry.Canonical);
                found.Add(whole with { End = tokens[match.End - 1].EndWithoutPossessive });
                i = match.End - 1;
            }
            else if (_short.Find(message, i, out var end) is { } canonical)
            {
                found.Add(Candidate.Of(ShapeKind.Listed, tokens, i, end, Slipped, canonical: canonical));
                i = end - 1;
            }
        }

        return found;
    }

    void Add(Entry entry)
    {
        if (!_byFirst.TryGetValue(entry.Words[0], out var entries))
            _byFirst.Add(entry.Words[0], entries = []);
        entries.Add(entry);
    }

    Match Longest(Token[] tokens, int at)
    {
        var best = default(Match);
        if (_byFirst.TryGetValue(tokens[at].Stem, out var entries))
            best = Longest(tokens, at, entries, 0, best);
        if (best.End > 0 || tokens[at].Stem.Length < ShortestWithSlip - 1)
            return best;
        foreach (var (word, near) in _long)
        {
            if (IsOneSlip(word, tokens[at].Stem))
                best = Longest(tokens, at, near, 1, best);
        }

        return best;
    }

    static Match Longest(Token[] tokens, int at, List<Entry> entries, int slips, Match best)
    {
        foreach (var entry in entries)
        {
            var end = EndOf(tokens, at, entry.Words, out var said, out var more);
            var whole = said == entry.Words.Length;
            if (end > best.End && (whole || Suffices(tokens, at, end, entry, said, entries)))
                best = new Match(entry, end, slips + more + (whole ? 0 : 1));
        }

        return best;
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
                if (!IsNearly(words[said], tokens[i].Stem))
                    break;
                slips++;
            }

            end = i + 1;
        }

        return end;
    }

    /// <summary>The first words are enough when no other listed value starts so and they aren't everyday words.</summary>
    static bool Suffices(Token[] tokens, int at, int end, in Entry entry, int said, List<Entry> entries)
    {
        foreach (var other in entries)
        {
            if (other.Canonical != entry.Canonical && other.Words.AsSpan().StartsWith(entry.Words.AsSpan(0, said)))
                return false;
        }

        // "Elm and Park" isn't "Park and Elm".
        if ((at > 0 && tokens[at - 1].Lower is "and" or "&") || (end < tokens.Length && tokens[end].Lower is "and" or "&"))
            return false;
        for (var i = at; i < end; i++)
        {
            if (tokens[i].IsWord && tokens[i].Length >= 4 && !CommonWords.Contains(tokens[i].Lower))
                return true;
        }

        return said > 1 && !Vocabulary.Stops.Contains(tokens[end - 1].Lower);
    }

    /// <summary>A slip of the finger, or the beginning of the word: "Sant Mart" for "Sant Martino".</summary>
    static bool IsNearly(string word, string said)
    {
        if (word.Length < ShortestWithSlip)
            return false;
        return IsOneSlip(word, said) || (said.Length >= ShortestWithSlip - 1 && word.StartsWith(said, StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether one letter added, left out, changed or swapped with its neighbour makes <paramref name="said"/> of <paramref name="word"/>.
    /// </summary>
    internal static bool IsOneSlip(string word, string said)
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
        return (left <= 1 && right <= 1)
            || (left == 2 && right == 2 && word[head] == said[head + 1] && word[head + 1] == said[head]);
    }
}
