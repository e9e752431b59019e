using System.Data.Common;

namespace Tessera.Data;

/// <summary>
/// One SQL statement kept prepared on the writer's connection. Its <c>@parameters</c> take values in the order in which they first
/// stand in the text.
/// </summary>
internal sealed class Statement : IDisposable
{
    readonly DbCommand command;

    public Statement(DbConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in ParametersOf(sql))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    /// <summary>Runs the statement and gives the number of rows it changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    /// <summary>
    /// Runs the statement once for each row of values: in one round trip where the database is across a connection that can.
    /// </summary>
    public void ExecuteEach(IReadOnlyList<object?[]> rows)
    {
        if (rows.Count > 1 && command.Connection is { CanCreateBatch: true } connection)
        {
            using var batch = Batch(connection, rows);
            batch.ExecuteNonQuery();
            return;
        }

        foreach (var row in rows) Execute(row);
    }

    /// <summary>
    /// Runs the statement once for each row of values, and hands over the rows it gives with the number of those values: in one round trip
    /// where the database is across a connection that can.
    /// </summary>
    public void ReadEach(IReadOnlyList<object?[]> rows, Action<int, DbDataReader> read)
    {
        if (rows.Count > 1 && command.Connection is { CanCreateBatch: true } connection)
        {
            using var batch = Batch(connection, rows);
            using var results = batch.ExecuteReader();
            for (var i = 0; i < rows.Count; i++)
            {
                read(i, results);
                results.NextResult();
            }

            return;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            using var result = Read(rows[i]);
            read(i, result);
        }
    }

    /// <summary>Runs the statement and reads its rows. The reader must be disposed before the statement runs again.</summary>
    public DbDataReader Read(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteReader();
    }

    public void Dispose() => command.Dispose();

    void Bind(ReadOnlySpan<object?> values)
    {
        Check(values);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    void Check(ReadOnlySpan<object?> values)
    {
        if (values.Length != command.Parameters.Count)
            throw new ArgumentException(
                $"{command.Parameters.Count} values expected, {values.Length} given: {command.CommandText}", nameof(values));
    }

    DbBatch Batch(DbConnection connection, IReadOnlyList<object?[]> rows)
    {
        var batch = connection.CreateBatch();
        foreach (var row in rows)
        {
            Check(row);
            var copy = batch.CreateBatchCommand();
            copy.CommandText = command.CommandText;
            for (var i = 0; i < row.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = command.Parameters[i].ParameterName;
                parameter.Value = row[i] ?? DBNull.Value;
                copy.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(copy);
        }

        return batch;
    }

    static List<string> ParametersOf(string sql)
    {
        var names = new List<string>();
        for (var i = 0; i < sql.Length; i++)
        {
            if (sql[i] != '@') continue;
            var end = i + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
            var name = sql[i..end];
            if (!names.Contains(name)) names.Add(name);
            i = end - 1;
        }

        return names;
    }
}
