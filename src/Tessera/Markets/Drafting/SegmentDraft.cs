using System.Text.Json.Nodes;

namespace Tessera.Markets.Drafting;

/// <summary>A market segment as drafted from sources.</summary>
internal sealed record SegmentDraft
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The segment's <c>data</c>: of its members those that a source supports.</summary>
    public JsonObject Content { get; init; } = [];

    public IReadOnlyList<QualifyingQuestion> Questions { get; init; } = [];

    /// <summary>Where each statement stands.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>Whether the sources yielded no segment: too little text, or none about any kind of company.</summary>
    public bool Unrecognized { get; init; }
}

/// <summary>What a draft is made from.</summary>
/// <param name="Name">The name it is to have, or null for one of the sources'.</param>
/// <param name="Sources">The sources, read.</param>
/// <param name="Context">What is said of the offering or the company it is for: sentences that share its words come first.</param>
internal sealed record DraftRequest(string? Name, IReadOnlyList<ReadSource> Sources, string Context)
{
    /// <summary>What the brand voice says of itself, for a model; empty where there is none.</summary>
    public string Voice { get; init; } = "";

    /// <summary>The workspace's other segments, whose questions are asked already.</summary>
    public IReadOnlyList<MarketEntity> Others { get; init; } = [];
}
