using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

public sealed class IntentsCommandTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tessera-intents-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_learns_from_one_file_and_judges_another()
    {
        var train = Write("train", Line("a", "red apples"), Line("a", "green apples"), Line("b", "sweet pears"), Line("b", "ripe pears"));
        var asked = Write("asked", Line("a", "apples please"), Line("b", "pears"), Line("b", "apples"), "oops", Line("a", null), TwoTasks);

        var outcome = (await CommandLine.RunAsync("intents", "evaluate", asked, "--train", train)).Expect(0);

        Assert.StartsWith($"{asked}: line 4: not JSON: ", outcome.Error, StringComparison.Ordinal);
        Assert.StartsWith(
            """
            intent  support  assigned  right  precision  recall
            a             2         3      2      0.667   1.000
            b             2         1      1      1.000   0.500

            threshold  assigned  right  precision  coverage
            """.ReplaceLineEndings("\n"), outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "accuracy 0.7500 of 4 conversations, in 1 of which the customer says nothing; 0.6667 of the others\n", outcome.Output,
            StringComparison.Ordinal);
        var json = (await CommandLine.RunAsync("intents", "evaluate", asked, "--train", train, "--json")).Json();
        Assert.Equal((4, 0.75, 3), ((int)json["conversations"]!, (double)json["accuracy"]!, (int)json["intents"]!["a"]!["assigned"]!));
    }

    [Fact]
    public async Task One_intent_is_nothing_to_tell_apart()
    {
        var train = Write("train", Line("a", "red apples"));

        (await CommandLine.RunAsync("intents", "evaluate", train, "--train", train))
            .ExpectFailure($"{train}: expected conversations of at least two intents, found 1.");
    }

    [Fact]
    public async Task Nothing_to_judge_is_said()
    {
        var train = Write("train", Line("a", "red apples"), Line("b", "pears"));
        var empty = Write("empty", TwoTasks);

        (await CommandLine.RunAsync("intents", "evaluate", empty, "--train", train)).ExpectFailure(
            $"{empty}: found no conversation about one thing.");
    }

    const string TwoTasks = """{"messages":[],"truth":{"tasks":["a","b"]}}""";

    static string Line(string task, string? said) => JsonSerializer.Serialize(new
    {
        messages = said is null ? [] : new object[] { new { text = said, sender = new { role = "customer" } } },
        truth = new { tasks = new[] { task } },
    });

    string Write(string name, params string[] lines)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
