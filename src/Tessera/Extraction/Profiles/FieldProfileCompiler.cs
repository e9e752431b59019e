using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;
using Tessera.Fields;

namespace Tessera.Extraction.Profiles;

/// <summary>Works out a <see cref="FieldProfile"/> from a field's names, description and examples alone.</summary>
internal static class FieldProfileCompiler
{
    /// <summary>An example is worth this many times a word of the description when they disagree on the kind.</summary>
    const double ExampleWeight = 3;

    /// <summary>Words that speak of the field's kind but of other fields' too cue this much of a telling word.</summary>
    const double GenericCue = 0.35;

    /// <summary>How well a form suits that only few of the examples have.</summary>
    const double OtherForm = 0.9;

    /// <summary>A word of the description cues this much of a word of the name.</summary>
    const double DescriptionCue = 0.5;

    /// <summary>The profile of <paramref name="field"/>, which is an entity.</summary>
    public static FieldProfile Compile(StructuredDataField field)
    {
        var entity = field.Entity ?? new EntityDefinition(field.Name, "", []);
        var name = Words(entity.Name.Length > 0 ? entity.Name + " ; " + field.Name : field.Name);
        var description = Words(entity.Description);
        var examples = entity.Examples.Where(e => !string.IsNullOrWhiteSpace(e)).Take(20).ToArray();
        var list = SaysExamplesAreAll(entity.Description) ? examples : ListOf(entity.Description);
        var votes = KindLexicon.Votes(name, description);
        var shapes = Rank(votes, examples, list.Count > 0);
        var listed = list.Count > 0 ? list : TakesExamplesAsList(shapes) ? examples : [];
        var (shortest, longest) = LengthRange(examples);
        return new FieldProfile
        {
            Shapes = shapes,
            Cues = CuesOf(name, description, list),
            Shortest = shortest,
            Longest = longest,
            OwnName = KindLexicon.IsOwnName(name, description),
            Family = KindLexicon.IsFamily(name, description),
            OfPeople = KindLexicon.IsOfPeople(name, description),
            Side = KindLexicon.SideOf(name, description, shapes[0].Kind),
            List = listed.Count > 0 ? new ListedValues(listed) : null,
            Closed = list.Count > 0,
            SaidByAgent = KindLexicon.IsSaidByAgent(description),
        };
    }

    static Token[] Words(string text) => Tokenizer.Tokenize(text.Length <= 4000 ? SplitCamel(text) : text[..4000]);

