using Tessera.Access;

namespace Tessera.Jobs;

/// <summary>What a job does.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum JobKind
{
    /// <summary>Extracts structured data of the conversations of segments (<see cref="Extraction.BackFills.BackFill"/>).</summary>
    BackFill = 1,

    /// <summary>Ends a conversation and extracts its structured data.</summary>
    ConversationEnd = 2,

    /// <summary>
    /// Scores the conversations that a market segment watches, as long as it does (<see cref="Markets.Watching.WatchRun"/>).
    /// </summary>
    MarketWatch = 3,

    /// <summary>Puts labelled cases to candidates and compares their answers (<see cref="Evaluations.EvaluationRun"/>).</summary>
    Evaluation = 4,
}

/// <summary>Where a job stands.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum JobState
{
    /// <summary>Its turn comes when it is due.</summary>
    Waiting = 1,

    /// <summary>Somebody has leased it and works on it.</summary>
    Running = 2,

    /// <summary>Stopped by somebody, to be resumed.</summary>
    Paused = 3,

    /// <summary>Done.</summary>
    Done = 4,

    /// <summary>Given up after too many attempts, or for good reason; <see cref="Job.Reason"/> says why. It can be replayed.</summary>
    Failed = 5,

    /// <summary>Given up because somebody said so.</summary>
    Cancelled = 6,
}

/// <summary>What somebody asks of a job that is running.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum JobRequest
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To stop and stay where it is.</summary>
    Pause = 1,

    /// <summary>To stop for good.</summary>
    Cancel = 2,
}

/// <summary>Which of a workspace's jobs come first.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum JobPriority
{
    /// <summary>Somebody waits for it.</summary>
    High = 1,

    Normal = 2,

    /// <summary>Whenever there is nothing else.</summary>
    Low = 3,
}

/// <summary>Work that goes on beside requests, in turns, and survives the process.</summary>
internal sealed record Job
{
    public required WorkspaceId Workspace { get; init; }

    /// <summary>26 characters, later ones after earlier ones.</summary>
    public required string Id { get; init; }

    public required JobKind Kind { get; init; }

    public required JobState State { get; init; }

    public required JobPriority Priority { get; init; }

    /// <summary>What it is about, where there is one open job of its kind about it at a time; otherwise null.</summary>
    public string? Subject { get; init; }

    /// <summary>What is to be done, as JSON; never changed. Empty where it was not read.</summary>
    public required string Definition { get; init; }

    /// <summary>How far it has come, as JSON of its kind.</summary>
    public required string Progress { get; init; }

    /// <summary>Turns in a row that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When its next turn may begin.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Goes up with every turn: what an earlier turn still wants to write is refused.</summary>
    public long Fence { get; init; }

    /// <summary>Until when the present turn has it to itself; null while none does.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>What somebody asks of it while it runs.</summary>
    public JobRequest Asked { get; init; }

    /// <summary>Why it waits or failed; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The id of the key that made it, or empty where nobody in particular did.</summary>
    public string CreatedBy { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
