using System.CommandLine;
using System.Text.Json;
using Tessera.Cli;

namespace Tessera.Tests.Extraction;

public sealed class EvaluateCommandTests : IDisposable
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
            field        asked  support  right  wrong  extra  missed  precision  recall     F1
            e_pin            2        2      1      1      0       0      0.500   0.500  0.500

            PINs             2        2      1      1      0       0      0.500   0.500  0.500
            all (micro)      2        2      1      1      0       0      0.500   0.500  0.500
            all (macro)                                                                  0.500

            2 conversations, 1 bad lines; evidence verified: 2 of 2

            """.ReplaceLineEndings("\n");
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
        Assert.Equal(2, root.GetProperty("evidence").GetProperty("verified").GetInt32());
        Assert.Equal(0.5, root.GetProperty("fields").GetProperty("e_pin").GetProperty("f1").GetDouble());
        Assert.Equal(0.5, root.GetProperty("groups").GetProperty("PINs").GetProperty("f1").GetDouble());
        Assert.Equal(0.5, root.GetProperty("micro").GetProperty("f1").GetDouble());
        Assert.Equal(0.5, root.GetProperty("macro").GetProperty("f1").GetDouble());
    }

    [Fact]
    public async Task Mistakes_are_written_where_they_are_asked_for()
    {
        var mistakes = Path.Combine(_folder.FullName, "mistakes.ndjson");
        var (code, _, _) = await Run(File("c.ndjson", Conversations), "--fields", File("m.json", Mapping), "--mistakes", mistakes);
        Assert.Equal(0, code);
        Assert.Equal(
            """{"line":3,"field":"e_pin","found":"9081","accepted":["4444"],"message":"m1","start":4,"end":8,"quote":"9081"}""",
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

    string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var root = new RootCommand { EvaluateCommand.Create() };
        var output = new StringWriter();
        var error = new StringWriter();
        var invocation = new InvocationConfiguration { Output = output, Error = error };
        var code = await root.Parse(["evaluate", .. args]).InvokeAsync(invocation, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
