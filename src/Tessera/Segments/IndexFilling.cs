using System.Data.Common;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>Reads the stored conversations of a workspace into its index: range after range of their ids, on several threads.</summary>
/// <param name="database">Where they are.</param>
/// <param name="workspace">Whose they are.</param>
/// <param name="index">What they go into.</param>
/// <param name="newer">The ids of which something newer has come to the index than what is read here.</param>
/// <param name="rangeSize">How many conversations are read at a time.</param>
internal sealed class IndexFilling(
    Database database, WorkspaceId workspace, ConversationIndex index, Func<IEnumerable<string>> newer,
    int rangeSize = IndexFilling.RangeSize)
{
    // As many as the index's large runs have.
    const int RangeSize = 65_536;
    const int MostThreads = 4;

    readonly Lock gate = new();
    string? next = "";

    /// <summary>Fills the index, and returns when everything is in.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        using var connection = database.Read();
        var pool = new TextPool();
        Task[] helpers = [];
        try
        {
            while (Take(connection, out var from, out var before))
            {
                // Most workspaces are one range, and need no second thread.
                if (before is not null && helpers.Length == 0) helpers = StartHelpers(cancellationToken);
                Load(connection, pool, from, before, cancellationToken);
            }
        }
        finally
        {
            lock (gate) next = null;
            Task.WhenAll(helpers).GetAwaiter().GetResult();
        }
    }

    Task[] StartHelpers(CancellationToken cancellationToken) =>
        [.. Enumerable.Range(1, Math.Min(Environment.ProcessorCount, MostThreads) - 1)
            .Select(_ => Task.Factory.StartNew(
                () => Help(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

    void Help(CancellationToken cancellationToken)
    {
        using var connection = database.Read();
        var pool = new TextPool();
        while (Take(connection, out var from, out var before)) Load(connection, pool, from, before, cancellationToken);
    }

    bool Take(DbConnection connection, out string from, out string? before)
    {
        lock (gate)
        {
            (from, before) = (next ?? "", null);
            if (next is null) return false;
            next = before = ConversationStore.Boundary(connection, workspace, from, rangeSize);
            return true;
        }
    }

    void Load(DbConnection connection, TextPool pool, string from, string? before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        index.Load(ConversationStore.Facts(connection, workspace, from, before, pool), newer);
    }
}
