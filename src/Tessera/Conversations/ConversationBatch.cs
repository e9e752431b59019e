using Tessera.Access;
using Tessera.Data;
using Tessera.People;
using Tessera.Query.Fields;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>
/// Changes to conversations of a workspace inside one transaction: all are looked up at once, changed in memory one after the other, and
/// written at once. Across a connection that is a few round trips, however many they are.
/// </summary>
internal sealed class ConversationBatch
{
    static readonly string ByExternalId =
        $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND external_id = @externalId";

    readonly WriteTransaction transaction;
    readonly WorkspaceId workspace;
    readonly LiveWorkspaces live;
    readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly Dictionary<PersonKey, Person?> people = [];

    /// <summary>Looks up the conversations of some external ids.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="live">Where the changes are published once they are on disk.</param>
    /// <param name="externalIds">Every one that will be changed; any of them may come more than once.</param>
    public ConversationBatch(WriteTransaction transaction, WorkspaceId workspace, LiveWorkspaces live, IEnumerable<string> externalIds)
    {
        (this.transaction, this.workspace, this.live) = (transaction, workspace, live);
        var ids = new List<string>();
        foreach (var id in externalIds)
        {
            if (entries.TryAdd(id, new Entry())) ids.Add(id);
        }

        object?[][] values = [.. ids.Select(id => new object?[] { workspace.Value, id })];
        transaction[ByExternalId + transaction.Dialect.ForUpdate].ReadEach(values, (i, rows) =>
        {
            if (!rows.Read()) return;
            var entry = entries[ids[i]];
            entry.Stored = entry.Now = ConversationRow.Read(rows);
        });
    }

    /// <summary>The conversation as the changes so far made it, or null.</summary>
    public Conversation? Find(string externalId) => entries[externalId].Now;

    /// <summary>Changes a conversation, making it when it is new; what can't be stored changes nothing.</summary>
    public Result<ConversationChange> Change(string externalId, DateTimeOffset now, Func<Conversation, Conversation> change)
    {
        var entry = entries[externalId];
        var before = entry.Now;
        var after = change(before ?? new Conversation { Id = SortableId.New(), ExternalId = externalId, ReceivedAt = now });
        if (after.Attributes.Count > Conversation.MostNames || after.Metadata.Count > Conversation.MostNames)
            return Problem.Unprocessable(
                $"A conversation keeps at most {Conversation.MostNames} different attributes, and as many entries of its metadata map.");
        after = Join(before, after);
        entry.Now = after;
        var changed = new ConversationChange(before, after);
        transaction.AfterCommit(() =>
        {
            if (live.Find(workspace) is not { } loaded) return;
            changed.Publish(loaded);
            transaction.AtLast(loaded.Flush);
        });
        return changed;
    }

    /// <summary>Looks up customers and agents that changes will name; any other is looked up when it is named.</summary>
    public void LookUp(IEnumerable<PersonKey> named) => PersonStore.FindEach(transaction, workspace, [.. named.Distinct()], people);

    /// <summary>Writes what was changed, each conversation once.</summary>
    public void Write()
    {
        var (made, changed) = (new List<object?[]>(), new List<object?[]>());
        foreach (var entry in entries.Values)
        {
            if (entry.Now is not { } now || ReferenceEquals(now, entry.Stored)) continue;
            var values = ConversationRow.Values(now);
            if (entry.Stored is null) made.Add([workspace.Value, .. values]);
            else changed.Add([.. values.AsSpan(2), workspace.Value, now.Id]);
        }

        transaction.InsertEach(ConversationRow.Insert, made);
        transaction[ConversationRow.Update].ExecuteEach(changed);
    }

    // A row is read with its people; only where a change names others have they to be looked up.
    Conversation Join(Conversation? before, Conversation after) => after with
    {
        KnownCustomer = after.CustomerId == before?.CustomerId ? before?.KnownCustomer : Person(FieldFamily.Customer, after.CustomerId),
        KnownAgent = after.AgentId == before?.AgentId ? before?.KnownAgent : Person(FieldFamily.Agent, after.AgentId),
    };

    Person? Person(FieldFamily family, string? id)
    {
        if (id is null) return null;
        var key = new PersonKey(family, id);
        if (!people.ContainsKey(key)) LookUp([key]);
        return people[key];
    }

    sealed class Entry
    {
        public Conversation? Stored { get; set; }

        public Conversation? Now { get; set; }
    }
}
