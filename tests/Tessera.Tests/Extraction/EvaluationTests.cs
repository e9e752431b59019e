using System.IO.Compression;
using System.Text;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

namespace Tessera.Tests.Extraction;

public sealed class EvaluationTests
{
    const string Mapping = """
        {
          "fields": [
            {"id": "e_pin", "name": "PIN", "categoryId": "CUSTOM", "type": "ENTITY", "active": true,
             "entity": {"name": "PIN", "description": "The four-digit PIN.", "examples": ["1234"]}},
            {"id": "e_name", "name": "Name", "type": "ENTITY", "entity": {"name": "customer name", "description": "", "examples": []}},
            {"id": "q_ok", "name": "OK", "type": "QUESTION", "question": {"question": "Was it resolved?"},
             "phrases": {"yes": ["that worked"], "no": ["not working"]}}
          ],
          "truth": {"e_pin": ["bank.PIN"], "e_name": ["bank.Name", "shop.Name"], "q_ok": ["Resolved?"]},
          "groups": {"entities": ["e_pin", "e_name"]}
        }
        """;

    const string Template = """
        {"messages": [{"text": "Your PIN and your name?", "sender": {"role": "agent"}},
                      {"text": "CUSTOMER", "sender": {"role": "customer"}}],
         "truth": {"tasks": [TASKS], "slots": SLOTS, "questions": QUESTIONS}}
        """;

    static string Line(string customer, string tasks, string slots, string questions = "{}") =>
        Template.ReplaceLineEndings("").Replace("CUSTOMER", customer).Replace("TASKS", tasks).Replace("SLOTS", slots)
            .Replace("QUESTIONS", questions);

    static async Task<CandidateReport> Evaluate(params string[] lines) => (await Evaluate(new BuiltInExtractor(), lines)).Candidates[0];

    static async Task<EvaluationReport> Evaluate(IExtractor extractor, params string[] lines)
    {
        var mapping = FieldMapping.Parse(Mapping);
        var fields = mapping.Fields.ToDictionary(field => field.Id);
        var candidate = new Candidate("one", _ => extractor, fields);
        var scores = new Scoreboard([.. fields.Keys], [candidate.Name], mapping.Groups);
        foreach (var line in lines)
            scores.Add(
                [await candidate.AskAsync(mapping.CaseOf(LabelledConversation.Parse(line), 1), TestContext.Current.CancellationToken)]);
        return scores.Report([], noWorseThan: null);
    }

    static Score Of(CandidateReport report, string id) => report.Fields.Single(f => f.Name == id).Score;

    [Fact]
    public async Task A_field_is_asked_only_where_one_of_its_tasks_is()
    {
        var report = await Evaluate(Line("1234", "\"shop\"", "{}"), Line("1234", "\"other\"", "{}"));
        Assert.Equal(0, Of(report, "e_pin").Asked);
        Assert.Equal(1, Of(report, "e_name").Asked);
        Assert.Equal(0, Of(report, "q_ok").Asked);
    }

    [Fact]
    public async Task Found_and_right_is_a_true_positive_in_whatever_form()
    {
        var report = await Evaluate(
            Line("one two three four, I'm Maria Lund", "\"bank\"", """{"bank.PIN": "1234", "bank.Name": "Mrs. maria  lund."}"""));
        Assert.Equal(new Score { Asked = 1, Support = 1, Right = 1 }, Of(report, "e_pin"));
        Assert.Equal(new Score { Asked = 1, Support = 1, Right = 1 }, Of(report, "e_name"));
    }

    [Fact]
    public async Task Found_and_wrong_counts_against_precision_and_recall()
    {
        var score = Of(await Evaluate(Line("9081", "\"bank\"", """{"bank.PIN": "1234"}""")), "e_pin");
        Assert.Equal(new Score { Asked = 1, Support = 1, Wrong = 1 }, score);
        Assert.Equal((0, 0, 0), (score.Precision, score.Recall, score.F1));
    }

    [Fact]
    public async Task Found_where_the_truth_has_none_counts_against_precision()
    {
        var report = await Evaluate(
            Line("9081", "\"bank\"", "{}"),
            Line("9081", "\"bank\"", """{"bank.PIN": "null"}"""),
            Line("9081", "\"bank\"", """{"bank.PIN": 9081}"""));
        var score = Of(report, "e_pin");
        Assert.Equal(new Score { Asked = 3, Support = 1, Right = 1, Extra = 2 }, score);
        Assert.Equal(1 / 3d, score.Precision, 6);
        Assert.Equal(1, score.Recall);
        Assert.Equal(0.5, score.F1, 6);
    }

    [Fact]
    public async Task Missed_counts_against_recall_and_nothing_where_nothing_is_true()
    {
        var score = Of(await Evaluate(Line("hm", "\"bank\"", """{"bank.PIN": "1234"}"""), Line("hm", "\"bank\"", "{}")), "e_pin");
        Assert.Equal(new Score { Asked = 2, Support = 1, Missed = 1 }, score);
    }

    [Fact]
    public async Task Any_value_of_several_slots_is_right()
    {
        var slots = """{"bank.Name": "Maria Lund", "shop.Name": "Maria"}""";
        Assert.Equal(1, Of(await Evaluate(Line("I'm Maria", "\"bank\", \"shop\"", slots)), "e_name").Right);
    }

