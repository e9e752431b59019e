using System.Globalization;
using System.Text;
using Tessera.Extraction;
using Tessera.Extraction.Grounding;
using Tessera.Extraction.Models;
using Tessera.Fields;

namespace Tessera.Tests.Models;

/// <summary>Quotes are found where they stand, and nowhere else.</summary>
public sealed class GroundingTests
{
    // Letters, marks on them, signs of several UTF-16 units, scripts of both directions, look-alikes, and what can't be seen.
    static readonly string[] Pieces =
    [
        "a", "e", "o", "A", "é", "e\u0301", "o\u0302\u0323", "ộ", "n\u0303", "ñ", " ", "  ", "\u00A0", "\t", "\n", "\u200B", "\u00AD", "'",
        "’", "‘", "\"", "“", "”", "-", "–", "—", "1", "１", "Ａ", "0", "О", "а", "е", "😀", "👍🏽", "👨‍👩‍👧", "🇩🇪", "日", "本", "語", "がぎ",
        "か\u3099", "한", "\u1112\u1161\u11AB", "שלום", "مرحبا", "\u202B", "ß", "ss", "ﬁ", "fi", "I", "l", "İ", "i\u0307", ".", ",",
    ];

    [Fact]
    public void What_is_found_stands_in_the_message_and_says_the_same()
    {
        const int Pairs = 20_000;
        var random = new Random(20261120);
        var (exact, folded, nowhere) = (0, 0, 0);
        for (var i = 0; i < Pairs; i++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 14)).Select(_ => Pieces[random.Next(Pieces.Length)]).ToArray();
            var text = string.Concat(pieces);
            var from = random.Next(pieces.Length);
            var quote = string.Concat(pieces[from..random.Next(from, pieces.Length + 1)]);
            // A model copies, writes the same in other characters, or makes something up.
            if (i % 3 == 1) quote = Rewritten(quote, random);
            if (i % 3 == 2) quote = string.Concat(Enumerable.Range(0, random.Next(0, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var evidence = Quotes.Find(new TranscriptMessage("m", SenderRole.Customer, text), quote);
            if (evidence is null)
            {
                nowhere++;
                Assert.False(
                    quote.Length > 0 && i % 3 == 0 && !string.IsNullOrWhiteSpace(quote) && StandsWhole(text, quote),
                    $"{Show(quote)} stands in {Show(text)}, and wasn't found");
                continue;
            }

            Assert.Equal(evidence.Quote, text[evidence.Start..evidence.End]);
            Assert.True(
                IsBoundary(text, evidence.Start) && IsBoundary(text, evidence.End),
                $"{Show(evidence.Quote)} cuts a character of {Show(text)}");
            if (evidence.IsExact)
            {
                exact++;
                Assert.Equal(quote, evidence.Quote);
            }
            else
            {
                folded++;
                Assert.True(Same(quote, evidence.Quote), $"{Show(quote)} was found as {Show(evidence.Quote)}");
            }
        }

        Assert.True(exact > Pairs / 5 && folded > Pairs / 50 && nowhere > Pairs / 10, $"{exact} exact, {folded} folded, {nowhere} nowhere");
    }

    [Fact]
    public void Whatever_a_model_claims_only_what_stands_in_the_message_it_names_is_found()
    {
        const int Pairs = 10_000;
        var random = new Random(20260131);
        var outcomes = new Dictionary<ExtractionOutcome, int>();
        for (var i = 0; i < Pairs; i++)
        {
            var transcript = new Transcript([.. Enumerable.Range(1, random.Next(1, 5)).Select(n => new TranscriptMessage(
                $"m{n}", (SenderRole)(random.Next(8) == 0 ? 3 : random.Next(1, 3)),
                string.Concat(Enumerable.Range(0, random.Next(0, 20)).Select(_ => Pieces[random.Next(Pieces.Length)]))))]);
            var isQuestion = i % 4 == 0;
            var entry = Claimed(transcript, isQuestion, random);
            var field = isQuestion
                ? new StructuredDataField
                {
                    Id = "q_x", Name = "x", CategoryId = "CUSTOM", Kind = FieldKind.Question, Question = new QuestionDefinition("?", null),
                }
                : new StructuredDataField
                {
                    Id = "e_x", Name = "x", CategoryId = "CUSTOM", Kind = FieldKind.Entity, Entity = new EntityDefinition("x", "", []),
                };

            var value = GroundedEntry.Of(field, entry, transcript);

            outcomes[value.Outcome] = outcomes.GetValueOrDefault(value.Outcome) + 1;
            if (value.Outcome != ExtractionOutcome.Found)
            {
                Assert.True(value is { Value: null, Evidence: null }, "What isn't found has no value.");
                continue;
            }

            // An exact substring of the very message, in UTF-16 units, that whole characters make up; nobody's notice; and the value is
            // those words.
            var evidence = value.Evidence!;
            var message = transcript.Messages[entry.Message - 1];
            Assert.Equal(message.Id, evidence.MessageId);
            Assert.NotEqual(SenderRole.System, message.Sender);
            Assert.Equal(evidence.Quote, message.Text.Substring(evidence.Start, evidence.End - evidence.Start));
            Assert.True(IsBoundary(message.Text, evidence.Start) && IsBoundary(message.Text, evidence.End));
            Assert.True(evidence.End > evidence.Start && (isQuestion || value.Value == evidence.Quote));
            Assert.True(!evidence.IsExact || message.Text.Contains(isQuestion ? entry.Quote : value.Value!, StringComparison.Ordinal));
        }

        Assert.True(
            outcomes[ExtractionOutcome.Found] > Pairs / 5 && outcomes[ExtractionOutcome.Ungrounded] > Pairs / 5,
            string.Join(", ", outcomes));
    }

    /// <summary>
    /// What a model might claim: a part of a message, the same in other characters, a part of another message, or anything.
    /// </summary>
    static FormEntry Claimed(Transcript transcript, bool isQuestion, Random random)
    {
        var message = random.Next(6) == 0 ? random.Next(-1, transcript.Messages.Count + 2) : random.Next(1, transcript.Messages.Count + 1);
        var said = transcript.Messages[random.Next(5) == 0
            ? random.Next(transcript.Messages.Count)
            : Math.Clamp(message, 1, transcript.Messages.Count) - 1].Text;
        var (quote, value) = (Part(said, random), "");
        if (random.Next(4) == 0) quote = Rewritten(quote, random);
        if (random.Next(6) == 0)
            quote = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        value = random.Next(5) == 0 ? Pieces[random.Next(Pieces.Length)] : random.Next(2) == 0 ? quote : Part(quote, random);
        return new FormEntry(isQuestion ? random.Next(2) == 0 ? "Yes" : "No" : value, quote, message);
    }

    /// <summary>Any part of a text; now and then one that cuts characters.</summary>
    static string Part(string text, Random random)
    {
        int[] places = random.Next(8) == 0
            ? [.. Enumerable.Range(0, text.Length + 1)]
            : [.. StringInfo.ParseCombiningCharacters(text), text.Length];
        var (one, other) = (places[random.Next(places.Length)], places[random.Next(places.Length)]);
        return text[Math.Min(one, other)..Math.Max(one, other)];
    }

    [Theory]
    [InlineData("It’s mine", "It's mine", "It’s mine")]
    [InlineData("caf\u0065\u0301 noir", "café", "caf\u0065\u0301")]
    [InlineData("café noir", "cafe\u0301", "café")]
    [InlineData("two\u00A0 \nwords", "two words", "two\u00A0 \nwords")]
    [InlineData("call １２３", "123", "１２３")]
    [InlineData("a\u200Bb", "ab", "a\u200Bb")]
    [InlineData("한글", "\u1112\u1161\u11AB글", "한글")]
    public void A_quote_in_other_characters_is_found_and_marked(string text, string quote, string found)
    {
        var evidence = Quotes.Find(new TranscriptMessage("m", SenderRole.Agent, text), quote);

        Assert.NotNull(evidence);
        Assert.Equal((found, false), (evidence.Quote, evidence.IsExact));
    }

    [Theory]
    [InlineData("paypal", "раураl")] // Cyrillic
    [InlineData("Yes", "yes")]
    [InlineData("O0", "00")]
    [InlineData("café", "cafe")]
    [InlineData("cafe", "café")]
    [InlineData("e\u0301", "e")]
    [InlineData("👍🏽", "👍")]
    [InlineData("ß", "ss")]
    [InlineData("text", "")]
    [InlineData("a  b", " ")]
    [InlineData("", "x")]
    public void Other_letters_are_never_taken_for_the_same(string text, string quote) =>
        Assert.Null(Quotes.Find(new TranscriptMessage("m", SenderRole.Agent, text), quote));

    [Fact]
    public void A_megabyte_is_searched_in_a_moment()
    {
        var text = new string('a', 1 << 20);
        Assert.Null(Quotes.Find(new TranscriptMessage("m", SenderRole.Agent, text), new string('a', 1000) + "b"));
        Assert.Null(Quotes.Find(new TranscriptMessage("m", SenderRole.Agent, string.Concat(Enumerable.Repeat("e\u0301", 1 << 16))), "e"));
    }

    /// <summary>The same words in characters that mean the same.</summary>
    static string Rewritten(string quote, Random random) => random.Next(4) switch
    {
        0 => quote.Replace("’", "'", StringComparison.Ordinal).Replace("“", "\"", StringComparison.Ordinal)
            .Replace("–", "-", StringComparison.Ordinal),
        1 => string.Join(' ', quote.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)),
        2 => quote.Replace("é", "e\u0301", StringComparison.Ordinal).Replace("ñ", "n\u0303", StringComparison.Ordinal)
            .Replace("한", "\u1112\u1161\u11AB", StringComparison.Ordinal),
        _ => quote.Replace("１", "1", StringComparison.Ordinal).Replace("Ａ", "A", StringComparison.Ordinal),
    };

