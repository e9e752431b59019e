using Tessera.Query.Fields;

namespace Tessera.Query.Sql;

/// <summary>
/// How a row of the table <c>conversation</c> finds its customer and its agent in the table <c>person</c>: the one place that says who is
/// joined to which conversation.
/// </summary>
public static class SqlPeople
{
    /// <summary>
    /// The id of a conversation's customer or agent. The customer is the one customer metadata named for the conversation, and where none
    /// did, the one the conversation came with; the agent is the one the conversation came with last.
    /// </summary>
    public static string Id(FieldFamily family) => family switch
    {
        FieldFamily.Customer => "COALESCE(named_customer_id, customer_external_id)",
        FieldFamily.Agent => "agent_external_id",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a family of people."),
    };

    /// <summary>
    /// A column of the conversation's customer or agent, or an expression over such columns; null where nothing is known.
    /// </summary>
    public static string Column(FieldFamily family, string column) =>
        $"(SELECT {column} FROM person WHERE person.workspace_id = conversation.workspace_id AND person.kind = {(int)family} AND person.person_id = {Id(family)})";
}
