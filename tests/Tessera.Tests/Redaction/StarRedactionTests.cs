using System.Globalization;
using System.Text;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Redaction;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Redaction;

/// <summary>How often each kind is found in real conversations, and how many of the secrets that agents keyed are left in them.</summary>
public sealed class StarRedactionTests
{
    [Fact]
    public async Task Of_the_numbers_that_agents_keyed_few_are_left()
    {
        var (train, dev) = (await CountAsync("train.ndjson.gz"), await CountAsync("dev.ndjson.gz"));

        var table = new StringBuilder(
            "| entity | found in train | found in dev | keyed and said, left: train | dev |\n|---|---|---|---|---|\n");
        foreach (var entity in RedactionEntity.All)
        {
            table.Append(CultureInfo.InvariantCulture,
                $"| `{entity.Id}` | {train.Found.GetValueOrDefault(entity.Kind)} | {dev.Found.GetValueOrDefault(entity.Kind)} | {train.Left(entity.Kind)} | {dev.Left(entity.Kind)} |\n");
        }

        TestContext.Current.TestOutputHelper!.WriteLine(table.ToString());
        Assert.InRange(dev.Leaked[SensitiveKind.Pin], 0, 0.02 * dev.Keyed[SensitiveKind.Pin]);
        Assert.InRange(dev.Leaked[SensitiveKind.AccountNumber], 0, 0.02 * dev.Keyed[SensitiveKind.AccountNumber]);
        Assert.Contains(
            table.ToString(), await File.ReadAllTextAsync(LabelledUtterances.Documentation, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    static async Task<Counts> CountAsync(string file)
    {
        var counts = new Counts();
        await using var stream = File.OpenRead(StarData.File(file));
        await foreach (var (_, line) in ConversationLines.ReadAsync(stream, TestContext.Current.CancellationToken))
            counts.Add(LabelledConversation.Parse(line));
        return counts;
    }

    sealed class Counts
    {
        public Dictionary<SensitiveKind, int> Found { get; } = [];

        public Dictionary<SensitiveKind, int> Keyed { get; } = [];

        public Dictionary<SensitiveKind, int> Leaked { get; } = [];

        public string Left(SensitiveKind kind) =>
            Keyed.TryGetValue(kind, out var keyed) ? $"{Leaked.GetValueOrDefault(kind)} of {keyed}" : "";

        public void Add(LabelledConversation conversation)
        {
            var scan = new SensitiveScan();
            var (said, masked) = (new StringBuilder(), new StringBuilder());
            foreach (var message in conversation.Transcript.Messages)
            {
                var spans = scan.Add(message.Sender, message.Text);
                foreach (var span in spans) Found[span.Kind] = Found.GetValueOrDefault(span.Kind) + 1;
                if (message.Sender != SenderRole.Customer) continue;
                said.AppendLine(message.Text);
                masked.AppendLine(
                    Mask.Apply(message.Text, spans.Where(span => span.Kind is SensitiveKind.Pin or SensitiveKind.AccountNumber)));
            }

            foreach (var (slot, value) in conversation.Slots)
            {
                if (KindOf(slot) is not { } kind || value.Length < 4 || !value.All(char.IsAsciiDigit)
                    || !said.ToString().Contains(value, StringComparison.Ordinal))
                    continue;
                Keyed[kind] = Keyed.GetValueOrDefault(kind) + 1;
                Leaked[kind] = Leaked.GetValueOrDefault(kind) + (masked.ToString().Contains(value, StringComparison.Ordinal) ? 1 : 0);
            }
        }

        static SensitiveKind? KindOf(string slot) => slot.Split('.')[^1] switch
        {
            "PIN" => SensitiveKind.Pin,
            "AccountNumber" => SensitiveKind.AccountNumber,
            _ => null,
        };
    }
}
