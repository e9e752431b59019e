using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tessera.Extraction;
using Tessera.Extraction.Models;
using Tessera.Markets;
using Tessera.Markets.Drafting;
using Tessera.Markets.Qualifying;

namespace Tessera.Tests.Markets;

/// <summary>What is kept of a model's draft, and what a model is shown.</summary>
public sealed partial class GroundedDraftTests
{
    const int Runs = 5000;

    static readonly string[] Sentences =
    [
        "Our customers are banks in Spain with 500+ employees.", "They need an audit trail for every payment.",
        "Café chains in Île-de-France keep 1,200 records a day 😀 and more.", "従業員300名以上の製造業の企業に最適です。",
        "Procurement takes eight weeks in most organizations.", "Insurers with revenues of over €500 million want decisions in minutes.",
        "Retailers 👩‍👩‍👧 from the Nordics “sell” to families.", "It is not suited for sole traders.",
        "Claims were reduced by 40 % within two quarters.",
    ];

    static readonly string[] Fields = ["industry", "businessModel", "geography", "revenue", "employees"];

    // Whatever a model claims: nothing is written whose words, figures or values don't stand where its citation says.
    [Fact]
    public void Of_thousands_of_drafts_that_are_partly_made_up_only_what_stands_in_the_sources_is_kept()
    {
        var random = new Random(11);
        var (kept, leftOut) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var sources = Enumerable.Range(0, random.Next(1, 3))
                .Select(_ => Source(string.Join('\n', random.GetItems(Sentences, random.Next(1, 6))))).ToList();
            var request = new DraftRequest(null, sources, "");
            var shown = new ShownSources(sources, 10_000);
            var answer = DraftAnswer.Read(Answer(random, shown)).Answer;

            var (draft, left) = GroundedDraft.Of(answer, request, shown, ExtractiveDrafter.Draft(request));

            leftOut += left;
            if (draft is null) continue;
            kept++;
            foreach (var (field, values) in draft.Content["firmographics"]!.AsObject())
            {
                foreach (var (i, value) in values!.AsArray().Index())
                {
                    var citation = Assert.Single(draft.Citations, c => c.Path == $"firmographics.{field}[{i}]");
                    Assert.Equal((string)value!, sources[citation.Source].Text[citation.Start..citation.End]);
                }
            }

            foreach (var citation in draft.Citations)
            {
                var quote = sources[citation.Source].Text[citation.Start..citation.End];
                Assert.Contains(Sentences, s => s.Contains(quote, StringComparison.Ordinal));
            }

            var material = string.Join('\n', sources.Select(s => s.Text));
            foreach (var statement in Statements(draft))
                Assert.All(Digits().Matches(statement), figure => Assert.Contains(figure.Value, material, StringComparison.Ordinal));
            Assert.DoesNotContain(
                "Atlantis", $"{draft.Name} {draft.Description} {draft.Content.ToJsonString()} {string.Join(' ', draft.Questions)}",
                StringComparison.Ordinal);
        }

