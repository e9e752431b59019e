using System.Diagnostics;
using System.Text;
using Tessera.Extraction;
using Tessera.Fields;

namespace Tessera.Tests.Extraction;

/// <summary>Transcripts and fields nobody means well with: nothing throws, nothing is made up, nothing takes for ever.</summary>
public sealed class HostileInputTests
{
    /// <summary>Generous: each case takes a second or two on one core; quadratic time would take minutes.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly StructuredDataField[] Fields =
    [
        Talk.AccountNumber, Talk.Pin, Talk.CustomerName, Talk.HostName, Talk.Guests,
        Talk.Entity("email", "The e-mail address.", "a@b.example"),
        Talk.Entity("phone", "The phone number.", "+1 555 010 9988"),
        Talk.Entity("amount", "The amount of money.", "$5"),
        Talk.Entity("order code", "The code of the order.", "AB-1234"),
        Talk.Entity("date", "The date of birth.", "12/20/1949"),
        Talk.Entity("departure date", "The day of the month on which the stay ends.", "3rd"),
        Talk.Entity("time", "The time.", "6 pm"),
        Talk.Entity("day", "The day of the week.", "Monday"),
        Talk.Entity("destination", "The place the ride goes to.", "airport", "Park and Elm"),
        Talk.Entity("plan", "One of Copper Basic, Silver Plus or Gold."),
        Talk.Entity("reason", "Why the customer calls."),
        Talk.Question("Was it resolved?", ["that worked"], ["not working"]),
        Talk.Question("Was it polite?"),
    ];

    static readonly string[] Pieces =
    [
        "my name is", "I'm", "Leo", "Maria Lund", "account number", "40718825", "9081", "12/20/1949", "5th - 9th", "6 pm", "$5.50",
        "a@b.example", "+1 555 010 9988", "AB-1234", "to the airport", "from Park and Elm", "silver plus", "that worked", "not",
        "four of us", "double five", ".", "?", "\n", "\uD83D\uDE00", "\uD83D", "\uDE00", "\u202E", "\u0301", "\0", "\uFFFF", "陈怡君", "مرحبا",
        "٤٢", "１２", "3\u0301", "e\u0301", "'", "’s", "--", "@@", "((", "://", "....", "\t", "\u00A0", "K\u0307", "İ", "ß", "ﬁ", "1/2/3/4/5",
        "1:2:3", "No.", "Dr.", "L.A.", "x", "000000000000",
    ];

    [Fact]
    public async Task Random_transcripts_give_only_what_they_say_and_always_the_same()
    {
        var random = new Random(20260501);
        for (var round = 0; round < 500; round++)
        {
            var transcript = new Transcript([.. Enumerable.Range(0, random.Next(8)).Select(i => Message(random, i))]);
            var values = await Extract(transcript, Fields);
            Assert.Equal(Fields.Select(f => f.Id), values.Select(v => v.FieldId));
            foreach (var value in values)
                Talk.AssertGrounded(transcript, value);
            Assert.Equal(values, await Extract(transcript, Fields));
        }
    }

