using Tessera.Tests.Harness;

namespace Tessera.Tests.StructuredData;

/// <summary>What a set says in full: who asked, what was found and where it stands.</summary>
public sealed class NativeStructuredDataTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_set_gives_for_each_value_who_asked_and_where_it_stands(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_refund", yes: "send the money back");
        await api.EntityAsync("e_account", "4411223344");
        (await api.PostAsync(Given.Fields, """
            {"id":"q_model","name":"Needs a model","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was the customer happy?"}}
            """)).Expect(201);
        await api.SegmentAsync("B", "TRUE", "e_account", "q_refund");
        await api.SegmentAsync("A", "TRUE", "q_refund", "q_model");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", "My account number is 9900112233, 😀.", minute: 0);
        await api.MessageAsync(conversation, "agent", "a", "We'll send the money back today.", minute: 1);

        var made = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation, agentExternalId = "a" })).Expect(200);
        var set = (await api.GetAsync($"/v1/structured-data/{made["id"]}")).Expect(200);

        Assert.Equal((made["id"], conversation, "a"), (set["id"], set["conversationId"], set["agentExternalId"]));
        var values = set.Json["values"]!.AsArray();
        Assert.Equal(["q_refund", "q_model", "e_account"], values.Select(value => (string)value!["fieldId"]!));
        Assert.Equal(["""["A","B"]""", """["A"]""", """["B"]"""], values.Select(value => value!["segmentIds"]!.ToJsonString()));
        Assert.Equal(["found", "no model configured", "found"], values.Select(value => (string)value!["outcome"]!));
        Assert.Equal(["Yes", null, "9900112233"], values.Select(value => (string?)value!["value"]));
        Assert.Equal(
            ["Yes", "Not Found", "9900112233"], made.Json["structuredDataMetrics"]!.AsArray().Select(metric => (string)metric!["value"]!));
        Assert.All(values, value => Assert.Equal(("built-in", 1), ((string)value!["extractor"]!["name"]!, (int)value["fieldVersion"]!)));
        foreach (var evidence in values.Select(value => value!["evidence"]).Where(evidence => evidence is not null))
        {
            var message =
                (await api.GetAsync($"{Given.Conversations}/{conversation}/messages/{evidence!["messageId"]}")).Expect(200)["text"];
            Assert.Equal((string)evidence["quote"]!, message[(int)evidence["start"]!..(int)evidence["end"]!]);
        }

        Assert.Equal(2, values.Count(value => value!["evidence"] is not null));
    }

    [Theory, OnBothDatabases]
    public async Task A_set_stays_as_it_was_made(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a");
        var conversation = await api.ConversationAsync("c-1");
        var id = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
        var before = (await api.GetAsync($"/v1/structured-data/{id}")).Expect(200).Text;

        (await api.DeleteAsync($"{Given.Fields}/q_a")).Expect(200);
        (await api.DeleteAsync($"{Given.Segments}/S")).Expect(200);
        await api.MessageAsync(conversation, "customer", "b", "Yes please");

        Assert.Equal(before, (await api.GetAsync($"/v1/structured-data/{id}")).Expect(200).Text);
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_lists_a_field_twice_asks_for_it_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a", "q_a");
        var conversation = await api.ConversationAsync("c-1");

        var id = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];

        var value = Assert.Single((await api.GetAsync($"/v1/structured-data/{id}")).Expect(200).Json["values"]!.AsArray());
        Assert.Equal("""["S"]""", value!["segmentIds"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task A_fields_version_counts_its_changes(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a");
        (await api.PutAsync($"{Given.Fields}/q_a", """
            {"name":"After","categoryId":"CUSTOM","type":"QUESTION","question":{"question":"?"}}
            """)).Expect(200);
        var conversation = await api.ConversationAsync("c-1");

        var id = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];

        var value = (await api.GetAsync($"/v1/structured-data/{id}")).Expect(200).Json["values"]![0]!;
        Assert.Equal(("After", 2), ((string)value["name"]!, (int)value["fieldVersion"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_set_that_is_not_there_is_404(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync("/v1/structured-data/7")).ExpectError("404-01", "There is no structured data 7.");
    }
}
