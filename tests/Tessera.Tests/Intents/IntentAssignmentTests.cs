using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

public sealed class IntentAssignmentTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task An_intent_is_assigned_with_the_message_that_tells_it_and_visible_to_queries(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();

        var id = await api.SaidAsync("c-1", "Hello");
        Assert.Equal(("NO_INTENT", "none"), await api.IntentOfAsync("c-1"));
        await api.MessageAsync(id, "customer", "customer-1", "I would like to book a flight", minute: 1);

        Assert.Equal(1, await api.CountAsync("intent_code = 'FLIGHT' AND intent_name = 'Intent FLIGHT'"));
        var native = (await api.GetAsync("/v1/conversations/c-1/intent")).Expect(200).Json;
        Assert.Equal(("classified", "Intent FLIGHT"), ((string)native["source"]!, (string)native["intent"]!["name"]!));
        Assert.InRange((double)native["confidence"]!, 0.5, 1);
    }

    [Theory, OnBothDatabases]
    public async Task Only_the_customers_first_three_messages_count(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();
        var id = await api.ConversationAsync("c-1");
        await api.MessageAsync(id, "agent", "agent-1", "I want to check my account balance", minute: 0);
        await api.MessageAsync(id, "system", "system-1", "I want to check my account balance", minute: 1);
        foreach (var minute in new[] { 2, 3, 4 }) await api.MessageAsync(id, "customer", "customer-1", "Hm", minute);
        await api.MessageAsync(id, "customer", "customer-1", "I want to check my account balance", minute: 5);
        Assert.Equal(("NO_INTENT", "none"), await api.IntentOfAsync("c-1"));

        // Said before the others, it takes the place of the third.
        await api.MessageAsync(id, "customer", "customer-1", "I want to check my account balance", minute: 1);

        Assert.Equal(("BALANCE", "classified"), await api.IntentOfAsync("c-1"));
    }

    [Theory, OnBothDatabases]
    public async Task A_given_intent_is_kept_and_can_say_that_there_is_none(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();
        var id = await api.ConversationAsync("c-1");
        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"MINE"}""")).Expect(200);
        await api.MessageAsync(id, "customer", "customer-1", "I want to check my account balance");
        Assert.Equal(("MINE", "given"), await api.IntentOfAsync("c-1"));

        await api.SaidAsync("c-2", "I want to check my account balance");
        Assert.Equal(("BALANCE", "classified"), await api.IntentOfAsync("c-2"));
        (await api.PutAsync("/v1/conversations/c-2/intent", """{"code":"NO_INTENT"}""")).Expect(200);
        await api.IntentAsync("FOURTH", "Something else entirely", "I have another question");
        await api.TrainedAsync();

        Assert.Equal(("NO_INTENT", "given"), await api.IntentOfAsync("c-2"));
        Assert.Equal(("MINE", "given"), await api.IntentOfAsync("c-1"));
    }

    [Theory, OnBothDatabases]
    public async Task A_change_of_definitions_judges_every_conversation_anew(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        // More than are judged in one write.
        for (var i = 0; i < 60; i++) await api.SaidAsync($"c-{i}", "I would like to book a flight");
        Assert.Equal(60, await api.CountAsync("intent_code = 'NO_INTENT'"));

        await api.ThreeIntentsAsync();
        Assert.Equal(60, await api.CountAsync("intent_code = 'FLIGHT'"));

        (await api.PutAsync(
            $"{Given.Intents}/FLIGHT",
            """{"name":"Flights","examples":["I want to book a flight to Boston","Please book me a plane ticket","Flights to Chicago"]}""")).Expect(200);
        await api.TrainedAsync();
        Assert.Equal(60, await api.CountAsync("intent_name = 'Flights'"));

        (await api.DeleteAsync($"{Given.Intents}/FLIGHT")).Expect(200);
        (await api.DeleteAsync($"{Given.Intents}/WEATHER")).Expect(200);
        await api.TrainedAsync();
        Assert.Equal(60, await api.CountAsync("intent_code = 'NO_INTENT'"));
        Assert.Equal("none", (await api.GetAsync("/v1/intent-classifier")).Expect(200)["state"]);
    }

    [Theory, OnBothDatabases]
    public async Task Below_the_threshold_there_is_no_intent(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();
        await api.SaidAsync("c-1", "I would like to book a flight");

        (await api.PutAsync("/v1/intent-classifier", """{"threshold":1}""")).Expect(200);
        await api.TrainedAsync();
        Assert.Equal(("NO_INTENT", "none"), await api.IntentOfAsync("c-1"));

        (await api.PutAsync("/v1/intent-classifier", """{"threshold":0}""")).Expect(200);
        await api.TrainedAsync();
        Assert.Equal(("FLIGHT", "classified"), await api.IntentOfAsync("c-1"));
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_is_entered_when_the_intent_is_assigned(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();
        await api.SegmentAsync("FLIERS", "intent_code = 'FLIGHT'");
        var id = await api.SaidAsync("c-1", "I would like to book a flight");

        Assert.Contains("FLIERS", (await api.GetAsync($"/v1/conversations/{id}/segments")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Imported_conversations_are_judged_and_given_codes_kept(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ThreeIntentsAsync();
        const string Messages = """[{"text":"I would like to book a flight","sender":{"role":"customer","externalId":"x"},"timestamp":"2026-01-31T10:00:00Z"}]""";
        const string Rest = """ "customer":{"externalId":"x"},"timestamp":"2026-01-31T10:00:00Z"},"messages": """;
        var lines = $$"""
            {"conversation":{"externalId":"i-1",{{Rest}}{{Messages}}}
            {"intent":{"code":"MINE"},"conversation":{"externalId":"i-2",{{Rest}}{{Messages}}}
            """;

        (await api.SendAsync(HttpMethod.Post, "/v1/import", lines, "application/x-ndjson")).Expect(200);

        Assert.Equal(("FLIGHT", "classified"), await api.IntentOfAsync("i-1"));
        Assert.Equal(("MINE", "given"), await api.IntentOfAsync("i-2"));
    }

    [Theory, OnBothDatabases]
    public async Task The_intents_of_one_workspace_judge_no_other(Backend backend)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        await owner.ThreeIntentsAsync();
        await stranger.SaidAsync("c-1", "I would like to book a flight");

        Assert.Equal(("NO_INTENT", "none"), await stranger.IntentOfAsync("c-1"));
        Assert.Equal(
            "[]",
            (await stranger.PostAsync("/v1/intent-classifier/try", """{"messages":["Book a flight"]}""")).Expect(200).Json["candidates"]!
                .ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task After_a_restart_intents_are_there_and_what_came_before_training_is_judged(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "w");
            await api.ThreeIntentsAsync();
            await api.SaidAsync("c-1", "I would like to book a flight");
        }

        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "w");
            Assert.Equal(("FLIGHT", "classified"), await api.IntentOfAsync("c-1"));
            await api.SaidAsync("c-2", "Is it going to rain on Monday?");
            await api.TrainedAsync();
            Assert.Equal(("WEATHER", "classified"), await api.IntentOfAsync("c-2"));
            Assert.Equal(3, (int)(await api.GetAsync("/v1/intent-classifier")).Json["intents"]!);
        }
    }
}
