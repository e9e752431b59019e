using System.Text.Json.Nodes;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>Entities as they go over the wire.</summary>
internal static class MarketResource
{
    /// <summary>A market segment as the API's description shows it.</summary>
    public static JsonObject Example => Of(OctaveExamples.Segment, OctaveExamples.Workspace);

    /// <summary>An entity, whatever its kind.</summary>
    public static JsonObject Of(MarketEntity entity, OctaveWorkspace workspace)
    {
        var resource = new JsonObject
        {
            ["oId"] = entity.OId,
            ["createdAt"] = OctaveEnvelope.Format(entity.CreatedAt),
            ["updatedAt"] = OctaveEnvelope.Format(entity.UpdatedAt),
            ["deletedAt"] = Stamp(entity.DeletedAt),
        };
        if (entity.Kind != MarketKind.BrandVoice) resource["archivedAt"] = Stamp(entity.ArchivedAt);
        resource["name"] = entity.Name;
        if (entity.Kind != MarketKind.BrandVoice) resource["internalName"] = entity.InternalName;
        resource["description"] = entity.Description;
        if (entity.Kind is MarketKind.Product or MarketKind.Service)
        {
            resource["primaryUrl"] = entity.PrimaryUrl ?? "";
            resource["type"] = entity.Kind == MarketKind.Product ? "PRODUCT" : "SERVICE";
        }

        if (entity.Kind != MarketKind.BrandVoice) resource["active"] = entity.Active;
        resource["data"] = Data(entity);
        if (entity.Kind == MarketKind.BrandVoice) resource["default"] = entity.IsDefault;
        else resource["qualifyingQuestions"] = new JsonArray([.. entity.Questions.Select(Question)]);
        resource["user"] = new JsonObject { ["oId"] = MarketIds.Of("u", entity.CreatedBy) };
        resource["workspace"] = new JsonObject { ["oId"] = workspace.OId };
        if (entity.Kind != MarketKind.Segment) return resource;
        resource["unrecognized"] = entity.Unrecognized;
        resource["rejected"] = entity.Rejected;
        return resource;
    }

    /// <summary>A question.</summary>
    public static JsonNode Question(QualifyingQuestion question) => new JsonObject
    {
        ["question"] = question.Question,
        ["rationale"] = question.Rationale,
        ["fitType"] = question.FitType,
        ["weight"] = question.Weight,
        ["archivedAt"] = Stamp(question.ArchivedAt),
    };

    // What was drafted from nothing is empty; everything else has each member of its kind.
    static JsonObject Data(MarketEntity entity)
    {
        if (entity.Unrecognized && entity.Content.Count == 0) return [];
        var data = MarketContent.Merge(MarketContent.Empty(entity.Kind), entity.Content, replace: true);
        if (entity.Kind is MarketKind.Segment or MarketKind.BrandVoice) return data;
        data["type"] = entity.Kind == MarketKind.Product ? "PRODUCT" : "SERVICE";
        data["internalName"] = entity.InternalName;
        return data;
    }

    static JsonValue? Stamp(DateTimeOffset? time) => time is { } at ? JsonValue.Create(OctaveEnvelope.Format(at)) : null;
}