    [Fact]
    public async Task A_question_is_asked_where_it_was_judged()
    {
        var report = await Evaluate(
            Line("that worked", "", "{}", """{"Resolved?": true}"""),
            Line("that worked", "", "{}", """{"Resolved?": false}"""),
            Line("that worked", "", "{}"));
        Assert.Equal(new Score { Asked = 2, Support = 2, Right = 1, Wrong = 1 }, Of(report, "q_ok"));
    }

    [Fact]
    public async Task Groups_and_the_whole_are_summed_before_they_are_divided()
    {
        var report = await Evaluate(
            Line("1234 Maria", "\"bank\"", """{"bank.PIN": "1234", "bank.Name": "Leo"}"""),
            Line("9081", "\"bank\"", """{"bank.PIN": "9081"}"""));
        var group = Assert.Single(report.Groups);
        Assert.Equal("entities", group.Name);
        Assert.Equal(Score.Sum([Of(report, "e_pin"), Of(report, "e_name")]), group.Score);
        Assert.Equal(3, report.Total.Support);
        Assert.Equal((Of(report, "e_pin").F1 + Of(report, "e_name").F1) / 2, report.MacroF1, 4);
        Assert.Equal(report.Total.Score.Given, report.Total.Verified);
    }

    [Fact]
    public async Task Evidence_that_does_not_hold_is_not_verified()
    {
        var report = (await Evaluate(new Liar(), Line("hm", "\"bank\"", """{"bank.PIN": "1234"}"""))).Candidates[0];
        Assert.Equal((2, 0, 0), (report.Total.Score.Given, report.Total.Verified, report.Total.Grounded.Value));
    }

    [Fact]
    public async Task Labels_of_fields_are_the_truth_where_a_file_has_them()
    {
        var messages = """{"messages": [{"text": "My PIN is 1234", "sender": {"role": "customer"}}], "labels": LABELS}""";
        var report = await Evaluate(
            messages.Replace("LABELS", """{"e_pin": ["12 34", "4321"]}"""),
            messages.Replace("LABELS", """{"e_pin": [], "e_unknown": ["x"]}"""));
        Assert.Equal(new Score { Asked = 2, Support = 1, Right = 1, Extra = 1 }, Of(report, "e_pin"));
        Assert.Equal(0, Of(report, "e_name").Asked);
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{}", "expected a member 'messages' that is an array")]
    [InlineData("""{"messages": []}""", "expected a member 'truth' that is an object")]
    [InlineData(
        """{"messages": [{"text": "x", "sender": {"role": "bot"}}], "truth": {}}""",
        "messages[0].sender.role: expected agent, customer or system, not 'bot'")]
    [InlineData("""{"messages": [], "labels": []}""", "labels: expected an object")]
    [InlineData("""{"messages": [], "labels": {"e_pin": "1234"}}""", "labels.e_pin: expected an array of strings")]
    [InlineData("""{"messages": [{"text": "\ud83d", "sender": {"role": "agent"}}], "truth": {}}""", "messages[0].text: not valid Unicode")]
    public void A_bad_line_says_what_is_wrong_with_it(string line, string reason)
    {
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => LabelledConversation.Parse(line)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("{}", "expected an object with an array 'fields'")]
    [InlineData("""{"fields": [{}]}""", "fields[0]: expected a string 'id'")]
    [InlineData("""{"fields": [{"id": "x", "type": "DATE", "name": "x"}]}""", "fields[0].type: expected ENTITY or QUESTION, not 'DATE'")]
    [InlineData("""{"fields": [{"id": "x", "type": "ENTITY", "name": "x"}]}""", "fields[0]: an ENTITY needs a member 'entity'")]
    [InlineData(
        """{"fields": [{"id": "x", "type": "QUESTION", "name": "x", "question": {"question": "?"}}], "truth": {}}""",
        "truth: nothing to hold 'x' against")]
    [InlineData("""{"fields": [], "truth": {"x": []}}""", "'x' is no id of a field in 'fields'")]
    public void A_bad_mapping_says_what_is_wrong_with_it(string mapping, string reason)
    {
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => FieldMapping.Parse(mapping)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_are_read_plain_and_zipped(bool zipped)
    {
        var text = Encoding.UTF8.GetBytes("one\n\n \ntwo");
        var lines = new List<(int, string)>();
        using var bytes = new MemoryStream(zipped ? Zipped(text) : text);
        await foreach (var line in ConversationLines.ReadAsync(bytes, TestContext.Current.CancellationToken))
            lines.Add(line);
        Assert.Equal([(1, "one"), (4, "two")], lines);
    }

    [Fact]
    public async Task Nothing_to_read_is_no_line()
    {
        await foreach (var line in ConversationLines.ReadAsync(new MemoryStream(), TestContext.Current.CancellationToken))
            Assert.Fail(line.Line);
    }

    static byte[] Zipped(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionMode.Compress))
            zip.Write(bytes);
        return zipped.ToArray();
    }

    sealed class Liar : IExtractor
    {
        public string Name => "liar";

        public string Version => "1";

        public ValueTask<IReadOnlyList<ExtractedValue>> ExtractAsync(
            Transcript transcript, IReadOnlyList<Tessera.Fields.StructuredDataField> fields, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<ExtractedValue>>(
            [
                .. fields.Select(f => new ExtractedValue
                {
                    FieldId = f.Id,
                    Outcome = ExtractionOutcome.Found,
                    Value = "1234",
                    Normalized = "1234",
                    Evidence = new Evidence(transcript.Messages[0].Id, 0, 4, "1234"),
                }),
            ]);
    }
}
