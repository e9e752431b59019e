using System.Collections.Immutable;
using Tessera.Query.Evaluation;

namespace Tessera.Segments;

/// <summary>A segment: which conversations belong to it, and which fields are extracted from those.</summary>
/// <param name="Id">The author's id.</param>
/// <param name="Name">The name people read.</param>
/// <param name="Query">The compiled query; its text is the author's, to the byte.</param>
/// <param name="FieldIds">The structured data fields it asks for, in its order.</param>
internal sealed record SegmentDefinition(string Id, string Name, SegmentQuery Query, ImmutableArray<string> FieldIds)
{
    /// <summary>The segment every workspace begins with: all conversations.</summary>
    public const string Global = "GLOBAL";

    /// <summary>Counts the segment's changes, from 1, and on where it is made anew after it was deleted.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The market segment it was made for, and that alone changes it; null for one that people made.</summary>
    public string? Owner { get; init; }
}
