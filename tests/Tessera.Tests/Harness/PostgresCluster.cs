using System.Diagnostics;

namespace Tessera.Tests.Harness;

/// <summary>A private PostgreSQL cluster in a temporary folder, reached through its own socket; gone when disposed.</summary>
internal sealed class PostgresCluster : IDisposable
{
    const int Port = 5432; // names the socket's file only: nothing listens on the network

    readonly string binaries;
    readonly string folder;
    int databases;

    PostgresCluster(string binaries, string folder) => (this.binaries, this.folder) = (binaries, folder);

    /// <summary>Starts a cluster, or gives null where PostgreSQL's programs are not on the machine.</summary>
    public static PostgresCluster? TryStart()
    {
        if (FindBinaries() is not { } binaries) return null;
        var made = Directory.CreateTempSubdirectory("tessera-pg-").FullName;
        var cluster = new PostgresCluster(binaries, made);
        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()) Execute("chown", ["postgres", made]);
        cluster.Run("initdb", "-D", $"{made}/data", "-U", "tessera", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        // Compiling a condition takes PostgreSQL a hundred times as long as asking it of some hundred rows.
        cluster.Run(
            "pg_ctl", "-D", $"{made}/data", "-w", "-l", $"{made}/log", "-o",
            $"-c listen_addresses='' -c unix_socket_directories={made} -p {Port} -c max_connections=200 -c jit=off", "start");
        return cluster;
    }

    /// <summary>Makes a new, empty database and gives its connection string.</summary>
    public string NewDatabase()
    {
        var name = $"t{Interlocked.Increment(ref databases)}";
        using var connection = new Npgsql.NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var command = new Npgsql.NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    public void Dispose()
    {
        Run("pg_ctl", "-D", $"{folder}/data", "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    string ConnectionString(string database) =>
        $"Host={folder};Port={Port};Username=tessera;Database={database};Pooling=true;Maximum Pool Size=50";

    // PostgreSQL refuses to run as root.
    void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(binaries, program);
        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()) Execute("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else Execute(path, arguments);
    }

    static void Execute(string program, string[] arguments)
    {
        // A started server inherits the pipes of pg_ctl: output goes to files, so that nobody waits for it to close them.
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath(), UseShellExecute = false })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(
            $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    static string? FindBinaries()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).AsEnumerable();
        if (Directory.Exists("/usr/lib/postgresql"))
            folders = folders.Concat(
                Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal)
                    .Select(d => Path.Combine(d, "bin")));
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
