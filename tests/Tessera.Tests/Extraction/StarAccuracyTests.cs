using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

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
        var report = await Evaluate(data, await File.ReadAllTextAsync(mapping, TestContext.Current.CancellationToken));
        Assert.Equal((1332, 0), (report.Conversations, report.BadLines));
        Assert.Equal(report.Found, report.Verified);
        var scores = report.Groups.ToDictionary(g => g.Key, g => g.Value.F1);
        Assert.InRange(scores["account numbers"], 0.92, 1);
        Assert.InRange(scores["PINs"], 0.90, 1);
        Assert.InRange(scores["person names"], 0.85, 1);
        Assert.InRange(scores["counts"], 0.80, 1);
        Assert.InRange(scores["near-verbatim 15"], 0.85, 1);
    }

    static async Task<EvaluationReport> Evaluate(string data, string mapping)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var evaluation = new ExtractionEvaluation(new BuiltInExtractor(), FieldMapping.Parse(mapping));
        await using var stream = File.OpenRead(data);
        await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
            await evaluation.AddAsync(LabelledConversation.Parse(line), number, cancellationToken);
        return evaluation.Report();
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
