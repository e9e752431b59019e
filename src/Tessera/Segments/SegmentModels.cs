using System.Text.Json.Serialization;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>A segment as clients send it. In a patch, null stands for a member that is absent and keeps what was.</summary>
internal sealed record SegmentInput(string Id, string? Name, string? Raw, List<string>? FieldIds)
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"id":"IOS_ORDERS","name":"Orders from iPhones","query":{"type":"raw","raw":"platform = 'IOS' AND lob_id IN ['shop', 'outlet']"},
         "structuredDataFieldIds":["e_order_number"]}
        """;

    /// <summary>Reads the body of a create.</summary>
    public static SegmentInput Read(JsonObject body) => new(
        body.RequiredText("id", TextRule.Identifier),
        body.RequiredText("name", TextRule.Name),
        RawOf(body.RequiredObject("query")),
        body.TextsOrAbsent("structuredDataFieldIds", TextRule.Identifier) ?? []);

    /// <summary>Reads the body of a patch, whose id stands in the path.</summary>
    public static SegmentInput ReadPatch(JsonObject body, string id)
    {
        if (body.TextOrAbsent("id", TextRule.Identifier) is { } named && named != id)
            body.Violate("id", $"expected {id}, as in the path, or nothing");
        return new SegmentInput(
            id,
            body.TextOrAbsent("name", TextRule.Name),
            RawOf(body.ObjectOrAbsent("query")),
            body.TextsOrAbsent("structuredDataFieldIds", TextRule.Identifier));
    }

    static string? RawOf(JsonObject? query)
    {
        if (query is not { } given) return null;
        given.RequiredChoice("type", "raw");
        // Its limits are the compiler's to tell, with the place.
        return given.RequiredText("raw", TextRule.Any);
    }
}

/// <summary>A segment as it is given out.</summary>
internal sealed record SegmentResource(string Id, string Name, QueryResource Query, IReadOnlyList<string> StructuredDataFieldIds)
{
    public static readonly SegmentResource Example = new(
        "IOS_ORDERS", "Orders from iPhones", new QueryResource("raw", "platform = 'IOS' AND lob_id IN ['shop', 'outlet']"),
        ["e_order_number"]);

    public static SegmentResource Of(SegmentDefinition segment) =>
        new(segment.Id, segment.Name, new QueryResource("raw", segment.Query.Text), segment.FieldIds);

    /// <summary>The segment with its version as the entity tag.</summary>
    public static Tagged<SegmentResource> Tag(SegmentDefinition segment) => new(Of(segment), $"{segment.Version}");
}

internal sealed record QueryResource(string Type, string Raw);

/// <summary>A page of segments.</summary>
internal sealed record SegmentList(
    List<SegmentResource> Segments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
