using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tessera.Data;
using Tessera.People;
using Tessera.Query.Fields;

namespace Tessera.Conversations;

/// <summary>How a conversation stands in its row. The metadata columns are named by the field catalogue alone.</summary>
internal static class ConversationRow
{
    static readonly string[] Fixed =
    [
        "conversation_id", "external_id", "received_at", "started_at", "agent_external_id", "agent_name",
        "customer_external_id", "customer_name", "intent_code", "intent_name", "metadata", "attributes", "named_customer_id",
        "intent_confidence", "intent_judged_by", "ended_at", "extracted_values", "fit_scores",
    ];

    static readonly string[] All = [.. Fixed, .. Conversation.MetadataFields.Select(field => field.Name)];

    static readonly string Written = string.Join(", ", All);

    /// <summary>
    /// The columns of a SELECT that <see cref="Read"/> understands: the row's own, and what is known of its customer and agent.
    /// </summary>
    public static readonly string Columns = $"{Written}, {PersonRow.Of(FieldFamily.Customer)}, {PersonRow.Of(FieldFamily.Agent)}";

    /// <summary>Inserts a whole row; takes the workspace and then <see cref="Values"/>.</summary>
    public static readonly string Insert =
        $"INSERT INTO conversation (workspace_id, {Written}) VALUES (@workspace, {string.Join(", ", All.Select(column => "@" + column))})";

    /// <summary>Writes all but the two ids; takes the values from the third on, then the workspace and the conversation's id.</summary>
    public static readonly string Update =
        $"UPDATE conversation SET {string.Join(", ", All.Skip(2).Select(column => $"{column} = @{column}"))} WHERE workspace_id = @workspace AND conversation_id = @id";

    /// <summary>Reads the row under the cursor.</summary>
    /// <param name="row">The cursor.</param>
    /// <param name="pool">Where many rows are read: gives equal texts as one string.</param>
    public static Conversation Read(DbDataReader row, TextPool? pool = null)
    {
        var values = new string?[Conversation.MetadataFields.Length];
        ImmutableArray<string> companySegment = [];
        for (var i = 0; i < values.Length; i++)
        {
            if (Conversation.MetadataFields[i].Type != FieldType.TextList) values[i] = Text(Fixed.Length + i);
            else companySegment = Parsed(Fixed.Length + i, ListOf, []);
        }

        return new Conversation
        {
            Id = row.GetString(0),
            ExternalId = row.GetString(1),
            ReceivedAt = Timestamps.FromMicros(row.GetInt64(2)),
            StartedAt = row.IsDBNull(3) ? null : Timestamps.FromMicros(row.GetInt64(3)),
            Agent = Text(4) is { } agent ? new Participant(agent, Text(5)) : null,
            Customer = Text(6) is { } customer ? new Participant(customer, Text(7)) : null,
            Intent = Text(8) is { } code ? new Intent(code, Text(9)) { Confidence = row.IsDBNull(13) ? null : row.GetDouble(13) } : null,
            JudgedBy = row.IsDBNull(14) ? null : row.GetInt64(14),
            Metadata = Parsed(10, NamesOf, Conversation.NoNames),
            Attributes = Parsed(11, NamesOf, Conversation.NoNames),
            NamedCustomerId = Text(12),
            EndedAt = row.IsDBNull(15) ? null : Timestamps.FromMicros(row.GetInt64(15)),
            Extracted = Parsed(16, NamesOf, Conversation.NoNames),
            FitScores = Parsed(17, NamesOf, Conversation.NoNames),
            KnownCustomer = Parsed(All.Length, PersonRow.Parse, null),
            KnownAgent = Parsed(All.Length + 1, PersonRow.Parse, null),
            Values = ImmutableCollectionsMarshal.AsImmutableArray(values),
            CompanySegment = companySegment,
        };

        T Parsed<T>(int column, Func<string, T> parse, T missing) =>
            pool is not null ? pool.Read(row, column, parse, missing) : Text(column) is { } text ? parse(text) : missing;

        string? Text(int column) => pool is not null ? pool.Read(row, column) : row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>The values of a row's own columns, in their order.</summary>
    public static object?[] Values(Conversation conversation)
    {
        var values = new object?[All.Length];
        values[0] = conversation.Id;
        values[1] = conversation.ExternalId;
        values[2] = Timestamps.Micros(conversation.ReceivedAt);
        values[3] = conversation.StartedAt is { } started ? Timestamps.Micros(started) : null;
        values[4] = conversation.Agent?.ExternalId;
        values[5] = conversation.Agent?.Name;
        values[6] = conversation.Customer?.ExternalId;
        values[7] = conversation.Customer?.Name;
        values[8] = conversation.Intent?.Code;
        values[9] = conversation.Intent?.Name;
        values[10] = Names(conversation.Metadata);
        values[11] = Names(conversation.Attributes);
        values[12] = conversation.NamedCustomerId;
        values[13] = conversation.Intent?.Confidence;
        values[14] = conversation.JudgedBy;
        values[15] = conversation.EndedAt is { } ended ? Timestamps.Micros(ended) : null;
        values[16] = Names(conversation.Extracted);
        values[17] = Names(conversation.FitScores);
        for (var i = 0; i < Conversation.MetadataFields.Length; i++)
        {
            values[Fixed.Length + i] = Conversation.MetadataFields[i].Type != FieldType.TextList ? conversation.Values[i]
                : conversation.CompanySegment.IsEmpty ? null
                : JsonSerializer.Serialize(conversation.CompanySegment, ConversationJson.Default.ImmutableArrayString);
        }

        return values;
    }

    static ImmutableArray<string> ListOf(string json) => JsonSerializer.Deserialize(json, ConversationJson.Default.ImmutableArrayString);

    static ImmutableSortedDictionary<string, string> NamesOf(string json) =>
        Conversation.NoNames.AddRange(JsonSerializer.Deserialize(json, ConversationJson.Default.DictionaryStringString)!);

    static string? Names(ImmutableSortedDictionary<string, string> names) =>
        names.IsEmpty ? null : JsonSerializer.Serialize(names, ConversationJson.Default.ImmutableSortedDictionaryStringString);
}

/// <summary>The JSON inside a conversation's columns, by generated code: these run for every row.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(ImmutableArray<string>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>[]))]
[System.Text.Json.Serialization.JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class ConversationJson : System.Text.Json.Serialization.JsonSerializerContext;
