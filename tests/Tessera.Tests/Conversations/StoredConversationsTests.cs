using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Tests;
using Tessera.Segments;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>What is answered from the database while the index is filled is what the index answers afterwards.</summary>
public sealed class StoredConversationsTests(Servers servers)
{
    const int Queries = 150;

    [Theory, OnBothDatabases]
    public async Task The_database_and_the_index_answer_alike(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var generator = new Generator(seed: 5);
        for (var i = 0; i < 60; i++)
            await api.MetadataAsync(
                $"c-{i}",
                $$"""{"lobId":"{{generator.Pick(["a", "b", "5"])}}","platform":"{{generator.Pick(["IOS", "WEB"])}}","companySegment":["{{generator.Pick(["in", "out"])}}","{{generator.Pick(["in", "up"])}}"],"attributes":[{"name":"size","value":"{{generator.Pick(["inch", "foot", "Inch"])}}"}]}""");
        var workspace = (await servers.ServiceAsync<AccessKeyStore>(backend)).FindWorkspace(api.Workspace)!.Value;
        var live = await (await servers.ServiceAsync<LiveWorkspaces>(backend)).GetAsync(workspace, TestContext.Current.CancellationToken);
        var stored = new StoredConversations(await servers.ServiceAsync<Database>(backend), workspace);
        Assert.True(live.Filled);
        Assert.Equal(60, stored.Total);

        for (var seed = 0; seed < Queries; seed++)
        {
            var query = new Generator(seed).Query();
            var all = live.Conversations.After(query, _ => null, null, 100, CancellationToken.None);
            Assert.Equal(all.Count, stored.Count(query, _ => null, CancellationToken.None));
            Assert.Equal(Ids(all), Ids(stored.After(query, _ => null, null, 100, CancellationToken.None)));
            foreach (var field in new[] { FieldReference.To(FieldCatalog.Platform), FieldReference.To(FieldCatalog.CompanySegment),
                FieldReference.To(FieldFamily.Attributes, "size") })
            {
                Assert.Equal(
                    live.Conversations.Frequencies(field, query, _ => null, seed % 2 == 0 ? "" : "i", 2, CancellationToken.None),
                    stored.Frequencies(field, query, _ => null, seed % 2 == 0 ? "" : "i", 2, CancellationToken.None));
            }

            if (all.Count == 0) continue;

            var middle = all[all.Count / 2].ConversationId;
            Assert.Equal(
                Ids(live.Conversations.Before(query, _ => null, middle, 3, CancellationToken.None)),
                Ids(stored.Before(query, _ => null, middle, 3, CancellationToken.None)));
            var (count, sample) = stored.CountAndSample(query, _ => null, 2, seed, CancellationToken.None);
            Assert.Equal(all.Count, count);
            Assert.Subset(Ids(all).ToHashSet(), Ids(sample).ToHashSet());
            Assert.Equal(Math.Min(2, count), sample.Count);
        }
    }

    static IEnumerable<string> Ids(IEnumerable<ConversationFacts> conversations) => conversations.Select(facts => facts.ConversationId);
}
