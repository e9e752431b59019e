using Tessera.Tests.Harness;

namespace Tessera.Tests.Jobs;

/// <summary>The server is killed again and again while it works on a back-fill by a model.</summary>
public sealed class KilledBackFillTests(Servers servers)
{
    [Theory]
    [InlineData(Backend.Sqlite, 5000, 50)]
    [InlineData(Backend.Postgres, 1000, 10)]
    public async Task Every_conversation_is_extracted_once_and_the_report_is_exact(Backend backend, int conversations, int kills)
    {
        var server = new KilledServer(servers.NewDatabase(backend))
        {
            Kills = kills, LongestLife = 1200, AtATime = 2 * Environment.ProcessorCount,
        };
        await server.WorkAsync(
            conversations, api => BeginAsync(api, conversations), (api, job) => AssertReportAsync(api, job, conversations));
        Assert.Equal(conversations, server.Count("structured_data"));
        Assert.Equal(conversations, server.Count("(SELECT DISTINCT conversation_id FROM structured_data) AS extracted"));
    }

    static async Task<string> BeginAsync(Api api, int conversations)
    {
        await KilledServer.FillAsync(api, conversations);
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        return (string)(await api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json["job"]!["id"]!;
    }

    static async Task AssertReportAsync(Api api, string job, int conversations)
    {
        await Eventually.IsTrueAsync(
            async () => (await api.GetAsync($"/v1/jobs/{job}")).Expect(200)["state"] == "done", "the back-fill is done",
            TimeSpan.FromMinutes(5));
        var done = (await api.GetAsync($"/v1/back-fills/{job}")).Expect(200).Json;
        Assert.Equal(
            (conversations, conversations, 0, 0),
            ((int)done["job"]!["done"]!, (int)done["job"]!["total"]!, (int)done["givenUp"]!, (int)done["retrying"]!));
        Assert.Equal(conversations, (int)Assert.Single(done["fields"]!.AsArray())!["values"]!["added"]!);
        Assert.Equal(conversations, await api.CountAsync("data.q_said = 'Yes'"));
    }
}
