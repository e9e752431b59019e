using System.Text.Json.Nodes;

namespace Tessera.Markets;

/// <summary>How a resource came.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum ResourceMode
{
    Text = 1,
    File = 2,
    Url = 3,
}

/// <summary>Material that drafts may be made of: a text, a file or a page, as readable text.</summary>
internal sealed record Resource
{
    public required string OId { get; init; }

    public required string Name { get; init; }

    public required ResourceMode Mode { get; init; }

    /// <summary>Where a page was asked for.</summary>
    public string? Url { get; init; }

    /// <summary>Where it was found after redirects.</summary>
    public string? FinalUrl { get; init; }

    public string? Filename { get; init; }

    public required string MediaType { get; init; }

    /// <summary>SHA-256 of what came, before it was made readable.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>Whatever its client wants to remember of it.</summary>
    public JsonObject Metadata { get; init; } = [];

    public required string Text { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }
}