    [Fact]
    public async Task Random_fields_are_compiled_and_asked()
    {
        var random = new Random(7);
        var transcript = Talk.Of("A: Your account number and name?", "C: 40718825, Maria Lund, at 6 pm for four people, $5.50");
        for (var round = 0; round < 1500; round++)
        {
            var field = Talk.Entity("x", Text(random, 12), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random, 3))]);
            field = field with { Name = Text(random, 3), Entity = field.Entity! with { Name = Text(random, 3) } };
            Talk.AssertGrounded(transcript, Assert.Single(await Extract(transcript, [field])));
        }
    }

    [Theory]
    [InlineData("1 ")]
    [InlineData("9")]
    [InlineData("a")]
    [InlineData("A")]
    [InlineData("Leo ")]
    [InlineData("five ")]
    [InlineData("to ")]
    [InlineData("and ")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("@a")]
    [InlineData("a@")]
    [InlineData("1-")]
    [InlineData("1/")]
    [InlineData("1,000")]
    [InlineData("(1)")]
    [InlineData("L.")]
    [InlineData("'s")]
    [InlineData("$5 ")]
    [InlineData("5th ")]
    [InlineData("5 pm ")]
    [InlineData("May 5 ")]
    [InlineData("my name is Leo. ")]
    [InlineData("my son Leo ")]
    [InlineData("silver plus ")]
    [InlineData("silver ")]
    [InlineData("what about 5? ")]
    [InlineData("actually change account number 12345678 ")]
    [InlineData("that ")]
    [InlineData("not that worked ")]
    [InlineData("\uD83D")]
    [InlineData("\u202E\u0301")]
    [InlineData("\n")]
    public Task A_long_message_of_one_piece_is_read_in_time(string piece) => ReadInTime(piece, 100_000);

    [Theory]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("my name is Leo. ")]
    [InlineData("@a")]
    public Task A_message_of_a_megabyte_is_read_in_time(string piece) => ReadInTime(piece, 1_000_000);

    static async Task ReadInTime(string piece, int length)
    {
        var text = new StringBuilder(length).Insert(0, piece, length / piece.Length).ToString();
        var transcript = new Transcript(
        [
            new TranscriptMessage("m0", SenderRole.Agent, "What is your account number, PIN and name?"),
            new TranscriptMessage("m1", SenderRole.Customer, text),
            new TranscriptMessage("m2", SenderRole.Agent, text),
        ]);
        await ExtractInTime(transcript);
    }

    [Fact]
    public async Task Five_thousand_messages_are_read_in_time()
    {
        var random = new Random(3);
        await ExtractInTime(new Transcript([.. Enumerable.Range(0, 5000).Select(i => Message(random, i))]));
    }

    [Fact]
    public async Task Five_thousand_messages_of_one_side_are_read_in_time()
    {
        var lines = Enumerable.Range(0, 5000).Select(i => new TranscriptMessage($"m{i}", SenderRole.Customer, "my name is Leo, 40718825"));
        await ExtractInTime(new Transcript([.. lines]));
    }

    [Fact]
    public async Task Empty_things_are_answered()
    {
        var nameless = new EntityDefinition("", "", []);
        var empty = new StructuredDataField { Id = "e_", Name = "", CategoryId = "", Kind = FieldKind.Entity, Entity = nameless };
        var broken = new StructuredDataField { Id = "q_", Name = "", CategoryId = "", Kind = FieldKind.Question };
        var missing = new StructuredDataField { Id = "e_x", Name = "x", CategoryId = "", Kind = FieldKind.Entity };
        var transcript = new Transcript([new TranscriptMessage("", SenderRole.Customer, "")]);
        var values = await Extract(transcript, [empty, broken, missing]);
        ExtractionOutcome[] expected = [ExtractionOutcome.NotFound, ExtractionOutcome.NoModel, ExtractionOutcome.NotFound];
        Assert.Equal(expected, values.Select(v => v.Outcome));
        Assert.Empty(await Extract(transcript, []));
    }

    static async Task ExtractInTime(Transcript transcript)
    {
        var watch = Stopwatch.StartNew();
        foreach (var value in await Extract(transcript, Fields))
            Talk.AssertGrounded(transcript, value);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    static async Task<IReadOnlyList<ExtractedValue>> Extract(Transcript transcript, IReadOnlyList<StructuredDataField> fields) =>
        await new BuiltInExtractor().ExtractAsync(transcript, fields, TestContext.Current.CancellationToken);

    static TranscriptMessage Message(Random random, int i) => new($"m{i}", (SenderRole)random.Next(1, 4), Text(random, 14));

    static string Text(Random random, int most)
    {
        var text = new StringBuilder();
        for (var i = random.Next(most); i > 0; i--)
        {
            text.Append(random.Next(12) == 0 ? ((char)random.Next(0x10000)).ToString() : random.GetItems(Pieces, 1)[0]);
            if (random.Next(5) > 0)
                text.Append(' ');
        }

        return text.ToString();
    }
}
