namespace Tessera.Limits;

/// <summary>How much a server takes. <see cref="Limit"/> has the names they are set by.</summary>
internal sealed record ServerLimits
{
    /// <summary>Requests a second of one key, over time; 0 for no limit.</summary>
    public int KeyRate { get; init; } = 100;

    /// <summary>Requests of one key at once, when it was quiet before.</summary>
    public int KeyBurst { get; init; } = 200;

    /// <summary>Requests a second of all keys of a workspace, over time; 0 for no limit.</summary>
    public int WorkspaceRate { get; init; } = 1000;

    /// <summary>Requests of all keys of a workspace at once, when they were quiet before.</summary>
    public int WorkspaceBurst { get; init; } = 2000;

    /// <summary>Requests of a workspace under way at a time; 0 for no limit.</summary>
    public int WorkspaceConcurrency { get; init; } = 500;

    /// <summary>Open connections; more are closed at once. 0 for no limit.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>The largest body of a request for one thing, in bytes.</summary>
    public int BodyBytes { get; init; } = 1024 * 1024;

    /// <summary>The largest body of a batch, in bytes.</summary>
    public int BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How fast a body must come, in bytes a second, after 5 seconds' grace; 0 for no limit.</summary>
    public int BodyRate { get; init; } = 240;

    /// <summary>All headers of a request together, in bytes.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>How many headers a request may have.</summary>
    public int HeaderCount { get; init; } = 100;

    /// <summary>How long the headers of a request may take to come, in seconds.</summary>
    public int HeaderSeconds { get; init; } = 30;

    /// <summary>How long a connection may be idle, in seconds.</summary>
    public int IdleSeconds { get; init; } = 130;

    /// <summary>The same, with as many requests as come.</summary>
    public ServerLimits WithoutRates() => this with { KeyRate = 0, WorkspaceRate = 0, WorkspaceConcurrency = 0 };
}

/// <summary>One of the limits: its name, what it may be, and where it is kept.</summary>
/// <param name="Name">As <c>--limit NAME=NUMBER</c> has it; <c>TESSERA_LIMIT_NAME</c> in the environment, in capitals and with
/// underscores.</param>
/// <param name="Least">The least it may be.</param>
/// <param name="Most">The most it may be.</param>
/// <param name="With">The limits with this one set.</param>
internal sealed record Limit(string Name, int Least, int Most, Func<ServerLimits, int, ServerLimits> With)
{
    const string Prefix = "TESSERA_LIMIT_";
    const int MostRequests = 1_000_000;
    const int MostBytes = 1024 * 1024 * 1024;
    const int MostSeconds = 24 * 3600;

    /// <summary>All of them.</summary>
    public static readonly Limit[] All =
    [
        new("key-rate", 0, MostRequests, (limits, value) => limits with { KeyRate = value }),
        new("key-burst", 1, MostRequests, (limits, value) => limits with { KeyBurst = value }),
        new("workspace-rate", 0, MostRequests, (limits, value) => limits with { WorkspaceRate = value }),
        new("workspace-burst", 1, MostRequests, (limits, value) => limits with { WorkspaceBurst = value }),
        new("workspace-concurrency", 0, MostRequests, (limits, value) => limits with { WorkspaceConcurrency = value }),
        new("connections", 0, MostRequests, (limits, value) => limits with { Connections = value }),
        new("body-bytes", 1024, MostBytes, (limits, value) => limits with { BodyBytes = value }),
        new("batch-bytes", 1024, MostBytes, (limits, value) => limits with { BatchBytes = value }),
        new("body-rate", 0, MostBytes, (limits, value) => limits with { BodyRate = value }),
        new("header-bytes", 1024, MostBytes, (limits, value) => limits with { HeaderBytes = value }),
        new("header-count", 10, 10_000, (limits, value) => limits with { HeaderCount = value }),
        new("header-seconds", 1, MostSeconds, (limits, value) => limits with { HeaderSeconds = value }),
        new("idle-seconds", 1, MostSeconds, (limits, value) => limits with { IdleSeconds = value }),
    ];

    /// <summary>The limits of the environment and, before those, of <c>NAME=NUMBER</c> settings.</summary>
    /// <exception cref="InvalidDataException">One is unknown or out of its bounds.</exception>
    public static ServerLimits Read(IEnumerable<string> settings, Func<string, string?> environment)
    {
        var limits = new ServerLimits();
        foreach (var limit in All)
        {
            var variable = Prefix + limit.Name.Replace('-', '_').ToUpperInvariant();
            if (environment(variable) is { Length: > 0 } value) limits = limit.Set(limits, variable, value);
        }

        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            var limit = Array.Find(All, l => l.Name == parts[0])
                ?? throw new InvalidDataException(
                    $"--limit: expected NAME=NUMBER with one of {string.Join(", ", All.Select(l => l.Name))}; found {setting}.");
            limits = limit.Set(limits, $"--limit {limit.Name}", parts is [_, var value] ? value : "");
        }

        return limits;
    }

    ServerLimits Set(ServerLimits limits, string place, string value) =>
        int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= Least && number <= Most
            ? With(limits, number)
            : throw new InvalidDataException(
                $"{place}: expected a whole number from {Least} to {Most}, found {(value.Length == 0 ? "nothing" : value)}.");
}