    /// <summary>"AccountNumber" and "account_number" are two words.</summary>
    static string SplitCamel(string text)
    {
        var split = new System.Text.StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]))
                split.Append(' ');
            split.Append(text[i] == '_' ? ' ' : text[i]);
        }

        return split.ToString();
    }

    static List<ShapeWish> Rank(Dictionary<ShapeKind, double> votes, string[] examples, bool listed)
    {
        if (listed)
            return [new ShapeWish(ShapeKind.Listed, 1)];
        var scores = new Dictionary<ShapeKind, double>(votes);
        if (examples.Length > 0)
        {
            var shares = examples.SelectMany(ExampleShapes.Of).GroupBy(k => k).ToDictionary(g => g.Key, g => (double)g.Count() / examples.Length);
            foreach (var kind in scores.Keys.Where(k => shares.GetValueOrDefault(k) < 0.4).ToArray())
                scores.Remove(kind);
            foreach (var (kind, share) in shares.Where(s => s.Value >= 0.4))
                scores[kind] = scores.GetValueOrDefault(kind) + ExampleWeight * share * KindLexicon.Prior(kind);
        }

        if (scores.Count == 0)
            scores[ShapeKind.Phrase] = 1;
        var best = scores.Values.Max();
        var shapes = scores.Where(s => s.Value >= best * 0.75).OrderByDescending(s => s.Value).ThenBy(s => s.Key)
            .Select(s => new ShapeWish(s.Key, s.Value / best)).ToList();
        // Free words take anything; beside a kind with a form of its own they would only add noise.
        if (shapes[0].Kind is not (ShapeKind.Phrase or ShapeKind.Place))
            shapes.RemoveAll(s => s.Kind is ShapeKind.Phrase or ShapeKind.Place);
        Cover(examples, shapes);
        return shapes;
    }

    /// <summary>Adds the kinds of examples no chosen kind takes: account numbers of "eight digits, or AE and six digits" have two forms.</summary>
    static void Cover(string[] examples, List<ShapeWish> shapes)
    {
        foreach (var example in examples)
        {
            var kinds = ExampleShapes.Of(example);
            if (kinds.Count > 0 && kinds[0] is not (ShapeKind.Phrase or ShapeKind.Place or ShapeKind.PersonName) && !shapes.Exists(s => kinds.Contains(s.Kind)))
                shapes.Add(new ShapeWish(kinds.MaxBy(KindLexicon.Prior), OtherForm));
        }
    }

    static bool TakesExamplesAsList(List<ShapeWish> shapes) => shapes[0].Kind is ShapeKind.Phrase or ShapeKind.Place;

    static (int Shortest, int Longest) LengthRange(string[] examples)
    {
        var lengths = examples.Select(e => e.Count(char.IsLetterOrDigit)).Where(n => n > 0).ToArray();
        return lengths.Length == 0 ? (0, int.MaxValue) : (lengths.Min(), lengths.Max());
    }

    /// <summary>The values of "one of Red, Green or Blue" and "either A or B" in a description.</summary>
    internal static IReadOnlyList<string> ListOf(string description)
    {
        var at = EndOf(description, "one of ");
        if (at < 0)
            at = EndOf(description, "either ");
        if (at < 0)
            return [];
        var colon = description.IndexOf(':', at);
        var stop = description.IndexOfAny(['.', ';', '\n'], at);
        if (colon > 0 && (stop < 0 || colon < stop))
        {
            at = colon + 1;
            stop = description.IndexOfAny(['.', ';', '\n'], at);
        }

        var text = stop < 0 ? description[at..] : description[at..stop];
        var values = text.Replace(" or ", ",", StringComparison.OrdinalIgnoreCase).Replace(" and ", text.Contains(',', StringComparison.Ordinal) && !text.Contains(" or ", StringComparison.OrdinalIgnoreCase) ? "," : " and ", StringComparison.OrdinalIgnoreCase)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(v => v.Trim('"', '\'', ' ', '(', ')')).Where(v => v.Length is > 0 and <= 60).ToArray();
        return values.Length >= 2 ? values : [];
    }

    /// <summary>"one of the examples": no other value can be right.</summary>
    static bool SaysExamplesAreAll(string description) =>
        EndOf(description, "one of the examples") >= 0 || EndOf(description, "one of the listed") >= 0 || EndOf(description, "only the examples") >= 0;

    static int EndOf(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : at + part.Length;
    }

    static Dictionary<string, double> CuesOf(Token[] name, Token[] description, IReadOnlyList<string> list)
    {
        var cues = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in name)
            AddCue(word, 1);
        var listed = list.SelectMany(v => Tokenizer.Tokenize(v)).Select(t => t.Stem).ToHashSet(StringComparer.Ordinal);
        foreach (var word in description)
        {
            if (!listed.Contains(word.Stem))
                AddCue(word, DescriptionCue);
        }

        return cues;

        void AddCue(Token word, double weight)
        {
            if (word.Kind == TokenKind.Symbol || word.Kind == TokenKind.Digits || word.Stem.Length < 2 || Vocabulary.Stops.Contains(word.Lower))
                return;
            if (Vocabulary.Generic.Contains(word.Lower) || Vocabulary.Courtesy.Contains(word.Lower))
                weight *= GenericCue;
            if (cues.GetValueOrDefault(word.Stem) < weight)
                cues[word.Stem] = weight;
        }
    }
}