    /// <summary>
    /// An independent notion of "the same": letters with their marks written out, what can't be seen and white space left out.
    /// </summary>
    static bool Same(string a, string b) => Letters(a) == Letters(b);

    static string Letters(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.Replace("é", "e\u0301", StringComparison.Ordinal).Replace("ñ", "n\u0303", StringComparison.Ordinal)
            .Replace("ộ", "o\u0323\u0302", StringComparison.Ordinal).Replace("한", "\u1112\u1161\u11AB", StringComparison.Ordinal)
            .Replace("が", "か\u3099", StringComparison.Ordinal).Replace("ぎ", "き\u3099", StringComparison.Ordinal)
            .Replace("İ", "I\u0307", StringComparison.Ordinal).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) continue;
            plain.Append(
                rune.Value switch { '’' or '‘' => "'", '“' or '”' => "\"", '–' or '—' => "-", '１' => "1", 'Ａ' => "A", _ => rune.ToString() });
        }

        return plain.ToString();
    }

    static bool StandsWhole(string text, string quote)
    {
        for (var at = text.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = text.IndexOf(quote, at + 1, StringComparison.Ordinal))
        {
            if (IsBoundary(text, at) && IsBoundary(text, at + quote.Length)) return true;
        }

        return false;
    }

    static bool IsBoundary(string text, int place) => place == text.Length || StringInfo.ParseCombiningCharacters(text).Contains(place);

    static string Show(string text) => string.Join(' ', text.Select(c => ((int)c).ToString("X4")));
}
