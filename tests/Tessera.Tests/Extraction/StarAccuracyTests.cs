using Tessera.Cli;
using Tessera.Extraction.Evaluation;
using Tessera.Llm;

namespace Tessera.Tests.Extraction;

/// <summary>
/// How much the built-in extractor finds in real conversations (STAR, dev: 1,332 of them that nothing was tuned on). The data is never
/// committed; it is looked for beside the working copy.
/// </summary>
public sealed class StarAccuracyTests
{
    [Fact]
    public async Task The_held_out_conversations_reach_the_goals()
    {
        var data = Find("shared/data/star/dev.ndjson.gz");
        if (data is null)
        {
            const string Missing = "shared/data/star/dev.ndjson.gz is in no folder above the tests";
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", Missing);
            Assert.Skip(Missing);
        }

        var mapping = Find("bench/star/fields.json");
        Assert.NotNull(mapping);
        using var run = await EvaluateAsync(data, mapping);
        var report = run.Report();
        Assert.Equal((1332, 0), (report.Conversations, run.BadLines));
        var built = Assert.Single(report.Candidates);
        Assert.Equal(built.Total.Score.Given, built.Total.Verified);
        var scores = built.Groups.ToDictionary(g => g.Name, g => g.F1);
        Assert.InRange(scores["account numbers"].Value, 0.92, 1);
        Assert.InRange(scores["PINs"].Value, 0.90, 1);
        Assert.InRange(scores["person names"].Value, 0.85, 1);
        Assert.InRange(scores["counts"].Value, 0.80, 1);
        Assert.InRange(scores["near-verbatim 15"].Value, 0.85, 1);
        Assert.All(scores.Values, f1 => Assert.True(f1.Low < f1.Value && f1.Value < f1.High, $"{f1}"));
        // The table of docs/extraction.md.
        Assert.Equal(
            ["0.979", "0.939", "0.883", "0.821", "0.874"],
            new[] { "account numbers", "PINs", "person names", "counts", "near-verbatim 15" }.Select(
                name => scores[name].Value.ToString("0.000")));
    }

    static async Task<EvaluateRun> EvaluateAsync(string data, string mapping)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var parsed = FieldMapping.Parse(await File.ReadAllTextAsync(mapping, cancellationToken));
        var request = new EvaluateRequest(data, mapping, [ExtractorChoice.BuiltIn], Json: false, Mistakes: null, NoWorseThan: null);
        var run = new EvaluateRun(request, parsed, new LanguageModel());
        await using var stream = File.OpenRead(data);
        await run.ReadAsync(stream, TextWriter.Null, cancellationToken);
        return run;
    }

    /// <summary>The file at <paramref name="path"/> below the nearest folder above the tests that has it.</summary>
    static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, path);
            if (File.Exists(file))
                return file;
        }

        return null;
    }
}
