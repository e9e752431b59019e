using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Fields;

namespace Tessera.Bench;

/// <summary>
/// Writes conversations and segments straight into a database's tables, as a server that ran for long would have left them: the fields of
/// <see cref="BackwardWorkload"/>, ids of their own, 2,000 agents, a customer for four conversations, attributes for every second one.
/// </summary>
static class FillWorkload
{
    const int RowsACommit = 20_000, Agents = 2_000, ConversationsACustomer = 4;
    static readonly DateTimeOffset first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly int intentCode = PlaceOf(FieldCatalog.IntentCode), intentName = PlaceOf(FieldCatalog.IntentName);
    static readonly int[] places = [.. Conversation.MetadataFields.Select(PlaceOf)];

    /// <summary>Writes what is still missing; the rows follow from their numbers, so a database can be used again.</summary>
    public static void Write(Database database, WorkspaceId workspace, int conversations, int segments)
    {
        using var connection = database.Dialect.OpenWriter();
        Insert(
            connection, ConversationRow.Insert, Count(connection, "conversation", workspace), conversations,
            number => [workspace.Value, .. ConversationRow.Values(Make(number))]);
        // Every workspace has one already.
        Insert(
            connection,
            """
            INSERT INTO segment (workspace_id, segment_id, name, query, version, created_at, updated_at)
            VALUES (@workspace, @id, @name, @query, 1, 0, 0)
            """,
            Count(connection, "segment", workspace) - 1, segments,
            number => [workspace.Value, $"S{number:D7}", $"Segment {number}", SegmentText(number)]);
    }

    static Conversation Make(int number)
    {
        var row = new string[BackwardWorkload.Columns.Count];
        BackwardWorkload.Row(number, row);
        var started = first.AddSeconds(number * 7L);
        return new Conversation
        {
            Id = BackwardWorkload.Id(number),
            ExternalId = $"visit-{BackwardWorkload.Mix((ulong)number):x16}",
            ReceivedAt = started.AddMilliseconds(number % 1_000),
            StartedAt = started,
            Agent = new Participant($"agent-{BackwardWorkload.Mix((ulong)number) % Agents}", null),
            Customer = new Participant($"customer-{number / ConversationsACustomer}", null),
            Intent = new Intent(row[intentCode], row[intentName]),
            Values = [.. places.Select(
                (place, i) => Conversation.MetadataFields[i].Type == FieldType.TextList || place < 0 ? null : row[place])],
            CompanySegment = [row[PlaceOf(FieldCatalog.CompanySegment)]],
            Attributes = number % 2 == 0 ? Named(("turns", number % 60), ("promoter", number / 60 % 11)) : Conversation.NoNames,
        };
    }

    // Two values, or one and a list: what people write.
    static string SegmentText(int number) =>
        BackwardWorkload.Queries(number % 2 == 0 ? BackwardShape.Rare : BackwardShape.Sel, 1, number)[0];

    static ImmutableSortedDictionary<string, string> Named(params (string Name, int Value)[] values) =>
        Conversation.NoNames.AddRange(values.Select(v => KeyValuePair.Create(v.Name, v.Value.ToString(CultureInfo.InvariantCulture))));

    static int PlaceOf(Field field) => BackwardWorkload.Columns.ToList().IndexOf(field.Name);

    static int Count(DbConnection connection, string table, WorkspaceId workspace)
    {
        using var statement = new Statement(connection, $"SELECT COUNT(*) FROM {table} WHERE workspace_id = @workspace");
        using var row = statement.Read(workspace.Value);
        row.Read();
        return Convert.ToInt32(row[0], CultureInfo.InvariantCulture);
    }

    static void Insert(DbConnection connection, string sql, int from, int to, Func<int, object?[]> row)
    {
        using var insert = new Statement(connection, sql);
        using var begin = new Statement(connection, "BEGIN");
        using var commit = new Statement(connection, "COMMIT");
        foreach (var numbers in Enumerable.Range(from, Math.Max(0, to - from)).Chunk(RowsACommit))
        {
            begin.Execute();
            insert.ExecuteEach([.. numbers.Select(row)]);
            commit.Execute();
        }
    }
}
