using System.Collections.Immutable;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Sql;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.People;

/// <summary>Customers and agents in the database, and the conversations they are in.</summary>
internal sealed class PersonStore(Database database, ConversationStore conversations, LiveWorkspaces live, TimeProvider clock)
{
    const string ById = $"SELECT {PersonRow.Known} FROM person WHERE workspace_id = @workspace AND kind = @kind AND person_id = @id";

    /// <summary>What is known of a customer or agent, or null.</summary>
    public Person? Find(WorkspaceId workspace, PersonKey key)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, ById);
        using var row = statement.Read(workspace.Value, (int)key.Family, key.Id);
        return row.Read() ? PersonRow.Parse(row.GetString(0)) : null;
    }

    /// <summary>What is known of customers and agents, inside a transaction; null where nothing is.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="keys">Whom to look up.</param>
    /// <param name="found">Takes an entry for each of them.</param>
    public static void FindEach(
        WriteTransaction transaction, WorkspaceId workspace, IReadOnlyList<PersonKey> keys, Dictionary<PersonKey, Person?> found) =>
        transaction[ById].ReadEach([.. keys.Select(key => new object?[] { workspace.Value, (int)key.Family, key.Id })], (i, rows) =>
            found[keys[i]] = rows.Read() ? PersonRow.Parse(rows.GetString(0)) : null);

    static Person? Find(WriteTransaction transaction, WorkspaceId workspace, PersonKey key)
    {
        var found = new Dictionary<PersonKey, Person?>();
        FindEach(transaction, workspace, [key], found);
        return found[key];
    }

    /// <summary>
    /// Merges an event inside a transaction, and gives who is known otherwise after it; null where nobody is. The conversation a customer's
    /// event names has that customer from then on, and is made where it isn't known yet.
    /// </summary>
    public Result<PersonKey?> Merge(WriteTransaction transaction, WorkspaceId workspace, PersonMetadata metadata)
    {
        var merged = new MergedEvents(transaction, workspace, [metadata]);
        if (merged.Has(metadata)) return (PersonKey?)null;
        var key = metadata.Person;
        var known = Find(transaction, workspace, key);
        var before = known ?? Person.Unknown;
        var after = metadata.MergeInto(before);
        if (after.Attributes.Count > Person.MostAttributes)
            return Problem.Unprocessable($"Of one customer or agent at most {Person.MostAttributes} different attributes are kept.");
        if (metadata.ExternalConversationId is { } externalId)
        {
            var named = conversations.Upsert(
                transaction, workspace, externalId, conversation => conversation with { NamedCustomerId = key.Id });
            if (named.Problem is { } problem) return problem;
        }

        var changed = known is null || !Same(before.Properties, after.Properties) || !Same(before.Attributes, after.Attributes);
        if (changed) Write(transaction, workspace, key, after);
        merged.Add(metadata);
        merged.Write();
        PersonKey? otherwise = changed ? key : null;
        return otherwise;
    }

    /// <summary>
    /// Brings what is known of people to the index, with the transaction: to at most <paramref name="most"/> conversations. Who has more of
    /// them is left in the queue, with the last conversation that was done.
    /// </summary>
    public void Rejoin(WriteTransaction transaction, WorkspaceId workspace, Queue<(PersonKey Person, string After)> changed, int most)
    {
        if (live.Find(workspace) is not { } loaded)
        {
            // What isn't held in memory once this is on disk is read whole when it comes to be.
            transaction.AfterCommit(() =>
            {
                if (live.Find(workspace) is null) changed.Clear();
            });
            return;
        }

        while (most > 0 && changed.TryDequeue(out var next))
        {
            var page = Page(transaction, workspace, next.Person, next.After, most);
            transaction.AfterCommit(() =>
            {
                foreach (var conversation in page) loaded.Set(conversation.ToFacts());
                transaction.AtLast(loaded.Flush);
            });
            most -= page.Count;
            if (most == 0) changed.Enqueue((next.Person, page[^1].Id));
        }
    }

    static List<Conversation> Page(WriteTransaction transaction, WorkspaceId workspace, PersonKey person, string after, int most)
    {
        using var rows = transaction[$"""
            SELECT {ConversationRow.Columns} FROM conversation
            WHERE workspace_id = @workspace AND {SqlPeople.Id(person.Family)} = @person AND conversation_id > @after
            ORDER BY conversation_id LIMIT @most
            """].Read(workspace.Value, person.Id, after, most);
        var page = new List<Conversation>();
        while (rows.Read()) page.Add(ConversationRow.Read(rows));
        return page;
    }

    void Write(WriteTransaction transaction, WorkspaceId workspace, PersonKey key, Person person) =>
        transaction["""
            INSERT INTO person (workspace_id, kind, person_id, properties, attributes, updated_at)
            VALUES (@workspace, @kind, @id, @properties, @attributes, @now)
            ON CONFLICT (workspace_id, kind, person_id)
            DO UPDATE SET properties = excluded.properties, attributes = excluded.attributes, updated_at = excluded.updated_at
            """].Execute(
            workspace.Value, (int)key.Family, key.Id, PersonRow.Json(person.Properties), PersonRow.Json(person.Attributes),
            Timestamps.Micros(clock.GetUtcNow()));

    static bool Same(ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> other) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
