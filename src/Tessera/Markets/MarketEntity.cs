using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Audit;

namespace Tessera.Markets;

/// <summary>What a stored entity is.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum MarketKind
{
    Segment = 1,
    Product = 2,
    Service = 3,
    BrandVoice = 4,
}

/// <summary>A market segment, an offering or a brand voice.</summary>
internal sealed record MarketEntity
{
    public required MarketKind Kind { get; init; }

    public required string OId { get; init; }

    /// <summary>As it is called outside.</summary>
    public required string Name { get; init; }

    /// <summary>As the team calls it.</summary>
    public required string InternalName { get; init; }

    public string Description { get; init; } = "";

    /// <summary>An offering's page.</summary>
    public string? PrimaryUrl { get; init; }

    /// <summary>What the kind is about, by <see cref="MarketContent"/>, and whatever else a client sent: the wire's <c>data</c>.</summary>
    public JsonObject Content { get; init; } = [];

    public IReadOnlyList<QualifyingQuestion> Questions { get; init; } = [];

    /// <summary>What each statement of a draft rests on.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>Whether it is the workspace's default brand voice.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether the sources of a draft yielded no segment.</summary>
    public bool Unrecognized { get; init; }

    /// <summary>Whether somebody declined the draft.</summary>
    public bool Rejected { get; init; }

    /// <summary>The key that made it.</summary>
    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public bool Active => ArchivedAt is null && DeletedAt is null;
}

/// <summary>A question that tells a company that fits from one that doesn't.</summary>
/// <param name="Question">Answerable by Yes or No.</param>
/// <param name="Rationale">What counts as evidence.</param>
/// <param name="FitType"><c>GOOD</c>: a fit answers Yes. <c>BAD</c>: a misfit does.</param>
/// <param name="Weight"><c>LOW</c>, <c>MEDIUM</c>, <c>HIGH</c> or <c>INSTANT_DISQUALIFIER</c>.</param>
/// <param name="ArchivedAt">Since when it isn't asked any more.</param>
internal sealed record QualifyingQuestion(
    string Question, string Rationale, string FitType, string Weight, DateTimeOffset? ArchivedAt = null)
{
    /// <summary>The weight of a question that rules a company out by itself.</summary>
    public const string Disqualifier = "INSTANT_DISQUALIFIER";

    public static readonly string[] FitTypes = ["GOOD", "BAD"];

    public static readonly string[] Weights = ["LOW", "MEDIUM", "HIGH", Disqualifier];
}

/// <summary>Where a statement of a draft stands in its sources.</summary>
/// <param name="Path">Which statement, as <c>keyPriorities[0]</c>.</param>
/// <param name="Source">Which source, from 0.</param>
/// <param name="Start">Offset in the source's text, in UTF-16 code units.</param>
/// <param name="End">The offset after it.</param>
internal sealed record Citation(string Path, int Source, int Start, int End);

/// <summary>The ids of this face: a prefix and 21 url-safe characters.</summary>
internal static class MarketIds
{
    const int Characters = 21;

    /// <summary>The prefix of a kind's ids.</summary>
    public static string Prefix(MarketKind kind) => kind switch
    {
        MarketKind.Segment => "sg",
        MarketKind.Product => "px",
        MarketKind.Service => "sc",
        _ => "bv",
    };

    /// <summary>The kind as the audit log has it.</summary>
    public static AuditedKind Audited(MarketKind kind) => kind switch
    {
        MarketKind.Segment => AuditedKind.MarketSegment,
        MarketKind.BrandVoice => AuditedKind.BrandVoice,
        _ => AuditedKind.Offering,
    };

    /// <summary>A new random id.</summary>
    public static string New(string prefix) => $"{prefix}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))[..Characters]}";

    /// <summary>The id that always stands for this text.</summary>
    public static string Of(string prefix, string what) =>
        $"{prefix}_{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..Characters]}";
}
