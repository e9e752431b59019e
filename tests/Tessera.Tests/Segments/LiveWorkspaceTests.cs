using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;
using Tessera.Query.Tests;
using Tessera.Segments;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>How a workspace comes to memory while others go on writing.</summary>
public sealed class LiveWorkspaceTests(Servers servers)
{
    static readonly WorkspaceId Workspace = new(1);

    [Theory, OnBothDatabases]
    public void What_is_published_while_definitions_are_read_is_newer_than_they_are(Backend backend)
    {
        var database = Open(backend);
        using (var writer = database.Dialect.OpenWriter())
        {
            using var insert = new Statement(
                writer,
                "INSERT INTO segment (workspace_id, segment_id, name, query, version, created_at, updated_at) VALUES (@w, @id, @name, @query, 1, 0, 0)");
            foreach (var id in new[] { "A", "B", "C" }) insert.Execute(Workspace.Value, id, "stored", "lob_id = 'stored'");
        }

        var workspace = new LiveWorkspace(database, Workspace);
        workspace.Set([Segment("B", "lob_id = 'newer'")]);
        workspace.RemoveSegment("C");
        workspace.Set([Segment("D", "lob_id = 'new'")]);
        Assert.False(workspace.IsOpen);
        Assert.Empty(workspace.Definitions.Segments);

        workspace.Open();

        Assert.True(workspace.IsOpen);
        Assert.Equal(["A", "B", "D"], workspace.Definitions.Segments.Keys);
        Assert.Equal("lob_id = 'newer'", workspace.Segments.Resolve("B")!.Text);
        Assert.Equal(3, workspace.Segments.Count);
        workspace.RemoveSegment("A");
        Assert.Equal(["B", "D"], workspace.Definitions.Segments.Keys);
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(64)]
    [OnBothDatabases(100)]
    [OnBothDatabases(1000)]
    public void An_index_is_filled_in_ranges_with_all_that_is_stored_but_what_is_newer(Backend backend, int rangeSize)
    {
        const int Count = 200;
        var database = Open(backend);
        var generator = new Generator(seed: 3);
        var facts = Enumerable.Range(0, Count).Select(i => generator.Facts($"C{i:D4}")).ToList();
        using (var writer = database.Dialect.OpenWriter())
        {
            using var insert = new Statement(writer, ConversationRow.Insert);
            foreach (var each in facts) insert.Execute([Workspace.Value, .. ConversationRow.Values(Sql.StoredConversations.Of(each))]);
        }

        var index = new ConversationIndex();
        var newer = new ConversationFacts.Builder("C0123").Build();
        index.Apply([newer]);
        new IndexFilling(database, Workspace, index, () => ["C0123"], rangeSize).Run(CancellationToken.None);

        Assert.Equal(Count, index.Total);
        Assert.Same(newer, index.Find("C0123"));
        var stored = new Tessera.Conversations.StoredConversations(database, Workspace);
        for (var seed = 0; seed < 50; seed++)
        {
            var query = new Generator(seed).Query();
            Assert.Equal(
                Ids(stored.After(query, _ => null, null, Count, CancellationToken.None)).Where(id => id != "C0123"),
                Ids(index.After(query, _ => null, null, Count, CancellationToken.None)).Where(id => id != "C0123"));
        }
    }

    static SegmentDefinition Segment(string id, string query) => new(id, id, SegmentQuery.TryCompile(query, out _)!, []);

    static IEnumerable<string> Ids(IEnumerable<ConversationFacts> conversations) => conversations.Select(facts => facts.ConversationId);

    Database Open(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        return Database.Open(options.DataDirectory, options.Database);
    }
}
