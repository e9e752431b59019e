using System.Collections.Immutable;
using System.Text.Json;
using Tessera.Conversations;
using Tessera.Query.Fields;
using Tessera.Query.Sql;

namespace Tessera.People;

/// <summary>How a customer or an agent stands in the database, and how a conversation's row is read with both.</summary>
internal static class PersonRow
{
    /// <summary>Both columns of a row as one text, which <see cref="Parse"/> reads: a JSON array of two objects.</summary>
    public const string Known = "'[' || properties || ',' || attributes || ']'";

    /// <summary>What is known of the customer or agent of the row of a conversation.</summary>
    public static string Of(FieldFamily family) => SqlPeople.Column(family, Known);

    /// <summary>Reads what <see cref="Known"/> gives.</summary>
    public static Person? Parse(string? known)
    {
        if (known is null) return null;
        var objects = JsonSerializer.Deserialize(known, ConversationJson.Default.DictionaryStringStringArray)!;
        return new Person(Conversation.NoNames.AddRange(objects[0]), Conversation.NoNames.AddRange(objects[1]));
    }

    /// <summary>The JSON of one column.</summary>
    public static string Json(ImmutableSortedDictionary<string, string> names) =>
        JsonSerializer.Serialize(names, ConversationJson.Default.ImmutableSortedDictionaryStringString);
}
