using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tessera.Data;

namespace Tessera.Bench;

/// <summary>What a peer took for each query.</summary>
sealed record PeerRun(string Name, double LoadSeconds, IReadOnlyList<PeerCount> Results);

sealed record PeerCount(int Count, double Milliseconds);

/// <summary>Other engines that count the same rows by the same queries.</summary>
static class BackwardPeers
{
    const int Rounds = 3;

    /// <summary>DuckDB by its Node.js package: text columns, two threads.</summary>
    public static async Task<PeerRun> DuckDbAsync(
        DirectoryInfo folder, string rows, IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var script = Path.Combine(Repository.Folder("bench/peers"), "duckdb-backward.mjs");
        var list = Path.Combine(folder.FullName, "queries.json");
        await File.WriteAllTextAsync(list, JsonSerializer.Serialize(queries), cancellationToken);
        using var process = Process.Start(new ProcessStartInfo("node", [script, rows, list, Path.Combine(folder.FullName, "rows.duckdb")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"DuckDB ended with {process.ExitCode}. Is it installed? npm ci --prefix bench/peers");
        var answer = JsonSerializer.Deserialize<DuckDbAnswer>(output, JsonSerializerOptions.Web)!;
        return new PeerRun($"DuckDB {answer.Version}", answer.LoadSeconds, answer.Results);
    }

    /// <summary>SQLite: a table of text columns without an index, on one thread.</summary>
    public static PeerRun Sqlite(DirectoryInfo folder, int rows, IReadOnlyList<string> queries)
    {
        SqliteNative.Load();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "rows.sqlite")};Pooling=false");
        connection.Open();
        var watch = Stopwatch.StartNew();
        Load(connection, rows);
        var load = watch.Elapsed.TotalSeconds;
        return new PeerRun($"SQLite {connection.ServerVersion}", load, [.. queries.Select(query => Count(connection, query))]);
    }

    static void Load(SqliteConnection connection, int rows)
    {
        var columns = string.Join(", ", BackwardWorkload.Columns);
        Execute(connection, "PRAGMA journal_mode = OFF");
        Execute(connection, "PRAGMA synchronous = OFF");
        Execute(connection, "PRAGMA cache_size = -4000000");
        Execute(connection, $"CREATE TABLE conversation ({columns.Replace(",", " TEXT,", StringComparison.Ordinal)} TEXT)");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO conversation VALUES (@{string.Join(", @", BackwardWorkload.Columns)})";
        foreach (var column in BackwardWorkload.Columns)
            insert.Parameters.Add(new SqliteParameter("@" + column, SqliteType.Text));
        var values = new string[BackwardWorkload.Columns.Count];
        for (var row = 0; row < rows; row++)
        {
            BackwardWorkload.Row(row, values);
            for (var i = 0; i < values.Length; i++)
                insert.Parameters[i].Value = values[i];
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    static PeerCount Count(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM conversation WHERE {query}";
        var times = new List<double>();
        var count = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            count = (long)command.ExecuteScalar()!;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return new PeerCount((int)count, times.Order().ElementAt(Rounds / 2));
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    sealed record DuckDbAnswer(string Version, double LoadSeconds, IReadOnlyList<PeerCount> Results);
}
