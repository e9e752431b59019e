using System.Text;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;
using Tessera.Fields;

namespace Tessera.Extraction.Profiles;

/// <summary>Works out a <see cref="FieldProfile"/> from a field's names, description and examples alone.</summary>
internal static class FieldProfileCompiler
{
    /// <summary>An example is worth this many times a word of the description when they disagree on the kind.</summary>
    const double ExampleWeight = 3;

    /// <summary>A kind that fewer of the examples have is no kind of the field by itself.</summary>
    const double LeastShare = 0.4;

    /// <summary>Kinds with less than this share of the best kind's votes are left out.</summary>
    const double LeastVotes = 0.75;

    /// <summary>How well a form suits that only few of the examples have.</summary>
    const double OtherForm = 0.9;

    /// <summary>Words that speak of the field's kind but of other fields' too cue this much of a telling word.</summary>
    const double GenericCue = 0.35;

    /// <summary>The same where the name has no other word.</summary>
    const double OnlyCue = 0.7;

    /// <summary>A word of the description cues this much of a word of the name.</summary>
    const double DescriptionCue = 0.5;

    /// <summary>More examples than this say no more.</summary>
    const int MostExamples = 50;

    /// <summary>A longer name or description is read this far.</summary>
    const int MostText = 4000;

    /// <summary>The profile of <paramref name="field"/>, which is an entity.</summary>
    public static FieldProfile Compile(StructuredDataField field)
    {
        var entity = field.Entity ?? new EntityDefinition(field.Name, "", []);
        var name = Words(entity.Name + " ; " + field.Name);
        var description = Words(entity.Description);
        string[] examples = [.. entity.Examples.Where(e => !string.IsNullOrWhiteSpace(e)).Take(MostExamples)];
        var closed = ClosedLists.Of(entity.Description, examples);
        var shapes = closed.Count > 0 ? [new ShapeWish(ShapeKind.Listed, 1)] : Rank(KindLexicon.Votes(name, description), examples);
        // Examples of places and things are values people say again; examples of numbers and names only show a form.
        var listed = closed.Count > 0 ? closed : shapes[0].Kind is ShapeKind.Phrase or ShapeKind.Place ? examples : [];
        var agentsName = shapes[0].Kind == ShapeKind.PersonName && KindLexicon.IsAgentsName(name, description);
        var lengths = examples.Select(e => e.Count(char.IsLetterOrDigit)).Where(n => n > 0).ToArray();
        return new FieldProfile
        {
            Shapes = shapes,
            Cues = CuesOf(name, description, closed),
            Shortest = lengths.Length == 0 ? 0 : lengths.Min(),
            Longest = lengths.Length == 0 ? int.MaxValue : lengths.Max(),
            OwnName = agentsName || KindLexicon.IsOwnName(name, description),
            Family = KindLexicon.Speaks(Vocabulary.Kin, name, description),
            OfPeople = KindLexicon.IsOfPeople(name, description),
            Side = SideLexicon.Of(name, shapes[0].Kind) is not Side.None and var side ? side : SideLexicon.Of(description, shapes[0].Kind),
            List = listed.Count > 0 ? new ListedValues(listed) : null,
            Closed = closed.Count > 0,
            SaidByAgent = agentsName || KindLexicon.IsSaidByAgent(description),
        };
    }

    static Token[] Words(string text) => Tokenizer.Tokenize(WithBlanks(text.Length <= MostText ? text : text[..MostText]));

    /// <summary>"AccountNumber" and "account_number" are two words.</summary>
    static string WithBlanks(string text)
    {
        var split = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]))
                split.Append(' ');
            split.Append(text[i] == '_' ? ' ' : text[i]);
        }

        return split.ToString();
    }

    static List<ShapeWish> Rank(Dictionary<ShapeKind, double> votes, string[] examples)
    {
        var kinds = examples.Select(ExampleShapes.Of).ToArray();
        var shares = kinds.SelectMany(k => k).GroupBy(k => k).ToDictionary(g => g.Key, g => (double)g.Count() / examples.Length);
        var scores = votes.Where(v => examples.Length == 0 || shares.GetValueOrDefault(v.Key) >= LeastShare).ToDictionary();
        foreach (var (kind, share) in shares.Where(s => s.Value >= LeastShare))
            scores[kind] = scores.GetValueOrDefault(kind) + (ExampleWeight * share * KindLexicon.Prior(kind));
        if (scores.Count == 0)
            scores[ShapeKind.Phrase] = 1;
        var best = scores.Values.Max();
        List<ShapeWish> shapes =
        [
            .. scores.Where(s => s.Value >= best * LeastVotes).OrderByDescending(s => s.Value).ThenBy(s => s.Key)
                .Select(s => new ShapeWish(s.Key, s.Value / best)),
        ];
        // Free words take anything; beside a kind with a form of its own they would only add noise.
        if (shapes[0].Kind is not (ShapeKind.Phrase or ShapeKind.Place))
            shapes.RemoveAll(s => s.Kind is ShapeKind.Phrase or ShapeKind.Place);
        AddOtherForms(kinds, shapes);
        // "Order number" without an example may be 20441 or 20441-B.
        if (examples.Length == 0 && votes.ContainsKey(ShapeKind.Code) && !shapes.Exists(s => s.Kind == ShapeKind.Code))
            shapes.Add(new ShapeWish(ShapeKind.Code, OtherForm));
        return shapes;
    }

    /// <summary>Adds the kinds of examples no chosen kind takes: "eight digits, or two letters and six digits" have two forms.</summary>
    static void AddOtherForms(IReadOnlyList<ShapeKind>[] examples, List<ShapeWish> shapes)
    {
        foreach (var kinds in examples)
        {
            var hasForm = kinds.Count > 0 && kinds[0] is not (ShapeKind.Phrase or ShapeKind.Place or ShapeKind.PersonName);
            if (hasForm && !shapes.Exists(s => kinds.Contains(s.Kind)))
                shapes.Add(new ShapeWish(kinds.MaxBy(KindLexicon.Prior), OtherForm));
        }
    }

    static Dictionary<string, double> CuesOf(Token[] name, Token[] description, IReadOnlyList<string> listed)
    {
        var cues = new Dictionary<string, double>(StringComparer.Ordinal);
        // "Code" by itself tells as much as a name can; beside a telling word it tells little.
        var generic = Array.Exists(name, w => w.IsWord && Vocabulary.IsTelling(w.Lower)) ? GenericCue : OnlyCue;
        foreach (var word in name)
            AddCue(cues, word, 1, generic);
        // A value the description lists is no word for the field.
        var values = listed.SelectMany(Tokenizer.Tokenize).Select(t => t.Stem).ToHashSet(StringComparer.Ordinal);
        foreach (var word in description)
        {
            if (!values.Contains(word.Stem))
                AddCue(cues, word, DescriptionCue, GenericCue);
        }

        return cues;
    }

    static void AddCue(Dictionary<string, double> cues, Token word, double weight, double generic)
    {
        if (word.Kind is TokenKind.Symbol or TokenKind.Digits || word.Stem.Length < 2 || Vocabulary.Stops.Contains(word.Lower))
            return;
        if (!Vocabulary.IsTelling(word.Lower))
            weight *= generic;
        if (cues.GetValueOrDefault(word.Stem) < weight)
            cues[word.Stem] = weight;
    }
}
