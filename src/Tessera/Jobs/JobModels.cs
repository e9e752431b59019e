using System.Text.Json;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Jobs;

/// <summary>Kinds, states and priorities of jobs as they are written on the wire.</summary>
internal static class JobNames
{
    public static readonly string[] Kinds = Names<JobKind>();

    public static readonly string[] States = Names<JobState>();

    public static readonly string[] Priorities = Names<JobPriority>();

    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a name; null where it is none.</summary>
    public static T? Parse<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => Of(value!.Value) == name);

    static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];
}

/// <summary>A job as it is given out.</summary>
internal sealed record JobResource
{
    public static readonly JobResource Example = new()
    {
        Id = Examples.ConversationId, Kind = "back-fill", State = "running", Priority = "low", Done = 1200, Total = 5334,
        CreatedBy = "01K7ATS0V3", CreatedAt = Examples.Time, UpdatedAt = Examples.Time,
    };

    public required string Id { get; init; }

    /// <summary><c>back-fill</c>, <c>conversation-end</c>, <c>market-watch</c> or <c>evaluation</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// <c>waiting</c>, <c>running</c>, <c>pausing</c> or <c>cancelling</c> (asked to, with calls under way), <c>paused</c>, <c>done</c>,
    /// <c>failed</c> or <c>cancelled</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary><c>high</c>, <c>normal</c> or <c>low</c>.</summary>
    public required string Priority { get; init; }

    /// <summary>What it is about, as a conversation's or a market segment's id.</summary>
    public string? Subject { get; init; }

    /// <summary>How many conversations are done; of an evaluation, answers.</summary>
    public long? Done { get; init; }

    /// <summary>How many there were when it was made.</summary>
    public long? Total { get; init; }

    /// <summary>Turns in a row that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When its next turn may begin; while it waits alone.</summary>
    public string? DueAt { get; init; }

    /// <summary>Why it waits or failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The key that made it.</summary>
    public string? CreatedBy { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public static JobResource Of(Job job)
    {
        var counts = JsonSerializer.Deserialize<JobCounts>(job.Progress, Json.Options);
        return new JobResource
        {
            Id = job.Id,
            Kind = JobNames.Of(job.Kind),
            State = StateOf(job),
            Priority = JobNames.Of(job.Priority),
            Subject = job.Subject,
            Done = counts?.Done,
            Total = counts?.Total,
            Attempts = job.Attempts,
            DueAt = job.State == JobState.Waiting ? Time.Format(job.DueAt) : null,
            Reason = job.Reason,
            CreatedBy = job.CreatedBy.Length > 0 ? job.CreatedBy : null,
            CreatedAt = Time.Format(job.CreatedAt),
            UpdatedAt = Time.Format(job.UpdatedAt),
        };
    }

    static string StateOf(Job job) => job switch
    {
        { State: JobState.Running, Asked: JobRequest.Pause } => "pausing",
        { State: JobState.Running, Asked: JobRequest.Cancel } => "cancelling",
        _ => JobNames.Of(job.State),
    };
}

/// <summary>What the progress of every kind may say.</summary>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is to do.</param>
internal sealed record JobCounts(long? Done, long? Total);

/// <summary>A page of jobs.</summary>
internal sealed record JobList(IReadOnlyList<JobResource> Items, string? NextCursor, string? PrevCursor);
