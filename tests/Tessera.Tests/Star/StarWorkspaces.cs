using Tessera.Cli;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Star;

/// <summary>The real conversations of STAR, each of its two files imported once into a workspace on each database.</summary>
public sealed class StarWorkspaces(Servers servers) : IAsyncDisposable
{
    readonly Lock gate = new();
    readonly Dictionary<(Backend, string), Task<Api>> workspaces = [];

    /// <summary>A client of the workspace of a file.</summary>
    internal Task<Api> OfAsync(Backend backend, string file)
    {
        lock (gate)
        {
            if (!workspaces.TryGetValue((backend, file), out var workspace)) workspaces[(backend, file)] = workspace = ImportAsync(
                backend, file);
            return workspace;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in workspaces.Values.Where(w => w.IsCompletedSuccessfully)) (await workspace).Dispose();
    }

    async Task<Api> ImportAsync(Backend backend, string file)
    {
        var path = StarData.File(file);
        var api = await servers.NewWorkspaceAsync(backend);
        await using var target = ImportTarget.ThroughServer(api.Address.ToString(), $"{api.KeyId}.{api.Secret}");
        var summary = await new ImportRun(target, quiet: true).RunAsync(path, again: false, TestContext.Current.CancellationToken);
        Assert.Equal((0, summary.Lines), (summary.BadLines, (long)summary.Conversations));
        return api;
    }
}
