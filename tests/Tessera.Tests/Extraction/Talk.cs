using Tessera.Extraction;
using Tessera.Fields;

namespace Tessera.Tests.Extraction;

/// <summary>Short transcripts and fields for tests: <c>Talk.Of("A: Your name?", "C: Leo")</c>.</summary>
internal static class Talk
{
    public static readonly StructuredDataField AccountNumber =
        Entity("account number", "The customer's account number.", "40718825", "56102294");

    public static readonly StructuredDataField Pin = Entity("PIN", "The four-digit PIN of the customer.", "1234", "9081");

    public static readonly StructuredDataField CustomerName =
        Entity("customer name", "The name of the customer.", "Maria Lund", "tom ferreira");

    public static readonly StructuredDataField HostName = Entity("host name", "The person who gives the party.", "Maria Lund");
    public static readonly StructuredDataField Guests = Entity("number of guests", "How many guests are invited to the party.", "4", "12");

    public static Transcript Of(params string[] lines) =>
        new([.. lines.Select((line, i) => new TranscriptMessage($"m{i}", Sender(line), line[3..]))]);

    public static StructuredDataField Entity(string name, string description, params string[] examples) => new()
    {
        Id = "e_" + name.Replace(' ', '_').ToLowerInvariant(),
        Name = name,
        CategoryId = "CUSTOM",
        Kind = FieldKind.Entity,
        Entity = new EntityDefinition(name, description, examples),
    };

    public static StructuredDataField Question(string text, string[]? yes = null, string[]? no = null) => new()
    {
        Id = "q_question",
        Name = text,
        CategoryId = "OUTCOME",
        Kind = FieldKind.Question,
        Question = new QuestionDefinition(text, yes is null && no is null ? null : new AnswerPhrases(yes ?? [], no ?? [])),
    };

    public static async Task<ExtractedValue> Ask(StructuredDataField field, params string[] lines) => await Ask(field, Of(lines));

    public static async Task<ExtractedValue> Ask(StructuredDataField field, Transcript transcript)
    {
        var value = Assert.Single(await new BuiltInExtractor().ExtractAsync(transcript, [field], TestContext.Current.CancellationToken));
        AssertGrounded(transcript, value);
        return value;
    }

    /// <summary>What is found is a piece of a message somebody said; what isn't found has no value.</summary>
    public static void AssertGrounded(Transcript transcript, ExtractedValue value)
    {
        if (value.Outcome != ExtractionOutcome.Found)
        {
            Assert.Null(value.Value);
            Assert.Null(value.Normalized);
            Assert.Null(value.Evidence);
            return;
        }

        Assert.NotNull(value.Evidence);
        var message = Assert.Single(transcript.Messages, m => m.Id == value.Evidence.MessageId);
        Assert.NotEqual(SenderRole.System, message.Sender);
        Assert.InRange(value.Evidence.Start, 0, value.Evidence.End - 1);
        Assert.Equal(message.Text[value.Evidence.Start..value.Evidence.End], value.Evidence.Quote);
        if (value.FieldId.StartsWith("e_", StringComparison.Ordinal))
            Assert.Equal(value.Evidence.Quote, value.Value);
        Assert.False(string.IsNullOrEmpty(value.Normalized));
    }

    static SenderRole Sender(string line) => line[..3] switch
    {
        "A: " => SenderRole.Agent,
        "C: " => SenderRole.Customer,
        "S: " => SenderRole.System,
        _ => throw new ArgumentException($"a line begins with 'A: ', 'C: ' or 'S: ', not '{line}'", nameof(line)),
    };
}
