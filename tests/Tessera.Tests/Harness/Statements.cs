using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tessera.Tests.Harness;

/// <summary>The statements that PostgreSQL's client runs, of a text that begins so.</summary>
internal sealed class Statements : IDisposable
{
    readonly ConcurrentQueue<string?> databases = new();
    readonly ActivityListener listener;

    public Statements(string beginning)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (((activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string)?.StartsWith(
                    beginning, StringComparison.Ordinal) == true)
                    databases.Enqueue((activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) as string);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>How many there were in a database so far.</summary>
    public int Count(string database) => databases.Count(name => name == database);

    public void Dispose() => listener.Dispose();
}
