using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tessera.Cli;
using Tessera.Tests.Models;

namespace Tessera.Tests.Extraction;

public sealed partial class EvaluateCommandTests : IDisposable
{
    const string Mapping = """
        {"fields": [{"id": "e_pin", "name": "PIN", "type": "ENTITY",
                     "entity": {"name": "PIN", "description": "The four-digit PIN.", "examples": ["1234"]}}],
         "truth": {"e_pin": ["bank.PIN"]}, "groups": {"PINs": ["e_pin"]}}
        """;

    const string Conversations = """
        {"messages": [{"text": "PIN 1234", "sender": {"role": "customer"}}], "truth": {"tasks": ["bank"], "slots": {"bank.PIN": "1234"}}}
        oops
        {"messages": [{"text": "PIN 9081", "sender": {"role": "customer"}}], "truth": {"tasks": ["bank"], "slots": {"bank.PIN": "4444"}}}
        """;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-evaluate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_table_has_a_row_for_each_field_group_and_the_whole()
    {
        var (code, output, error) = await Run(File("c.ndjson", Conversations), "--fields", File("m.json", Mapping));
        Assert.Equal(0, code);
        var expected = """
            built-in
            field        asked  support  right  wrong  extra  missed  precision             recall                F1
            e_pin            2        2      1      1      0       0  0.500 [0.095, 0.905]  0.500 [0.095, 0.905]  0.500 [0.000, 1.000]

            PINs             2        2      1      1      0       0  0.500 [0.095, 0.905]  0.500 [0.095, 0.905]  0.500 [0.000, 1.000]
            all (micro)      2        2      1      1      0       0  0.500 [0.095, 0.905]  0.500 [0.095, 0.905]  0.500 [0.000, 1.000]
            all (macro)                                                                                           0.500

            evidence verified: 2 of 2; a conversation takes TIME ms (p50), TIME ms (p95)

            2 conversations, 1 bad lines

            """.ReplaceLineEndings("\n");
        output = Times().Replace(output, "TIME ms");
        Assert.Equal(expected, output);
        Assert.StartsWith("line 2: not JSON: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_with_the_same_numbers()
    {
        var (code, output, _) = await Run(File("c.ndjson", Conversations), "--fields", File("m.json", Mapping), "--json");
        Assert.Equal(0, code);
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        Assert.Equal(2, root.GetProperty("conversations").GetInt32());
        Assert.Equal(1, root.GetProperty("badLines").GetInt32());
        var built = Assert.Single(root.GetProperty("candidates").EnumerateArray());
        Assert.Equal("built-in", built.GetProperty("name").GetString());
        Assert.Equal(2, built.GetProperty("total").GetProperty("verified").GetInt32());
        Assert.Equal(0.5, built.GetProperty("fields")[0].GetProperty("f1").GetProperty("value").GetDouble());
        Assert.Equal(0.5, built.GetProperty("groups")[0].GetProperty("f1").GetProperty("value").GetDouble());
        Assert.Equal(0.5, built.GetProperty("total").GetProperty("f1").GetProperty("value").GetDouble());
        Assert.Equal(0.5, built.GetProperty("macroF1").GetDouble());
        Assert.False(root.TryGetProperty("gate", out _));
    }

    [Fact]
    public async Task Mistakes_are_written_where_they_are_asked_for()
    {
        var mistakes = Path.Combine(_folder.FullName, "mistakes.ndjson");
        var (code, _, _) = await Run(File("c.ndjson", Conversations), "--fields", File("m.json", Mapping), "--mistakes", mistakes);
        Assert.Equal(0, code);
        Assert.Equal(
            """{"line":3,"extractor":"built-in","field":"e_pin","found":"9081","accepted":["4444"],"message":"m1","start":4,"end":8,"quote":"9081"}""",
            Assert.Single(await System.IO.File.ReadAllLinesAsync(mistakes, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var (code, output, error) = await Run("nowhere.ndjson", "--fields", File("m.json", Mapping));
        Assert.Equal((1, "", "nowhere.ndjson: no such file\n"), (code, output, error.ReplaceLineEndings("\n")));
        (code, _, error) = await Run(File("c.ndjson", Conversations), "--fields", "nowhere.json");
        Assert.Equal((1, "nowhere.json: no such file\n"), (code, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task A_bad_mapping_is_named_with_its_reason()
    {
        var mapping = File("m.json", "{}");
        var (code, _, error) = await Run(File("c.ndjson", Conversations), "--fields", mapping);
        Assert.Equal((1, $"{mapping}: expected an object with an array 'fields'\n"), (code, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Help_shows_an_example()
    {
        var (code, output, _) = await Run("--help");
        Assert.Equal(0, code);
        Assert.Contains("tessera evaluate conversations.ndjson.gz --fields bench/star/fields.json", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "--extractor x",
        "--extractor x: expected STRATEGY[,model=NAME][,prompt=VERSION][,fields=FILE][,name=NAME], where STRATEGY is built-in, model or one of built-in-first, model-first, both, built-in-only, model-only")]
    [InlineData(
        "--extractor both,x=y",
        "--extractor both,x=y: expected STRATEGY[,model=NAME][,prompt=VERSION][,fields=FILE][,name=NAME], found x=y")]
    [InlineData("--extractor built-in --extractor built-in", "--extractor built-in: there are two of this name")]
    [InlineData("--extractor model", "--extractor model: no model is configured; TESSERA_MODEL_URL and TESSERA_MODEL name one")]
    [InlineData("--extractor built-in,fields=nowhere.json", "--extractor built-in,fields=nowhere.json: nowhere.json: no such file")]
    [InlineData("--baseline built-in", "--baseline: needs --no-worse-than, as in --no-worse-than 0.01")]
    [InlineData("--no-worse-than 0.1", "--no-worse-than: needs two extractors, as in --extractor built-in --extractor model")]
    [InlineData("--no-worse-than 1.1", "--no-worse-than: expected a number from 0 to 1")]
    [InlineData("--no-worse-than -0.1", "--no-worse-than: expected a number from 0 to 1")]
    [InlineData("--no-worse-than 0 --min-cases 0", "--min-cases: expected a whole number from 1 on")]
    [InlineData(
        "--extractor built-in --extractor both --no-worse-than 0 --baseline x",
        "--baseline x: no --extractor has this name, only built-in and both")]
    public async Task What_cannot_be_compared_is_refused(string options, string reason)
    {
        var (code, output, error) = await Run(
            [File("c.ndjson", Conversations), "--fields", File("m.json", Mapping), .. options.Split(' ')]);
        Assert.Equal((1, "", $"{reason}\n"), (code, output, error.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData(
        30, "built-in,fields=worse.json,name=other", 2,
        "fail. f1 differs by -1.0000 from built-in, at worst by -1.0000 (95 %, 30 conversations); 0.02 is tolerated.")]
    [InlineData(
        30, "built-in,name=other", 0,
        "pass. f1 differs by 0.0000 from built-in, at worst by 0.0000 (95 %, 30 conversations); 0.02 is tolerated.")]
    [InlineData(29, "built-in,name=other", 2,
        "undecided. f1 differs by 0.0000 from built-in, at worst by 0.0000 (95 %, 29 conversations); 0.02 is tolerated. 29 labelled conversations are too few to decide; 30 are demanded.")]
    public async Task A_change_passes_only_where_enough_cases_say_so(int conversations, string other, int expected, string reason)
    {
        // The same field, asked for in words that fit nothing.
        var worse = File(
            "worse.json",
            Mapping.Replace("The four-digit PIN.", "The name of the pet.").Replace("1234", "Rex").Replace("\"PIN\"", "\"pet\""));
        var line = Conversations.Split('\n')[0];
        var (code, output, _) = await Run(
            File("c.ndjson", string.Join('\n', Enumerable.Repeat(line, conversations))), "--fields", File("m.json", Mapping), "--extractor",
            "built-in", "--extractor", other.Replace("worse.json", worse), "--no-worse-than", "0.02");

        Assert.Equal(expected, code);
        Assert.Contains($"other: {reason}\n", output, StringComparison.Ordinal);
        Assert.Contains(
            $"built-in and other agree in {(expected == 2 && conversations == 30 ? 0 : conversations)} of {conversations}:", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_and_prompts_are_compared_with_what_they_cost()
    {
        await using var model = await ScriptedModel.StartAsync((_, _, http, request) =>
        {
            // The second prompt has it right.
            var second = ((string)request["messages"]![0]!["content"]!).Contains("before you answer", StringComparison.Ordinal);
            return Steps.Form(second ? ("1234", "PIN 1234", 1) : ("Not Found", "", 0))(http, request);
        });
        var variables = new Dictionary<string, string>
        {
            ["TESSERA_MODEL_URL"] = model.Options.Url.ToString(),
            ["TESSERA_MODEL"] = "one",
            ["TESSERA_MODEL_2"] = "two",
            ["TESSERA_MODEL_INPUT_PRICE"] = "1",
            ["TESSERA_MODEL_2_INPUT_PRICE"] = "3",
            ["TESSERA_MODEL_OUTPUT_PRICE"] = "2",
        };
        var (code, output, error) = await Run(
            variables.GetValueOrDefault, File("c.ndjson", Conversations.Split('\n')[0]), "--fields", File("m.json", Mapping), "--json",
            "--extractor", "model", "--extractor", "model,model=two,prompt=2", "--extractor", "built-in-first");

        Assert.Equal((0, ""), (code, error));
        using var document = JsonDocument.Parse(output);
        var candidates = document.RootElement.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal([0, 1, 1], candidates.Select(c => c.GetProperty("total").GetProperty("right").GetInt32()));
        // 100 and 10 tokens a call; what the built-in extractor finds costs nothing.
        Assert.Equal(
            [0.00012m, 0.00032m], candidates[..2].Select(c => c.GetProperty("total").GetProperty("cost").GetProperty("cost").GetDecimal()));
        Assert.Equal(0.00032m, candidates[1].GetProperty("fields")[0].GetProperty("cost").GetProperty("cost").GetDecimal());
        Assert.False(candidates[2].GetProperty("total").TryGetProperty("cost", out _));
        Assert.Equal(["one", "two"], model.Requests.Select(r => (string)r["model"]!).Order());
        Assert.Equal(
            ["message", "quote", "value"],
            model.Requests.Single(
                r => (string)r["model"]! == "two")["response_format"]!["json_schema"]!["schema"]!["properties"]!["f1"]!["required"]!
                .AsArray().Select(m => (string)m!));
    }

    string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"[0-9.]+ ms", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    static Task<(int Code, string Output, string Error)> Run(params string[] args) => Run(_ => null, args);

    static async Task<(int Code, string Output, string Error)> Run(Func<string, string?> variable, params string[] args)
    {
        var root = new RootCommand { EvaluateCommand.Create(variable) };
        var output = new StringWriter();
        var error = new StringWriter();
        var invocation = new InvocationConfiguration { Output = output, Error = error };
        var code = await root.Parse(["evaluate", .. args]).InvokeAsync(invocation, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