        Assert.True(kept > Runs / 4 && leftOut > Runs, $"{kept} drafts were kept, {leftOut} claims left out.");
    }

    [Fact]
    public void Sources_are_shown_in_equal_shares_as_far_as_they_go()
    {
        var many = string.Join('\n', Enumerable.Range(1000, 200).Select(i => $"Banks need record number {i} to be kept."));
        var line = TranscriptParts.Tokens("""{"sentence":1,"source":1,"text":"Banks need record number 1000 to be kept."}""") + 1;

        var whole = new ShownSources([Source("Airlines.")], 100);
        var half = new ShownSources([Source(many), Source(many)], line * 20);
        var rest = new ShownSources([Source("Airlines."), Source(many)], line * 20);

        Assert.Equal((1, true, "{\"sentence\":1,\"source\":1,\"text\":\"Airlines.\"}\n"), (whole.Count, whole.IsWhole, whole.Lines));
        Assert.False(half.IsWhole);
        Assert.InRange(Enumerable.Range(1, half.Count).Count(i => half.At(i)!.Source == 0), 9, 10);
        Assert.InRange(half.Count, 18, 20);
        // What the short one leaves is the long one's.
        Assert.InRange(rest.Count, 18, 20);
        Assert.Null(half.At(0));
        Assert.Null(half.At(half.Count + 1));
    }

    [Fact]
    public void What_is_known_of_a_company_is_shown_in_passages_that_lie_where_they_say()
    {
        var random = new Random(12);
        for (var run = 0; run < 500; run++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 4))
                .Select(
                    _ => new KnownText(
                        string.Concat(random.GetItems(["word ", "\n", "😀", "日本", new string('x', 700)], random.Next(0, 60))),
                        (SenderRole)random.Next(1, 4)))
                .ToList();
            var passages = new Passages(texts, 300, 3);

            Assert.InRange(passages.Parts.Count, 0, 3);
            var lines = passages.Parts.SelectMany(part => part.Split('\n')).ToList();
            foreach (var (i, line) in lines.Index())
            {
                var passage = passages.At(i + 1)!;
                Assert.Equal(passage.Text, texts[passage.Source].Text[passage.Start..(passage.Start + passage.Text.Length)]);
                Assert.Equal(passage.Text, JsonDocument.Parse(line).RootElement.GetProperty("text").GetString());
                Assert.InRange(passage.Text.Length, 1, 1000);
                Assert.NotEqual(SenderRole.System, texts[passage.Source].From);
            }

            Assert.Null(passages.At(lines.Count + 1));
            var characters = texts.Where(t => t.From != SenderRole.System).Sum(t => t.Text.Count(c => !char.IsWhiteSpace(c)));
            if (passages.IsWhole)
                Assert.Equal(characters, Enumerable.Range(1, lines.Count).Sum(i => passages.At(i)!.Text.Count(c => !char.IsWhiteSpace(c))));
        }
    }

    // Right claims, and claims whose sentence, quote, figure or value is another.
    static string Answer(Random random, ShownSources shown)
    {
        object Claim()
        {
            var number = random.Next(1, shown.Count + 2);
            var text = shown.At(number)?.Text ?? "Nothing";
            return new
            {
                text = Garbled(random, text), sentence = random.Next(5) == 0 ? random.Next(0, 9) : number,
                quote = Cut(random, random.Next(5) == 0 ? Sentences[random.Next(Sentences.Length)] : text),
            };
        }

        object Value()
        {
            var number = random.Next(1, shown.Count + 1);
            var words = random.Next(3) == 0 ? "1,000,000 employees" : Cut(random, shown.At(number)!.Text);
            return new { field = Fields[random.Next(Fields.Length)], value = words, sentence = number };
        }

        object Question()
        {
            var number = random.Next(1, shown.Count + 1);
            var text = shown.At(number)!.Text;
            return new
            {
                question = $"Is this so: {Garbled(random, text)}", rationale = Garbled(random, text),
                fitType = random.Next(2) == 0 ? "GOOD" : "BAD", weight = QualifyingQuestion.Weights[random.Next(4)], sentence = number,
                quote = Cut(random, text),
            };
        }

        object[] Some(Func<object> make) => [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => make())];
        return JsonSerializer.Serialize(new
        {
            recognized = true, name = Some(Claim), description = Some(Claim), fitExplanation = Some(Claim), keyPriorities = Some(Claim),
            keyConsiderations = Some(Claim), uniqueApproach = Some(Claim), firmographics = Some(Value), questions = Some(Question),
        });
    }

    static string Garbled(Random random, string text) => random.Next(6) switch
    {
        0 => $"{text} All in Atlantis.",
        1 => Digits().Replace(text, "7777"),
        2 => $"Companies in Atlantis with 99 employees.",
        3 => text.Replace("Spain", "Germany", StringComparison.Ordinal),
        _ => text,
    };

    static string Cut(Random random, string text)
    {
        var start = random.Next(text.Length);
        var cut = random.Next(3) == 0 ? text : text[start..random.Next(start, text.Length + 1)];
        // Half of a pair is no text, and JSON has no way to say it.
        return string.Concat(cut.EnumerateRunes().Where(r => r.Value != 0xFFFD));
    }

    static IEnumerable<string> Statements(SegmentDraft draft) =>
    [
        draft.Description, (string)draft.Content["fitExplanation"]!,
        .. ((string[])["keyPriorities", "keyConsiderations", "uniqueApproach"]).SelectMany(
            member => draft.Content[member]!.AsArray().Select(t => (string)t!)),
        .. draft.Questions.Select(q => q.Question),
    ];

    static ReadSource Source(string text) => new(SourceType.Text, "", null, SHA256.HashData(Encoding.UTF8.GetBytes(text)), default, text);

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
