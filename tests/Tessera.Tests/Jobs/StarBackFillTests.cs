using System.Text.Json.Nodes;
using Tessera.Tests.Harness;
using Tessera.Tests.Star;

namespace Tessera.Tests.Jobs;

/// <summary>
/// A back-fill of real conversations: every one is extracted, queries see what the report counts, and a second one changes nothing.
/// </summary>
public sealed class StarBackFillTests(StarWorkspaces star) : IClassFixture<StarWorkspaces>
{
    [Theory, OnBothDatabases]
    public async Task A_back_fill_of_the_held_out_conversations_finds_what_queries_see(Backend backend)
    {
        const int Conversations = 1332;
        var api = await star.OfAsync(backend, "dev.ndjson.gz");
        var mapping = JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.File("bench/star/fields.json"), TestContext.Current.CancellationToken))!;
        var fields = mapping["fields"]!.AsArray().Select(field => field!.ToJsonString()).ToList();
        foreach (var field in fields) (await api.PostAsync(Given.Fields, field)).Expect(201);
        await api.SegmentAsync("STAR", "TRUE", [.. mapping["fields"]!.AsArray().Select(field => (string)field!["id"]!)]);

        var first = await api.DoneAsync((await api.PostAsync("/v1/back-fills", """{"segmentIds":["STAR"]}""")).Expect(201).Json);
        Assert.Equal((Conversations, Conversations), ((int)first["job"]!["done"]!, (int)first["job"]!["total"]!));
        var added = first["fields"]!.AsArray().ToDictionary(field => (string)field!["fieldId"]!, field => (int)field!["values"]!["added"]!);
        Assert.Equal(fields.Count, added.Count);
        foreach (var (field, count) in added) Assert.Equal((field, count), (field, await api.CountAsync($"data.{field} IS SET")));
        Assert.InRange(added.Values.Sum(), 2000, Conversations * fields.Count);

        var second = await api.DoneAsync((await api.PostAsync("/v1/back-fills", """{"segmentIds":["STAR"]}""")).Expect(201).Json);
        foreach (var field in second["fields"]!.AsArray())
        {
            var id = (string)field!["fieldId"]!;
            Assert.Equal(
                (id, added[id], Conversations - added[id]), (id, (int)field["values"]!["unchanged"]!, (int)field["values"]!["absent"]!));
        }
    }
}
