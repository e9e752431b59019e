using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Fetch;
using Tessera.Markets;
using Tessera.Markets.Drafting;

namespace Tessera.Tests.Markets;

/// <summary>What the built-in drafter makes of pages: nothing that isn't there.</summary>
public sealed class DraftTests
{
    public static TheoryData<string> Names => [.. Pages.All.Select(page => page.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_value_and_every_statement_stands_in_the_source_where_its_citation_says(string page)
    {
        var text = TextOf(page);
        var draft = Draft(text);

        foreach (var (field, values) in Firmographics(draft))
        {
            foreach (var value in values) Assert.Contains(value, text, StringComparison.Ordinal);
            Assert.Equal(values.Length, draft.Citations.Count(c => c.Path.StartsWith($"firmographics.{field}[", StringComparison.Ordinal)));
        }

        foreach (var citation in draft.Citations)
            Assert.Contains(text[citation.Start..citation.End], Statement(draft, citation.Path), StringComparison.Ordinal);
        foreach (var path in Statements(draft)) Assert.Contains(draft.Citations, c => c.Path == path);
    }

    [Theory]
    [InlineData("soft 404")]
    [InlineData("login wall")]
    [InlineData("scripts")]
    public void A_page_about_no_company_is_unrecognized_and_empty(string page)
    {
        var draft = Draft(TextOf(page));

        Assert.True(draft.Unrecognized);
        Assert.Equal((0, 0, 0, ""), (draft.Content.Count, draft.Questions.Count, draft.Citations.Count, draft.Description));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n")]
    [InlineData("ok")]
    [InlineData("The weather was fine and the sea was calm. Nobody spoke for an hour.")]
    public void So_is_too_little_text(string text) => Assert.True(Draft(text).Unrecognized);

    [Theory]
    [InlineData(
        "pricing",
        "industry: software; businessModel: B2B; geography: Europe, North America; revenue: $20M to $100M; employees: up to 50 employees, 51-500 employees")]
    [InlineData("case study", "industry: logistics; geography: Sweden, Denmark; employees: 3,000 employees")]
    [InlineData("press release", "industry: insurers, private equity; geography: France, Germany; revenue: €500 million")]
    [InlineData("Japanese", "industry: 製造業; geography: 日本, 国内; employees: 従業員300名以上")]
    [InlineData("injection", "industry: retailers; geography: Spain; employees: over 200 employees")]
    public void Firmographics_are_the_pages_own_words(string page, string expected) => Assert.Equal(
        expected, string.Join("; ", Firmographics(Draft(TextOf(page))).Select(f => $"{f.Field}: {string.Join(", ", f.Values)}")));

    [Fact]
    public void Statements_are_chosen_by_what_they_say()
    {
        var draft = Draft(TextOf("pricing"));

        Assert.Equal("Plans for every finance team", draft.Name);
        Assert.Equal(
            "The Group plan is designed for B2B software companies with an annual revenue of $20M to $100M.",
            (string)draft.Content["fitExplanation"]!);
        Assert.Equal("Finance teams need an audit trail for every entry.", (string)draft.Content["keyPriorities"]![0]!);
        Assert.Equal(
            "Security reviews and procurement take eight weeks in most organizations.", (string)draft.Content["keyConsiderations"]![0]!);
        Assert.Equal("A pilot with one entity shows results within a month.", (string)draft.Content["uniqueApproach"]![0]!);
        Assert.Contains(
            draft.Questions,
            q => q is { FitType: "BAD", Weight: "INSTANT_DISQUALIFIER" }
                && q.Question.Contains("not designed for sole traders", StringComparison.Ordinal));
    }

    [Fact]
    public void What_speaks_to_machines_is_not_in_the_draft()
    {
        var draft = Draft(TextOf("injection"));
        var all = $"{draft.Name} {draft.Description} {draft.Content.ToJsonString()} {string.Join(' ', draft.Questions)}";

        foreach (var planted in (string[])["Ignore", "1,000,000", "Atlantis", "approved", "gambling", "Disregard"])
            Assert.DoesNotContain(planted, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_sources_give_the_same_draft() => Assert.Equal(
        System.Text.Json.JsonSerializer.Serialize(Draft(TextOf("case study"))),
        System.Text.Json.JsonSerializer.Serialize(Draft(TextOf("case study"))));

    [Theory]
    [InlineData("pricing")]
    [InlineData("case study")]
    [InlineData("Japanese")]
    public void Questions_can_qualify(string page)
    {
        var questions = Draft(TextOf(page)).Questions;

        Assert.Contains(questions, q => q.FitType == "GOOD");
        Assert.Contains(questions, q => q.FitType == "BAD");
        Assert.True(questions.Select(q => q.Weight).Distinct(StringComparer.Ordinal).Count() > 1);
        Assert.Equal(questions.Count, questions.Select(q => q.Question).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(questions, q => Assert.True(q.Rationale.Length > 20 && q.Question.Length > 10));
    }

    [Fact]
    public void Two_segments_have_no_question_in_common() => Assert.Empty(
        Draft(TextOf("pricing")).Questions.Select(q => q.Question)
            .Intersect(Draft(TextOf("case study")).Questions.Select(q => q.Question), StringComparer.OrdinalIgnoreCase));

    [Theory]
    [InlineData("One. Two! Three? Four", "One.|Two!|Three?|Four")]
    [InlineData("Acme Inc. sells e.g. to the U.S. market. Yes.", "Acme Inc. sells e.g. to the U.S. market.|Yes.")]
    [InlineData("# Head\n- item one. Two\na | b\n日本。東京。", "Head|item one.|Two|a | b|日本。|東京。")]
    [InlineData("He said “Stop.” Then 3.5 million left.", "He said “Stop.”|Then 3.5 million left.")]
    public void Text_is_parted_into_sentences_with_their_places(string text, string sentences)
    {
        var read = SentenceReader.Read(0, text);

        Assert.Equal(sentences, string.Join('|', read.Select(s => s.Text)));
        Assert.All(read, s => Assert.Equal(s.Text, text[s.Start..s.End]));
    }

    [Theory]
    [InlineData("clients -> customers", "Clients and clients, not clientship.", "Customers and customers, not clientship.")]
    [InlineData("\"clients\" → \"customers\"", "our clients", "our customers")]
    [InlineData("use nothing", "our clients", "our clients")]
    [InlineData("a.c => x", "abc a.c", "abc x")]
    public void A_voice_replaces_whole_words(string rule, string before, string after)
    {
        var voice = new MarketEntity
        {
            Kind = MarketKind.BrandVoice, OId = "bv", Name = "v", InternalName = "v", CreatedBy = "",
            Content = new JsonObject
            {
                ["vocabulary"] = new JsonObject
                {
                    ["keySubstitutions"] = new JsonArray(rule), ["keyCompanyTerms"] = new JsonArray("LedgerLine"),
                },
            },
        };
        var draft = new SegmentDraft
        {
            Name = "n", Description = before,
            Content = new JsonObject
            {
                ["keyPriorities"] = new JsonArray(before, "ledgerline"),
                ["firmographics"] = new JsonObject { ["industry"] = new JsonArray("clients") },
            },
        };

        var applied = BrandVoiceRules.Apply(draft, voice);

        Assert.Equal((after, after, "LedgerLine", "clients"), (
            applied.Description, (string)applied.Content["keyPriorities"]![0]!, (string)applied.Content["keyPriorities"]![1]!,
            (string)applied.Content["firmographics"]!["industry"]![0]!));
    }

    internal static SegmentDraft Draft(string text) =>
        ExtractiveDrafter.Draft(
            new DraftRequest(
                null, [new ReadSource(SourceType.Text, "", null, SHA256.HashData(Encoding.UTF8.GetBytes(text)), default, text)], ""));

    internal static string TextOf(string page) => ReadableText.Of(Pages.All.Single(p => p.Name == page).Html)!;

    static IEnumerable<(string Field, string[] Values)> Firmographics(SegmentDraft draft) =>
        draft.Content["firmographics"]?.AsObject().Select(f => (f.Key, f.Value!.AsArray().Select(v => (string)v!).ToArray())) ?? [];

    static IEnumerable<string> Statements(SegmentDraft draft)
    {
        if (draft.Description.Length > 0) yield return "description";
        if (draft.Content.ContainsKey("fitExplanation")) yield return "fitExplanation";
        foreach (var list in (string[])["keyPriorities", "keyConsiderations", "uniqueApproach"])
            for (var i = 0; i < (draft.Content[list]?.AsArray().Count ?? 0); i++) yield return $"{list}[{i}]";
    }

    static string Statement(SegmentDraft draft, string path)
    {
        if (path == "name") return draft.Name;
        if (path == "description") return draft.Description;
        var node = (JsonNode)draft.Content;
        foreach (var part in path.Split('.', '[', ']').Where(p => p.Length > 0))
            node = char.IsAsciiDigit(part[0]) ? node[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!;
        return (string)node!;
    }
}
