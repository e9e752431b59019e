using System.Text.Json.Nodes;

namespace Tessera.Markets.Drafting;

/// <summary>
/// Drafts a market segment without a model: it chooses and orders the sources' own sentences, and writes none. So nothing is invented,
/// and every statement has its place; but what no source says in so many words isn't there.
/// </summary>
internal static class ExtractiveDrafter
{
    /// <summary>The name of a draft that came to nothing.</summary>
    public const string NoName = "Unrecognized segment";

    const int MostStatements = 4;
    const int MostDescription = 2;
    const int MostValues = 8;
    const int MostName = 120;

    /// <summary>Drafts a segment. The same sources give the same draft.</summary>
    public static SegmentDraft Draft(DraftRequest request)
    {
        var sentences = request.Sources.Index()
            .SelectMany(source => SentenceReader.Read(source.Index, source.Item.Text))
            .Where(sentence => !CompanyWords.IsNoise(sentence.Text)).ToList();
        var values = sentences.SelectMany(s => Firmographics.Read(s)).ToList();
        if (values.Count == 0 && !sentences.Exists(s => CompanyWords.IsAboutCompanies(s.Text)))
            return Nothing(request);

        var citations = new List<Citation>();
        var content = new JsonObject();
        var choice = new SentenceChoice(sentences, values, request.Context);
        var fit = choice.Take(1, s => CompanyWords.IsAboutCompanies(s.Text) || choice.NamesValues(s) ? CompanyWords.Fit(s.Text) : 0);
        var description = choice.Take(MostDescription, s => choice.NamesValues(s) ? 1 : 0);
        if (description.Count == 0) description = choice.Take(1, s => CompanyWords.IsAboutCompanies(s.Text) ? 1 : 0);
        Cite(description, "description", citations);
        if (fit.Count > 0) content["fitExplanation"] = fit[0].Text;
        Cite(fit, "fitExplanation", citations);
        content["firmographics"] = Write(values, citations, out var chosen);
        foreach (var (member, cues) in Lists)
        {
            var taken = choice.Take(MostStatements, s => cues(s.Text));
            content[member] = new JsonArray([.. taken.Select(s => JsonValue.Create(s.Text))]);
            foreach (var (i, sentence) in taken.Index()) citations.Add(sentence.Cite($"{member}[{i}]"));
        }

        content["customFields"] = new JsonArray();
        // Companies are named, but nothing is said of them.
        if (citations.Count == 0) return Nothing(request);
        var name = request.Name ?? NameOf(sentences, description, citations);
        return new SegmentDraft
        {
            Name = name,
            Description = string.Join(' ', description.Select(s => s.Text)),
            Content = content,
            Questions = QuestionWriter.Write(
                chosen, Texts(content, "keyPriorities"), Texts(content, "keyConsiderations"), [.. description.Select(s => s.Text)],
                sentences),
            Citations = citations,
        };
    }

    static SegmentDraft Nothing(DraftRequest request) => new() { Name = request.Name ?? NoName, Unrecognized = true };

    static readonly (string Member, Func<string, int> Cues)[] Lists =
    [
        ("keyPriorities", CompanyWords.Priorities), ("keyConsiderations", CompanyWords.Considerations),
        ("uniqueApproach", CompanyWords.Approach),
    ];

    static JsonObject Write(List<FirmographicValue> values, List<Citation> citations, out List<FirmographicValue> chosen)
    {
        chosen = [];
        var firmographics = new JsonObject();
        foreach (var field in Firmographics.Fields)
        {
            var distinct = values.Where(v => v.Field == field).DistinctBy(v => v.Value.ToLowerInvariant(), StringComparer.Ordinal)
                .Take(MostValues).ToList();
            if (distinct.Count == 0) continue;
            firmographics[field] = new JsonArray([.. distinct.Select(v => JsonValue.Create(v.Value))]);
            foreach (var (i, value) in distinct.Index()) citations.Add(value.Cite($"firmographics.{field}[{i}]"));
            chosen.AddRange(distinct);
        }

        return firmographics;
    }

    // A description is one text of one or two sentences: each is cited.
    static void Cite(List<SourceSentence> statement, string path, List<Citation> citations) =>
        citations.AddRange(statement.Select(s => s.Cite(path)));

    // The first heading; else how the description begins; else how the source does.
    static string NameOf(List<SourceSentence> sentences, List<SourceSentence> description, List<Citation> citations)
    {
        var named = sentences.Find(s => s.Kind == SentenceKind.Heading) ?? description.FirstOrDefault() ?? sentences[0];
        var name = named.Text.TrimEnd('.', ' ');
        if (name.Length > MostName) name = name[..Math.Max(name.LastIndexOf(' ', MostName), MostName / 2)].TrimEnd(',', ' ');
        if (char.IsHighSurrogate(name[^1])) name = name[..^1];
        citations.Insert(0, new Citation("name", named.Source, named.Start, named.Start + name.Length));
        return name;
    }

    static List<string> Texts(JsonObject content, string member) => [.. content[member]!.AsArray().Select(t => (string)t!)];
}
