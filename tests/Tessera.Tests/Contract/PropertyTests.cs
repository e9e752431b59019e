using System.Text.Json.Nodes;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Contract;

/// <summary>Every property of every body: below, at and above each limit, each wrong type, null and absent.</summary>
public sealed class PropertyTests(Servers servers)
{
    // More than any test sends, so that what one makes no other does.
    static int made = 1_000_000;

    public static IEnumerable<string> Bodies => BodyTables.All.Select(table => table.Name);

    [Theory, OnBothDatabases(From = nameof(Bodies))]
    public async Task A_value_is_taken_or_refused_as_the_documents_have_it(Backend backend, string name)
    {
        var table = BodyTables.All.Single(table => table.Name == name);
        var endpoint = Endpoint.Named(table.Endpoint);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        var (wrong, count) = (new List<string>(), 0);
        foreach (var property in table.Properties)
        {
            foreach (var one in property.Cases())
            {
                count++;
                var body = one.PutInto(JsonNode.Parse(Good(table, objects))!, property.Path);
                var answer = await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), body);
                if (Difference(table, one, answer) is { } difference) wrong.Add($"{one.Name}: {difference}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong.Take(30))}");
        Assert.True(count > 10 * table.Properties.Length / 2, $"Only {count} values.");
    }

    public static IEnumerable<(string One, string Many)> Batches => BodyTables.Batches;

    [Theory, OnBothDatabases(From = nameof(Batches))]
    public async Task In_a_batch_each_value_is_taken_or_refused_by_itself(Backend backend, string one, string many)
    {
        var table = BodyTables.All.Single(table => table.Endpoint == one);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        var cases = table.Properties.SelectMany(
            property => property.Cases()
                .Select(tried => (Tried: tried, Body: tried.PutInto(JsonNode.Parse(Good(table, objects))!, property.Path)))).ToList();

        foreach (var chunk in cases.Chunk(1000))
        {
            var answer = (await api.PostAsync(many, $$"""{"items":[{{string.Join(',', chunk.Select(c => c.Body))}}]}""")).Expect(200).Json;

            var results = answer["results"]!.AsArray();
            Assert.Equal(chunk.Length, results.Count);
            var wrong = chunk.Zip(results).Where(c => (c.First.Tried.Code.Length == 0) != (((string)c.Second!["error"]!).Length == 0))
                .Select(c => $"{c.First.Tried.Name}: '{c.Second!["error"]}', expected '{c.First.Tried.Code}'").ToList();
            Assert.True(wrong.Count == 0, $"{wrong.Count} of {chunk.Length}:\n{string.Join('\n', wrong.Take(30))}");
            Assert.Equal(chunk.Count(c => c.Tried.Code.Length > 0), (int)answer["errorCount"]!);
        }
    }

    static string Good(BodyTable table, Objects objects) =>
        objects.Fill(table.Good).Replace("{n}", $"{Interlocked.Increment(ref made)}", StringComparison.Ordinal);

    static string? Difference(BodyTable table, Case one, Answer answer)
    {
        var status = (int)answer.Status;
        if (one.Code.Length == 0) return status is 200 or 201 or 204 ? null : $"{status} {answer.Text}, expected success";
        if (status != int.Parse(one.Code[..3])) return $"{status} {answer.Text}, expected {one.Code}";
        if (table.Envelope == Envelope.Error) return answer.ErrorCode == one.Code ? null : $"{answer.Text}, expected {one.Code}";
        return ((string)answer.Json["result"]!["error"]!).StartsWith("FAIL_BAD_PARAMS: ERROR: ", StringComparison.Ordinal)
            ? null
            : answer.Text;
    }
}
