using System.Net;
using System.Net.Http.Headers;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;

namespace Tessera.Cli;

/// <summary>Where an import goes: a database this process claims, or a server.</summary>
internal abstract class ImportTarget : IAsyncDisposable
{
    /// <summary>How many lines of a file are there already.</summary>
    public abstract Task<long> LinesDoneAsync(string fingerprint, CancellationToken cancellationToken);

    /// <summary>Gets lines ready to be written: work that may run while the chunk before is written.</summary>
    public abstract object Prepare(long linesBefore, IReadOnlyList<ReadOnlyMemory<byte>> lines);

    /// <summary>Writes what <see cref="Prepare"/> gave.</summary>
    public abstract Task<ImportOutcome> WriteAsync(string? fingerprint, object prepared, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>The data directory or PostgreSQL database, which no server may be using.</summary>
    public static ImportTarget IntoData(string data, string? connection, string? workspace)
    {
        if (string.IsNullOrWhiteSpace(workspace)) throw new CommandFailedException("--workspace NAME is required, unless --url is given.");
        return new DataTarget(data, connection, workspace);
    }

    /// <summary>A running server.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="key">The key, which says the workspace; as <see cref="ServerClient.Of"/> takes it.</param>
    /// <param name="patience">How long an answer is waited for: 5 minutes where it is null.</param>
    public static ImportTarget ThroughServer(string address, string? key, TimeSpan? patience = null) =>
        new ServerTarget(ServerClient.Of(address, key, patience ?? TimeSpan.FromMinutes(5)));

    sealed class DataTarget : ImportTarget
    {
        readonly ServiceProvider services;
        readonly Importer importer;
        readonly WorkspaceId workspace;

        public DataTarget(string data, string? connection, string workspaceName)
        {
            var database = Database.Open(data, connection);
            if (!database.TryClaim())
            {
                throw new DatabaseInUseException(
                    "A server is using this database. Import through it instead: --url http://127.0.0.1:8080 --key <id>.<secret>");
            }

            var collection = new ServiceCollection();
            collection.AddLogging();
            Server.AddServices(collection, database, TimeProvider.System);
            services = collection.BuildServiceProvider();
            importer = services.GetRequiredService<Importer>();
            workspace = services.GetRequiredService<AccessKeyStore>().FindOrCreateWorkspace(workspaceName);
        }

        public override Task<long> LinesDoneAsync(string fingerprint, CancellationToken cancellationToken) =>
            Task.FromResult(importer.LinesDone(workspace, fingerprint));

        public override object Prepare(long linesBefore, IReadOnlyList<ReadOnlyMemory<byte>> lines) => Importer.Parse(linesBefore, lines);

        public override Task<ImportOutcome> WriteAsync(string? fingerprint, object prepared, CancellationToken cancellationToken) =>
            importer.WriteAsync(workspace, fingerprint, (ImportChunk)prepared, cancellationToken);

        public override ValueTask DisposeAsync() => services.DisposeAsync();
    }

    sealed class ServerTarget(HttpClient client) : ImportTarget
    {
        public override async Task<long> LinesDoneAsync(string fingerprint, CancellationToken cancellationToken) =>
            (await client.GetAsync<ImportProgress>($"/v1/import/{fingerprint}", cancellationToken)).LinesDone;

        public override object Prepare(long linesBefore, IReadOnlyList<ReadOnlyMemory<byte>> lines)
        {
            var body = new MemoryStream();
            foreach (var line in lines)
            {
                body.Write(line.Span);
                body.WriteByte((byte)'\n');
            }

            return (linesBefore, body.ToArray());
        }

        public override async Task<ImportOutcome> WriteAsync(string? fingerprint, object prepared, CancellationToken cancellationToken)
        {
            var (linesBefore, body) = ((long, byte[]))prepared;
            while (true)
            {
                var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
                var path = $"/v1/import?linesBefore={linesBefore}" + (fingerprint is null ? "" : $"&fingerprint={fingerprint}");
                using var response = await client.SendAsync(HttpMethod.Post, path, content, cancellationToken);
                if (response is not { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter.Delta: { } wait })
                    return await ServerClient.ReadAsync<ImportOutcome>(response, cancellationToken);
                await Task.Delay(wait, cancellationToken);
            }
        }

        public override ValueTask DisposeAsync()
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
