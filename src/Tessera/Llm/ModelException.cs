using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>Why a model gave no answer.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum ModelFault
{
    /// <summary>No answer in time.</summary>
    Timeout = 1,

    /// <summary>The server asks to be called less often (429).</summary>
    Busy = 2,

    /// <summary>The server can't be reached, or fails (5xx).</summary>
    Unavailable = 3,

    /// <summary>The server refuses the request (another 4xx): a repetition would be refused too.</summary>
    Refused = 4,

    /// <summary>An answer came, but can't be read: no JSON, no choice, cut short, or too large.</summary>
    Unreadable = 5,

    /// <summary>The server failed so often that it isn't called for a while.</summary>
    Parked = 6,

    /// <summary>The workspace has no budget left.</summary>
    NoBudget = 7,

    /// <summary>Whoever asked didn't wait for the answer.</summary>
    Cancelled = 8,
}

/// <summary>A model gave no answer that can be used.</summary>
/// <param name="fault">Why.</param>
/// <param name="message">What happened, with the server's own words where it gave any; never a key or a prompt.</param>
/// <param name="inner">The cause.</param>
internal sealed class ModelException(ModelFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ModelFault Fault => fault;

    /// <summary>The HTTP status, where there was one.</summary>
    public int? Status { get; init; }

    /// <summary>When to try again, where the server or the circuit breaker says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What an answer that can't be used has cost all the same, where the server told.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient => fault is ModelFault.Timeout or ModelFault.Busy or ModelFault.Unavailable or ModelFault.Parked;
}
