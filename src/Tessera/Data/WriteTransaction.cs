using System.Data.Common;

namespace Tessera.Data;

/// <summary>What one queued request may do inside the writer's transaction.</summary>
internal sealed class WriteTransaction : IDisposable
{
    readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
    readonly List<Action> afterCommit = [];
    readonly HashSet<Action> atLast = [];

    public WriteTransaction(DbConnection connection, Dialect dialect)
    {
        Connection = connection;
        Dialect = dialect;
    }

    /// <summary>The writer's connection, for statements that are not worth keeping prepared.</summary>
    public DbConnection Connection { get; }

    /// <summary>The dialect in use.</summary>
    public Dialect Dialect { get; }

    /// <summary>The statement of this text, kept prepared for the life of the connection. Only for fixed texts.</summary>
    public Statement this[string sql]
    {
        get
        {
            if (!statements.TryGetValue(sql, out var statement)) statements[sql] = statement = new Statement(Connection, sql);
            return statement;
        }
    }

    /// <summary>Inserts rows that are not there yet, in the way that is quickest for as many.</summary>
    /// <param name="insert"><c>INSERT INTO table (columns) VALUES (parameters)</c>, in one line and with a parameter for each column in its
    /// order.</param>
    /// <param name="rows">The values of each row.</param>
    public void InsertEach(string insert, IReadOnlyList<object?[]> rows)
    {
        if (!Dialect.TryCopy(Connection, insert, rows)) this[insert].ExecuteEach(rows);
    }

    /// <summary>
    /// Has an action run once the transaction is on disk, in commit order and before any answer is given. It is dropped when the
    /// request fails. It must not throw and must be quick: it runs on the writer's thread.
    /// </summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>From within such an action: has another one run once they all have, and only once, however often it is asked for.</summary>
    public void AtLast(Action action) => atLast.Add(action);

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        Connection.Dispose();
    }

    /// <summary>How many actions wait for the commit: the mark to go back to when a request fails.</summary>
    internal int Mark() => afterCommit.Count;

    internal void ForgetSince(int mark) => afterCommit.RemoveRange(mark, afterCommit.Count - mark);

    internal void RunAfterCommit()
    {
        foreach (var action in afterCommit) action();
        foreach (var action in atLast) action();
        afterCommit.Clear();
        atLast.Clear();
    }
}
