using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Star;

/// <summary>Each query matches as many real conversations as were counted independently of this program.</summary>
public sealed class StarOracleTests(StarWorkspaces star) : IClassFixture<StarWorkspaces>
{
    [Theory]
    [OnBothDatabases("train.ndjson.gz", "train", 4002)]
    [OnBothDatabases("dev.ndjson.gz", "dev", 1332)]
    public async Task Every_query_of_the_oracle_is_counted_exactly(Backend backend, string file, string column, int total)
    {
        var api = await star.OfAsync(backend, file);
        using var oracle = JsonDocument.Parse(
            await File.ReadAllBytesAsync(StarData.File("oracle.json"), TestContext.Current.CancellationToken));
        var expected = oracle.RootElement.EnumerateArray()
            .Select(row => (row.GetProperty("query").GetString()!, row.GetProperty(column).GetInt32())).ToArray();
        var counted = new List<(string, int)>();

        foreach (var (query, _) in expected)
        {
            var preview = (await api.PostAsync(Given.Preview, new { query, sampleSize = 0 })).Expect(200).Json;
            counted.Add((query, (int)preview["count"]!));
            Assert.Equal(total, (int)preview["total"]!);
        }

        Assert.Equal(37, expected.Length);
        Assert.Equal(expected, counted);
    }

    [Theory]
    [OnBothDatabases("train.ndjson.gz")]
    [OnBothDatabases("dev.ndjson.gz")]
    public async Task A_query_and_its_denial_are_together_the_whole(Backend backend, string file)
    {
        var api = await star.OfAsync(backend, file);
        using var oracle = JsonDocument.Parse(
            await File.ReadAllBytesAsync(StarData.File("oracle.json"), TestContext.Current.CancellationToken));
        var total = await api.CountAsync("TRUE");

        foreach (var row in oracle.RootElement.EnumerateArray())
        {
            var query = row.GetProperty("query").GetString()!;
            Assert.Equal((query, total), (query, await api.CountAsync(query) + await api.CountAsync($"NOT ({query})")));
        }
    }
}
