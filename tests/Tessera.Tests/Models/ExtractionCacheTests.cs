using Tessera.Extraction;
using Tessera.Extraction.Models;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Markets;
using Tessera.Markets.Qualifying;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Models;

/// <summary>An answer is kept under all that could change it, and under nothing else.</summary>
public sealed class ExtractionCacheTests(Servers servers)
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

    public static TheoryData<string> Changes =>
        ["text", "sender", "message", "further message", "field", "version", "description", "examples", "model", "prompt", "scheme", "host",
            "port", "path"];

    [Theory, MemberData(nameof(Changes))]
    public void What_could_change_the_answer_changes_the_key(string change)
    {
        var (said, field, model) = change switch
        {
            "text" => (Said with { Messages = [Said.Messages[0] with { Text = "hello" }] }, Field, Model),
            "sender" => (Said with { Messages = [Said.Messages[0] with { Sender = SenderRole.Agent }] }, Field, Model),
            "message" => (Said with { Messages = [Said.Messages[0] with { Id = "m2" }] }, Field, Model),
            "further message" => (Said with { Messages = [.. Said.Messages, new TranscriptMessage("m2", SenderRole.Agent, "")] }, Field,
                Model),
            "field" => (Said, Field with { Id = "e_b" }, Model),
            "version" => (Said, Field with { Version = 2 }, Model),
            "description" => (Said, Field with { Entity = Field.Entity! with { Description = "c" } }, Model),
            "examples" => (Said, Field with { Entity = Field.Entity! with { Examples = [] } }, Model),
            "model" => (Said, Field, Model with { Model = "n" }),
            "prompt" => (Said, Field, Model with { Prompt = "2" }),
            "scheme" => (Said, Field, Model with { Url = new Uri("https://h:80/v1") }),
            "host" => (Said, Field, Model with { Url = new Uri("http://i/v1") }),
            "port" => (Said, Field, Model with { Url = new Uri("http://h:8080/v1") }),
            _ => (Said, Field, Model with { Url = new Uri("http://h/v2") }),
        };

        Assert.NotEqual(ExtractionCache.Key(Said, Field, Model), ExtractionCache.Key(said, field, model));
    }

    [Fact]
    public void What_could_not_leaves_it() => Assert.Equal(
        ExtractionCache.Key(Said, Field, Model),
        ExtractionCache.Key(Said, Field with { Active = false }, Model with { Key = "k", Retries = 0, Concurrency = 9, InputPrice = 5 }));

    [Theory]
    [InlineData("http://H:80/v1/")]
    [InlineData("http://h/v1/chat/completions")]
    [InlineData("http://user:secret@h/v1")]
    [InlineData("http://h/v1?key=secret")]
    public void Another_way_to_write_the_server_leaves_it(string url)
    {
        var model = Model with { Url = new Uri(url) };

        Assert.Equal(ExtractionCache.Key(Said, Field, Model), ExtractionCache.Key(Said, Field, model));
        Assert.Equal("http://h/v1/chat/completions", model.Server);
    }

    [Fact]
    public void The_server_and_the_model_are_in_the_keys_of_qualifying_answers()
    {
        string KeyOf(ModelOptions model) => Assert.Single(KnownAnswers.Keys([], [new QualifyingQuestion("q", "r", "GOOD", "LOW")], model));

        Assert.Equal(KeyOf(Model), KeyOf(Model with { Key = "k" }));
        Assert.NotEqual(KeyOf(Model), KeyOf(Model with { Url = new Uri("http://i/v1") }));
        Assert.NotEqual(KeyOf(Model), KeyOf(Model with { Model = "n" }));
    }

    [Theory, OnBothDatabases]
    public async Task A_model_of_the_same_name_on_another_server_is_asked_itself(Backend backend)
    {
        await using var one = await ScriptedModel.StartAsync(Steps.Form(("Yes", "yes please", 1)));
        await using var other = await ScriptedModel.StartAsync(Steps.Form(("No", "yes please", 1)));
        var options = servers.NewDatabase(backend);
        string? conversation = null;

        Assert.Equal(["Yes", "No", "Yes"], [await AnswerAsync(one), await AnswerAsync(other), await AnswerAsync(one)]);
        Assert.Equal((1, 1), (one.Calls, other.Calls));

        async Task<string> AnswerAsync(ScriptedModel model)
        {
            await using var server = await Servers.StartAsync(
                options with { Model = LanguageModel.Of(model.Options, TimeProvider.System) });
            using var api = Servers.NewKey(server, "support");
            if (conversation is null)
            {
                (await api.PostAsync(Given.Fields, """
                    {"id":"q_said","name":"Said","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was it said?"}}
                    """)).Expect(201);
                await api.SegmentAsync("ALL", "TRUE", "q_said");
                conversation = await api.ConversationAsync("c-1");
                await api.MessageAsync(conversation, "customer", "b", "yes please");
            }

            var set = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
            return (string)Assert.Single(
                (await api.GetAsync($"/v1/structured-data/{set}")).Expect(200).Json["values"]!.AsArray())!["value"]!;
        }
    }
}
