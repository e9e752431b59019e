using System.Collections.Concurrent;
using System.Net;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Versions;

/// <summary>Many writers at once, each changing only the version it has seen.</summary>
public sealed class ConcurrentWriterTests(Servers servers)
{
    const int Writers = 50;
    const int Operations = 10_000;
    const int Segments = 10;
    const string Vocabularies = "/configuration/v1/custom-vocabularies";

    [Theory, OnBothDatabases]
    public async Task Changes_by_50_writers_are_linear_by_their_tags_and_none_is_lost(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < Segments; i++) await api.SegmentAsync($"S{i}", "TRUE");
        var changes = new ConcurrentBag<(string Path, string Before, string After, string Name)>();
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));

        Assert.Equal(Operations, changes.Count + refused);
        foreach (var segment in changes.GroupBy(change => change.Path))
        {
            // Each tag was left once and reached once: the changes are one line from the first version to the last.
            var line = segment.OrderBy(change => int.Parse(change.After.Trim('"'), null)).ToList();
            Assert.Equal(Enumerable.Range(1, line.Count).Select(n => $"\"{n}\""), line.Select(change => change.Before));
            Assert.Equal(Enumerable.Range(2, line.Count).Select(n => $"\"{n}\""), line.Select(change => change.After));
            Assert.Equal(line[^1].After, (await api.GetAsync(segment.Key)).Headers["ETag"]);
            Assert.Equal(line.Select(change => change.Name), await NamesAsync(api, segment.Key));
        }

        async Task WriteAsync(int writer)
        {
            var tags = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < Operations / Writers; i++)
            {
                var path = $"{Given.Segments}/S{(writer + i) % Segments}";
                if (!tags.TryGetValue(path, out var tag)) tag = (await api.GetAsync(path)).Expect(200).Headers["ETag"];
                var name = $"{writer}-{i}";
                var answer = await api.SendAsync(HttpMethod.Patch, path, new { name }, ("If-Match", tag));
                tags.Remove(path);
                if (answer.Status == HttpStatusCode.PreconditionFailed)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }

                tags[path] = answer.Expect(200).Headers["ETag"];
                changes.Add((path, tag, tags[path], name));
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task Vocabularies_of_50_writers_are_all_there_and_each_is_deleted_once(Backend backend)
    {
        const int Each = 4;
        using var api = await servers.NewWorkspaceAsync(backend);
        var made = await Task.WhenAll(Enumerable.Range(0, Writers * Each).Select(async i =>
        {
            var answer =
                (await api.PostAsync(Vocabularies, new { phrase = $"phrase {i}", soundsLike = new[] { $"fraise {i}" } })).Expect(201);
            return (Id: answer["id"], Tag: answer.Headers["ETag"], Phrase: $"phrase {i}");
        }));
        Assert.Equal(Writers * Each, made.Select(vocabulary => vocabulary.Id).Distinct().Count());
        foreach (var (id, _, phrase) in made) Assert.Equal(phrase, (await api.GetAsync($"{Vocabularies}/{id}")).Expect(200)["phrase"]);

        // Two delete each, both with its tag: one of them gets through.
        var answers = await Task.WhenAll(made[..^1].SelectMany(vocabulary => Enumerable.Range(0, 2).Select(_ =>
            api.SendAsync(HttpMethod.Delete, $"{Vocabularies}/{vocabulary.Id}", null, ("If-Match", vocabulary.Tag)))));
        Assert.Equal(made.Length - 1, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(made.Length - 1, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.Equal(
            made[^1].Id,
            (string)Assert.Single((await api.GetAsync(Vocabularies)).Expect(200).Json["customVocabularies"]!.AsArray())!["id"]!);
    }

    // The names of all versions but the first, the oldest first.
    static async Task<List<string>> NamesAsync(Api api, string path)
    {
        var names = new List<string>();
        var cursor = "";
        do
        {
            var page = (await api.GetAsync(
                $"/v1/segments/{path[(path.LastIndexOf('/') + 1)..]}/versions?limit=100&cursor={cursor}")).Expect(200).Json;
            names.AddRange(page["versions"]!.AsArray().Select(v => (string)v!["definition"]!["name"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        names.Reverse();
        return names[1..];
    }
}
