using System.Text.Json.Nodes;
using Tessera.OpenApi;

namespace Tessera.Markets;

/// <summary>Entities and bodies as the description of Octave's face shows them.</summary>
internal static class OctaveExamples
{
    public static readonly OctaveWorkspace Workspace = new("support", "support");

    /// <summary>A segment with all that one may have.</summary>
    public static readonly MarketEntity Segment = Entity(MarketKind.Segment, "sg_V1StGXR8Z5jdHi6B-myTa", "Banks", """
        {"fitExplanation":"Every payment of theirs has to leave an audit trail.","firmographics":{"industry":["banks"],"employees":["500+ employees"]},
         "keyPriorities":["An audit trail for payments"],"keyConsiderations":["Procurement takes weeks"],"uniqueApproach":["Show a pilot"],
         "customFields":[{"title":"Owner","value":["Sales"]}]}
        """) with
    {
        Description = "Banks with more than 500 employees.",
        Questions =
        [
            new QualifyingQuestion("Is the company a bank?", "Yes where it says so of itself.", "GOOD", "HIGH"),
            new QualifyingQuestion(
                "Is the company a broker?", "Yes where it says so of itself.", "BAD", "MEDIUM", DateTimeOffset.UnixEpoch),
        ],
    };

    // One that was drafted from nothing has no content, and one that is deleted has stamps.
    public static readonly OctaveEntity SegmentEntity = Of(
        "Segment", Segment,
        Segment with
        {
            Content = [],
            Questions = [],
            Unrecognized = true,
            DeletedAt = DateTimeOffset.UnixEpoch,
            ArchivedAt = DateTimeOffset.UnixEpoch,
        });

    static readonly MarketEntity Product = Entity(MarketKind.Product, "px_V1StGXR8Z5jdHi6B-myTa", "Ledger", """
        {"summary":"An audit trail for payments.","capabilities":["Audit"],"differentiatedValue":["Speed"],"statusQuo":["Spreadsheets"],"challengesAddressed":["Lost entries"],
         "customerBenefits":["Fewer errors"],"customFields":[{"title":"Owner","value":["Sales"]}]}
        """);

    static readonly MarketEntity Service = Entity(MarketKind.Service, "sc_V1StGXR8Z5jdHi6B-myTa", "Audits", """
        {"summary":"Audits of payments.","deliverables":["A report"],"competencies":["Accounting"],"comparativeAdvantage":["Speed"],"likelyAlternative":["Nothing"],
         "challengesAddressed":["Lost entries"],"customerBenefits":["Fewer errors"],"customFields":[{"title":"Owner","value":["Sales"]}]}
        """);

    static readonly MarketEntity BrandVoice = Entity(MarketKind.BrandVoice, "bv_V1StGXR8Z5jdHi6B-myTa", "Plain", """
        {"essence":"Plain words","personality":{"coreTraits":["calm"]},"tonality":{"soundLike":["a colleague"]},"vocabulary":{"keySubstitutions":["clients -> customers"]},
         "writingRules":{"languageRules":["short sentences"]},"audienceConsiderations":{"qualitiesAndCharacteristics":["busy"]},"customFields":[{"title":"Owner","value":["Sales"]}]}
        """);

    // A product's endpoints give services too.
    public static readonly OctaveEntity ProductEntity = Offering("Product", Product, Service);

    public static readonly OctaveEntity ServiceEntity = Offering("Service", Service);

    public static readonly OctaveEntity OfferingEntity = Offering("Offering", Product, Service);

    public static readonly OctaveEntity BrandVoiceEntity = Of(
        "BrandVoice", BrandVoice, BrandVoice with { DeletedAt = DateTimeOffset.UnixEpoch });

    /// <summary>Bodies that make and change entities.</summary>
    public static readonly string NewSegment = Body(Segment, ("name", "Banks"), ("description", "Large banks"), ("internalName", "BNK"));

    public static readonly string ChangedSegment = Flat(
        Segment, ("oId", Segment.OId), ("name", "Banks"), ("description", "Large banks"), ("internalName", "BNK"));

    public static readonly string NewBrandVoice = Flat(
        BrandVoice, ("name", "Plain"), ("description", "Plain words"), ("internalName", "Plain"));

    public static readonly string ChangedBrandVoice = Flat(
        BrandVoice, ("oId", BrandVoice.OId), ("name", "Plain"), ("description", "Plain words"), ("internalName", "Plain"));

    public static string NewOffering(MarketKind kind) => Flat(
        kind == MarketKind.Product ? Product : Service,
        ("name", "Ledger"), ("description", "An audit trail"), ("internalName", "LDG"), ("primaryUrl", "https://example.com/"),
        ("type", kind == MarketKind.Product ? "PRODUCT" : "SERVICE"));

    public static string ChangedOffering(MarketKind kind) => Flat(
        kind == MarketKind.Product ? Product : Service,
        ("oId", "px_123456"), ("name", "Ledger"), ("description", "An audit trail"), ("internalName", "LDG"),
        ("primaryUrl", "https://example.com/"));

    static MarketEntity Entity(MarketKind kind, string oId, string name, string content) => new()
    {
        Kind = kind,
        OId = oId,
        Name = name,
        InternalName = name,
        Content = (JsonObject)JsonNode.Parse(content)!,
        CreatedBy = "key",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    static OctaveEntity Offering(string name, params MarketEntity[] entities) => Of(
        name,
        [.. entities.Select(e => e with { Questions = Segment.Questions }),
        .. entities.Select(e => e with { DeletedAt = DateTimeOffset.UnixEpoch, ArchivedAt = DateTimeOffset.UnixEpoch })]);

    static OctaveEntity Of(string name, params MarketEntity[] entities) =>
        new(name, [.. entities.Select(e => MarketResource.Of(e, Workspace))]);

    static string Flat(MarketEntity entity, params (string Name, string Value)[] members)
    {
        var body = new JsonObject(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value)));
        foreach (var (name, value) in entity.Content) body[name] = value?.DeepClone();
        return body.ToJsonString();
    }

    static string Body(MarketEntity entity, params (string Name, string Value)[] members)
    {
        var body = new JsonObject(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Value)))
        {
            ["data"] = entity.Content.DeepClone(), ["primaryOfferingOId"] = "px_123456",
            ["linkingStrategy"] = new JsonObject { ["mode"] = "ALL" },
        };
        return body.ToJsonString();
    }
}
