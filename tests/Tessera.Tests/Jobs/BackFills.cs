using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Jobs;

/// <summary>What tests of back-fills do again and again.</summary>
internal static class BackFills
{
    /// <summary>Waits until a back-fill that was just made is done, and gives it.</summary>
    public static Task<JsonNode> DoneAsync(this Api api, JsonNode made) => api.DoneAsync((string)made["job"]!["id"]!);

    /// <summary>Waits until a back-fill is done, and gives it.</summary>
    public static Task<JsonNode> DoneAsync(this Api api, string id) =>
        api.BackFillAsync(id, backFill => (string)backFill["job"]!["state"]! == "done", "done");

    /// <summary>Waits until a back-fill is as told, and gives it.</summary>
    public static async Task<JsonNode> BackFillAsync(this Api api, string id, Func<JsonNode, bool> isSo, string what)
    {
        JsonNode backFill = null!;
        await Eventually.IsTrueAsync(
            async () => isSo(backFill = (await api.GetAsync($"/v1/back-fills/{id}")).Expect(200).Json),
            $"back-fill {id} is {what}");
        return backFill;
    }
}
