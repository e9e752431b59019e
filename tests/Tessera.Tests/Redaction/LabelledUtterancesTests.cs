using System.Globalization;
using System.Text;
using Tessera.Redaction;

namespace Tessera.Tests.Redaction;

/// <summary>How much the recogniser finds in labelled utterances, half of which it was not worked out on.</summary>
public sealed class LabelledUtterancesTests
{
    static readonly SensitiveKind[] HeldToGoals =
    [
        SensitiveKind.CreditCardNumber, SensitiveKind.Ssn, SensitiveKind.Email, SensitiveKind.PhoneNumber, SensitiveKind.Pin,
        SensitiveKind.Cvv,
    ];

    [Fact]
    public async Task What_has_to_go_is_found_and_what_has_to_stay_stays()
    {
        var mistakes = new StringBuilder();
        var tuning = LabelledUtterances.Evaluate(LabelledUtterances.Read(LabelledUtterances.PathOf("utterances-tuning.txt")), mistakes);
        var heldOut = LabelledUtterances.Evaluate(LabelledUtterances.Read(LabelledUtterances.PathOf("utterances-held-out.txt")), mistakes);

        var table = Table(tuning, heldOut);
        TestContext.Current.TestOutputHelper!.WriteLine($"{table}\n{mistakes}");
        var all = tuning.Values.Concat(heldOut.Values).Aggregate((a, b) => a + b);
        Assert.All(
            HeldToGoals,
            kind => Assert.True(
                (tuning[kind] + heldOut[kind]).Recall >= 0.98,
                $"Recall of {kind} is {(tuning[kind] + heldOut[kind]).Recall:0.000}.\n{mistakes}"));
        Assert.True(all.Precision >= 0.95, $"Precision is {all.Precision:0.000}.\n{mistakes}");
        Assert.Contains(
            table, await File.ReadAllTextAsync(LabelledUtterances.Documentation, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_three_hundred_utterances_and_half_are_held_out()
    {
        var (tuning, heldOut) = (LabelledUtterances.Read(LabelledUtterances.PathOf("utterances-tuning.txt")),
            LabelledUtterances.Read(LabelledUtterances.PathOf("utterances-held-out.txt")));

        Assert.InRange(tuning.Count, 150, 170);
        Assert.InRange(heldOut.Count, 150, 170);
        Assert.Equal(tuning.Count + heldOut.Count, tuning.Concat(heldOut).Select(Text).Distinct().Count());
        static string Text(LabelledUtterances.Labelled[] utterance) => string.Join('|', utterance.Select(message => message.Text));
    }

    static string Table(
        Dictionary<SensitiveKind, LabelledUtterances.Score> tuning, Dictionary<SensitiveKind, LabelledUtterances.Score> heldOut)
    {
        var table = new StringBuilder(
            "| entity | marked | recall | precision | held out: marked | recall | precision |\n|---|---|---|---|---|---|---|\n");
        foreach (var entity in RedactionEntity.All) Row($"`{entity.Id}`", tuning[entity.Kind] + heldOut[entity.Kind], heldOut[entity.Kind]);
        Row("all", tuning.Values.Concat(heldOut.Values).Aggregate((a, b) => a + b), heldOut.Values.Aggregate((a, b) => a + b));
        return table.ToString();

        void Row(string name, LabelledUtterances.Score both, LabelledUtterances.Score held) => table.Append(CultureInfo.InvariantCulture,
            $"| {name} | {both.Right + both.Missed} | {both.Recall:0.000} | {both.Precision:0.000} | {held.Right + held.Missed} | {held.Recall:0.000} | {held.Precision:0.000} |\n");
    }
}
