using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

/// <summary>What tests of classified intents set up and wait for.</summary>
internal static class GivenIntents
{
    /// <summary>Three intents of three examples each, trained.</summary>
    public static async Task ThreeIntentsAsync(this Api api)
    {
        await api.IntentAsync(
            "BALANCE", "What is the balance of my account?", "I want to check my account balance",
            "How much money do I have in my account?");
        await api.IntentAsync(
            "FLIGHT", "I want to book a flight to Boston", "Please book me a plane ticket", "Are there flights to Chicago tomorrow?");
        await api.IntentAsync(
            "WEATHER", "What will the weather be like tomorrow?", "Is it going to rain today?", "Weather forecast for Sunday please");
        await api.TrainedAsync();
    }

    /// <summary>Waits until the newest definitions are trained and every conversation is judged by them.</summary>
    public static Task TrainedAsync(this Api api) => Eventually.IsTrueAsync(
        async () => (await api.GetAsync("/v1/intent-classifier")).Expect(200)["state"] != "training", "the intent classifier is trained");

    /// <summary>A conversation in which the customer says these things, a minute after each other; gives its id.</summary>
    public static async Task<string> SaidAsync(this Api api, string externalId, params string[] messages)
    {
        var id = await api.ConversationAsync(externalId);
        for (var i = 0; i < messages.Length; i++) await api.MessageAsync(id, "customer", "customer-1", messages[i], minute: i);
        return id;
    }

    /// <summary>Code and source of a conversation's intent.</summary>
    public static async Task<(string Code, string Source)> IntentOfAsync(this Api api, string externalId)
    {
        var answer = (await api.GetAsync($"/v1/conversations/{externalId}/intent")).Expect(200);
        return ((string)answer.Json["intent"]!["code"]!, answer["source"]);
    }
}
