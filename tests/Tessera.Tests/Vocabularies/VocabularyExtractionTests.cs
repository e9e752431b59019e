using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Vocabularies;

/// <summary>What custom vocabularies do: messages are read by them, and stay as they are.</summary>
public sealed class VocabularyExtractionTests(Servers servers)
{
    const string Said = "😀 hi, i bought the kwix   line plus 挨三易 yesterday";

    [Theory, OnBothDatabases]
    public async Task A_listed_value_is_found_in_the_form_it_sounds_like(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await ProductAsync(api);
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", Said);

        var before = await ValueAsync(api, conversation);
        var id = await api.VocabularyAsync("Quicksline Plus", "kwix line plus");
        var after = await ValueAsync(api, conversation);
        (await api.DeleteAsync($"{Given.Vocabularies}/{id}")).Expect(200);
        var deleted = await ValueAsync(api, conversation);

        Assert.Equal(("not found", "not found"), ((string)before["outcome"]!, (string)deleted["outcome"]!));
        Assert.Equal(("found", "Quicksline Plus"), ((string)after["outcome"]!, (string)after["value"]!));
        var evidence = after["evidence"]!;
        Assert.Equal("kwix   line plus", (string)evidence["quote"]!);
        Assert.Equal("kwix   line plus", Said[(int)evidence["start"]!..(int)evidence["end"]!]);
        Assert.Equal([Said], await api.TextsAsync(conversation));
    }

    [Theory, OnBothDatabases]
    public async Task A_phrase_that_answers_is_heard_in_its_form(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a", yes: "bought the Quicksline");
        await api.SegmentAsync("S", "TRUE", "q_a");
        await api.VocabularyAsync("Quicksline", "kwix   LINE");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", Said);

        var value = await ValueAsync(api, conversation);

        Assert.Equal(("found", "bought the kwix   line"), ((string)value["outcome"]!, (string)value["evidence"]!["quote"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_vocabulary_of_one_workspace_is_none_of_another(Backend backend)
    {
        using var one = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);
        await one.VocabularyAsync("Quicksline Plus", "kwix line plus");
        await ProductAsync(other);
        var conversation = await other.ConversationAsync("c-1");
        await other.MessageAsync(conversation, "customer", "b", Said);

        Assert.Equal("not found", (string)(await ValueAsync(other, conversation))["outcome"]!);
    }

    static async Task ProductAsync(Api api)
    {
        (await api.PostAsync(Given.Fields, """
            {"id":"e_product","name":"Product","categoryId":"CUSTOM","type":"ENTITY",
            "entity":{"name":"product","description":"One of Quicksline Plus, Basic or Family Pack.","examples":["Quicksline Plus","Basic","Family Pack"]}}
            """)).Expect(201);
        await api.SegmentAsync("S", "TRUE", "e_product");
    }

    static async Task<JsonNode> ValueAsync(Api api, string conversation)
    {
        var set = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
        return (await api.GetAsync($"/v1/structured-data/{set}")).Expect(200).Json["values"]![0]!;
    }
}
