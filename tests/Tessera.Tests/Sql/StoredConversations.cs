using System.Data.Common;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.People;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Sql;
using Tessera.Query.Tests;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Sql;

/// <summary>Random conversations in the table of a database, and their facts.</summary>
internal sealed class StoredConversations
{
    const long Workspace = 1, OtherWorkspace = 2;

    readonly Database database;

    StoredConversations(Database database, IReadOnlyList<ConversationFacts> facts) => (this.database, Facts) = (database, facts);

    public IReadOnlyList<ConversationFacts> Facts { get; }

    public static StoredConversations Make(Servers servers, Backend backend, int count)
    {
        var options = servers.NewDatabase(backend);
        var opened = Database.Open(options.DataDirectory, options.Database);
        using var connection = opened.Dialect.OpenWriter();
        using var insert = new Statement(connection, ConversationRow.Insert);
        using var insertPerson = new Statement(
            connection,
            "INSERT INTO person (workspace_id, kind, person_id, properties, attributes, updated_at) VALUES (@w, @k, @p, @properties, @attributes, @now)");
        var generator = new Generator(seed: 11);
        var facts = new List<ConversationFacts>();
        var people = new Dictionary<PersonKey, Person>();
        for (var i = 0; i < count; i++)
        {
            var drawn = generator.Facts($"C{i:D4}");
            var conversation = Of(drawn);
            conversation = conversation with
            {
                KnownCustomer = Known(FieldFamily.Customer, conversation.CustomerId, drawn),
                KnownAgent = Known(FieldFamily.Agent, conversation.AgentId, drawn),
            };
            insert.Execute([Workspace, .. ConversationRow.Values(conversation)]);
            insert.Execute([OtherWorkspace, .. ConversationRow.Values(conversation)]);
            facts.Add(conversation.ToFacts());
        }
        return new StoredConversations(opened, facts);

        // What the first conversation of a customer or agent says of them holds for all; of some nothing is known.
        Person? Known(FieldFamily family, string? id, ConversationFacts drawn)
        {
            if (id is null || id.Length % 5 == 4) return null;
            if (people.TryGetValue(new(family, id), out var known)) return known;
            var named = drawn.Family(family).ToLookup(entry => PersonCatalog.Has(family, entry.Key));
            var person = people[new(family, id)] = new Person(
                Conversation.NoNames.AddRange(named[true]), Conversation.NoNames.AddRange(named[false]));
            foreach (var workspace in new[] { Workspace, OtherWorkspace })
                insertPerson.Execute(workspace, (int)family, id, PersonRow.Json(person.Properties), PersonRow.Json(person.Attributes), 0L);
            return person;
        }
    }

    /// <summary>The ids of the conversations a condition finds, in order.</summary>
    public List<string> Find(SqlCondition condition)
    {
        using var connection = database.Read();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT conversation_id FROM conversation WHERE workspace_id = @workspace AND {condition.Where} ORDER BY conversation_id";
        Add(command, "@workspace", Workspace);
        foreach (var parameter in condition.Parameters) Add(command, parameter.Name, parameter.Value);
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add(rows.GetString(0));
        return found;
    }

    /// <summary>How many rows the table has, of all workspaces.</summary>
    public long Count()
    {
        using var connection = database.Read();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM conversation";
        return (long)command.ExecuteScalar()!;
    }

    static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    /// <summary>A conversation with these facts.</summary>
    public static Conversation Of(ConversationFacts facts) => new()
    {
        Id = facts.ConversationId,
        ExternalId = facts.ConversationId + facts.Text(FieldCatalog.ExternalConversationId),
        ReceivedAt = Kept(facts.Time(FieldCatalog.ReceivedAt)) ?? DateTimeOffset.UnixEpoch.AddDays(-1),
        StartedAt = Kept(facts.Time(FieldCatalog.StartedAt)),
        Agent = facts.Text(FieldCatalog.AgentId) is { } agent ? new Participant(agent, "Ann") : null,
        Customer = facts.Text(FieldCatalog.CustomerId) is { } customer ? new Participant(customer, null) : null,
        // Of some, metadata named another customer, or the only one.
        NamedCustomerId = facts.ConversationId[^1] is '3' or '5' ? facts.Text(FieldCatalog.CustomerId) + "named" : null,
        Intent = facts.Text(FieldCatalog.IntentCode) is { } code ? new Intent(code, facts.Text(FieldCatalog.IntentName)) : null,
        Metadata = Conversation.NoNames.AddRange(facts.Family(FieldFamily.Metadata)),
        Attributes = Conversation.NoNames.AddRange(facts.Family(FieldFamily.Attributes)),
        EndedAt = Kept(facts.Time(FieldCatalog.EndedAt)),
        Extracted = Conversation.NoNames.AddRange(facts.Family(FieldFamily.Data)),
        FitScores = Conversation.NoNames.AddRange(facts.Family(FieldFamily.Fit)),
        CompanySegment = facts.List(FieldCatalog.CompanySegment),
        Values =
        [
            .. Conversation.MetadataFields.Select(field => field.Type == FieldType.TextList ? null : facts.Text(field) ?? Missing(facts)),
        ],
    };

    // Some rows have empty texts, which are missing values as much as NULL is.
    static string? Missing(ConversationFacts facts) => facts.ConversationId[^1] == '7' ? "" : null;

    static DateTimeOffset? Kept(DateTimeOffset? time) => time is { } known ? Timestamps.FromMicros(Timestamps.Micros(known)) : null;
}
