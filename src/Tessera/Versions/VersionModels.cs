using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Data;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Versions;

/// <summary>A version of a definition as it is given out.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Time">When it was made.</param>
/// <param name="KeyId">The key that made it; absent for a command on the server's machine.</param>
/// <param name="RequestId">The request that made it; absent likewise.</param>
/// <param name="Definition">What the definition was.</param>
/// <param name="Conversations">Of a segment: what it matches now. Absent of others, and where a segment it refers to is gone.</param>
internal sealed record VersionResource(
    int Version, string Time, string? KeyId, string? RequestId, JsonElement Definition, VersionCounts? Conversations)
{
    public static readonly VersionResource Example = new(
        2, Examples.Time, "01K7ATR0M3V5Q8Z2N6TXA9R1WJ", Examples.Guid, JsonElement.Parse(Segments.SegmentInput.Example),
        new VersionCounts(318, 12, 0));

    public static readonly VersionResource FieldExample = Example with
    {
        Definition = JsonElement.Parse(Fields.FieldInput.EntityExample),
        Conversations = null,
    };

    public static VersionResource Of(DefinitionVersion version, VersionCounts? counts = null) => new(
        version.Version, Wire.Time.Format(Timestamps.FromMicros(version.MadeAt)), version.KeyId, version.RequestId,
        JsonElement.Parse(version.Content), counts);
}

/// <summary>What a version's query matches among the conversations of now, and what another version's doesn't.</summary>
/// <param name="Count">The conversations it matches.</param>
/// <param name="Entered">Those the version before, or the one compared with, doesn't match.</param>
/// <param name="Left">Those that one matches and it doesn't.</param>
internal sealed record VersionCounts(int Count, int Entered, int Left);

/// <summary>A page of versions, the newest first.</summary>
internal sealed record VersionList(
    List<VersionResource> Versions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor)
{
    public static VersionList Of(Page<VersionResource> page) => new(page.Items, page.NextCursor, page.PrevCursor);
}

/// <summary>What differs between two versions.</summary>
/// <param name="From">The number of the one.</param>
/// <param name="To">The number of the other.</param>
/// <param name="Changes">Every value that differs, by its path in the definition.</param>
/// <param name="Query">Of a segment whose queries differ: how.</param>
/// <param name="Conversations">Of a segment: what the other one matches now, and what it has gained and lost against the one.</param>
internal sealed record DiffResource(int From, int To, IReadOnlyList<ValueChange> Changes, QueryDiff? Query, VersionCounts? Conversations)
{
    public static readonly DiffResource FieldExample = new(
        1, 2, [new ValueChange("$.name", JsonElement.Parse("\"Orders\""), JsonElement.Parse("\"Orders from iPhones\""))], null, null);

    public static readonly DiffResource Example = FieldExample with
    {
        Query = new QueryDiff(
            [new TextStretch(StretchKind.Same, "platform = "), new TextStretch(StretchKind.Removed, "'WEB'"),
                new TextStretch(StretchKind.Added, "'IOS'")],
            new ClauseDiff([], ["platform = 'WEB'"], ["platform = 'IOS'"])),
        Conversations = new VersionCounts(318, 12, 0),
    };
}

/// <summary>A value that differs; absent where there is none.</summary>
internal sealed record ValueChange(string Path, JsonElement? Before, JsonElement? After);

/// <summary>How two queries differ.</summary>
/// <param name="Text">Both texts in one: the stretches of <c>same</c> and <c>removed</c> are the one, those of <c>same</c> and <c>added</c>
/// the other.</param>
/// <param name="Clauses">Their clauses in canonical form.</param>
internal sealed record QueryDiff(IReadOnlyList<TextStretch> Text, ClauseDiff Clauses);

/// <summary>A stretch of text that both have, or only one.</summary>
internal sealed record TextStretch(StretchKind Kind, string Text);

/// <summary>Which of two texts has a stretch.</summary>
internal enum StretchKind
{
    Same,
    Removed,
    Added,
}

/// <summary>The clauses that both queries have, and those that one alone has. How they are joined is in the text.</summary>
internal sealed record ClauseDiff(IReadOnlyList<string> Kept, IReadOnlyList<string> Removed, IReadOnlyList<string> Added);
