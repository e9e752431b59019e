using Tessera.Extraction;
using Tessera.Extraction.Models;
using Tessera.Fields;
using Tessera.Llm;

namespace Tessera.Tests.Models;

/// <summary>An answer is kept under all that could change it, and under nothing else.</summary>
public sealed class ExtractionCacheTests
{
    static readonly Transcript Said = new([new TranscriptMessage("m1", SenderRole.Customer, "Hello")]);
    static readonly ModelOptions Model = new() { Url = new Uri("http://h/v1"), Model = "m" };

    static readonly StructuredDataField Field = new()
    {
        Id = "e_a",
        Name = "A",
        CategoryId = "CUSTOM",
        Kind = FieldKind.Entity,
        Entity = new EntityDefinition("a", "b", ["c"]),
    };

    public static TheoryData<string> Changes => ["text", "sender", "message", "further message", "field", "version", "description", "examples", "model", "prompt"];

    [Theory, MemberData(nameof(Changes))]
    public void What_could_change_the_answer_changes_the_key(string change)
    {
        var (said, field, model) = change switch
        {
            "text" => (Said with { Messages = [Said.Messages[0] with { Text = "hello" }] }, Field, Model),
            "sender" => (Said with { Messages = [Said.Messages[0] with { Sender = SenderRole.Agent }] }, Field, Model),
            "message" => (Said with { Messages = [Said.Messages[0] with { Id = "m2" }] }, Field, Model),
            "further message" => (Said with { Messages = [.. Said.Messages, new TranscriptMessage("m2", SenderRole.Agent, "")] }, Field, Model),
            "field" => (Said, Field with { Id = "e_b" }, Model),
            "version" => (Said, Field with { Version = 2 }, Model),
            "description" => (Said, Field with { Entity = Field.Entity! with { Description = "c" } }, Model),
            "examples" => (Said, Field with { Entity = Field.Entity! with { Examples = [] } }, Model),
            "model" => (Said, Field, Model with { Model = "n" }),
            _ => (Said, Field, Model with { Prompt = "2" }),
        };

        Assert.NotEqual(ExtractionCache.Key(Said, Field, Model), ExtractionCache.Key(said, field, model));
    }

    [Fact]
    public void What_could_not_leaves_it() => Assert.Equal(
        ExtractionCache.Key(Said, Field, Model),
        ExtractionCache.Key(Said, Field with { Active = false }, Model with { Key = "k", Retries = 0, Concurrency = 9, InputPrice = 5 }));
}
