using System.Collections.Immutable;
using Tessera.Fields;
using Tessera.Query.Evaluation;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>The segments and fields of a workspace as of one commit. Immutable: who has it sees one consistent version.</summary>
internal sealed record Definitions(
    ImmutableSortedDictionary<string, SegmentDefinition> Segments, ImmutableDictionary<string, StructuredDataField> Fields)
{
    /// <summary>No definitions.</summary>
    public static readonly Definitions Empty = new(
        ImmutableSortedDictionary.Create<string, SegmentDefinition>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, StructuredDataField>(StringComparer.Ordinal));

    /// <summary>Definitions as they are stored, each id once.</summary>
    public static Definitions Of(IEnumerable<SegmentDefinition> segments, IEnumerable<StructuredDataField> fields) => new(
        segments.ToImmutableSortedDictionary(s => s.Id, s => s, StringComparer.Ordinal),
        fields.ToImmutableDictionary(f => f.Id, f => f, StringComparer.Ordinal));

    /// <summary>Finds the query of a segment that another one names; null where there is none.</summary>
    public SegmentQuery? Resolve(string segmentId) => Segments.GetValueOrDefault(segmentId)?.Query;

    /// <summary>422-03 where a query refers to a segment that isn't there.</summary>
    public Problem? UnknownReference(SegmentQuery query) =>
        query.References.FirstOrDefault(id => Resolve(id) is null) is { } unknown
            ? Problem.UnknownReference($"query: there is no segment {unknown}.")
            : null;

    /// <summary>
    /// The active fields that these segments ask for, each once, in the order of the segments and their lists, with who asks.
    /// </summary>
    public List<(StructuredDataField Field, List<string> SegmentIds)> FieldsOf(IEnumerable<SegmentDefinition> segments)
    {
        var order = new List<(StructuredDataField Field, List<string> SegmentIds)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var segment in segments)
        {
            foreach (var id in segment.FieldIds.Distinct(StringComparer.Ordinal))
            {
                if (places.TryGetValue(id, out var place)) order[place].SegmentIds.Add(segment.Id);
                else if (Fields.GetValueOrDefault(id) is { Active: true } field)
                {
                    places[id] = order.Count;
                    order.Add((field, [segment.Id]));
                }
            }
        }

        return order;
    }

    public Definitions With(IEnumerable<SegmentDefinition> segments) =>
        this with { Segments = Segments.SetItems(segments.Select(s => KeyValuePair.Create(s.Id, s))) };

    public Definitions WithoutSegment(string id) => this with { Segments = Segments.Remove(id) };

    public Definitions With(StructuredDataField field) => this with { Fields = Fields.SetItem(field.Id, field) };

    public Definitions WithoutField(string id) => this with { Fields = Fields.Remove(id) };
}
