using Tessera.Extraction.Evaluation;
using Tessera.Intents;
using Tessera.Intents.Evaluation;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

/// <summary>
/// How well intents are told in real conversations: learnt from those of STAR's train part that are about one thing, asked of dev's, on
/// which nothing was tuned.
/// </summary>
public sealed class StarIntentTests
{
    [Fact]
    public async Task The_held_out_conversations_reach_the_goal_and_confidence_can_be_believed()
    {
        var definitions = LabelledIntent.ToDefinitions(await ReadAsync("train.ndjson.gz")).ToArray();
        Assert.Equal(24, definitions.Length);
        var classifier = IntentClassifier.Train(1, IntentClassifier.DefaultThreshold, definitions, TestContext.Current.CancellationToken);
        var evaluation = new IntentEvaluation(classifier);
        foreach (var one in await ReadAsync("dev.ndjson.gz")) evaluation.Add(one);

        Assert.Equal((933, 54), (evaluation.Conversations, evaluation.Silent));
        Assert.InRange(evaluation.Accuracy, 0.93, 1);
        Assert.InRange(evaluation.AccuracyOfSpoken, 0.97, 1);
        Assert.InRange(evaluation.Reliability.ExpectedError, 0, 0.03);
        Assert.InRange(classifier.Reliability.ExpectedError, 0, 0.03);
        var half = evaluation.ByThreshold.Single(score => score.Threshold == IntentClassifier.DefaultThreshold);
        Assert.InRange(half.Right / (double)half.Assigned, 0.98, 1);
    }

    static async Task<List<LabelledIntent>> ReadAsync(string name)
    {
        var labelled = new List<LabelledIntent>();
        await using var stream = File.OpenRead(StarData.File(name));
        await foreach (var (_, line) in ConversationLines.ReadAsync(stream, TestContext.Current.CancellationToken))
        {
            if (LabelledIntent.Parse(line) is { } one) labelled.Add(one);
        }

        return labelled;
    }
}
