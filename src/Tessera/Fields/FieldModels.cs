using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Tessera.Wire;

namespace Tessera.Fields;

/// <summary>A structured data field as clients send it: the field and, where they name any, the segments it is to be listed by.</summary>
internal sealed record FieldInput(StructuredDataField Field, List<string>? SegmentIds)
{
    const int MostTexts = 100;

    static readonly TextRule QuestionText = new(1, 4096);
    static readonly TextRule Description = new(0, 4096);
    static readonly TextRule Example = new(1, 1024);

    /// <summary>An entity as the API's description shows it.</summary>
    public const string EntityExample = """
        {"id":"e_order_number","name":"Order number","categoryId":"CUSTOM","type":"ENTITY","active":true,
         "entity":{"name":"order number","description":"The number of the order the customer asks about","examples":["AB-10442"]},
         "segmentIds":["IOS_ORDERS"]}
        """;

    /// <summary>A question as the API's description shows it.</summary>
    public const string QuestionExample = """
        {"id":"q_refund_offered","name":"Refund offered","categoryId":"OUTCOME","type":"QUESTION","active":true,
         "question":{"question":"Did the agent offer a refund?"},"phrases":{"yes":["we can refund you"],"no":["a refund is not possible"]},
         "segmentIds":["IOS_ORDERS"]}
        """;

    /// <summary>Reads the body of a create.</summary>
    public static FieldInput Read(JsonObject body) => Read(body, body.RequiredText("id", TextRule.Identifier));

    /// <summary>Reads the body of an update, whose id stands in the path.</summary>
    public static FieldInput ReadUpdate(JsonObject body, string id)
    {
        if (body.TextOrAbsent("id", TextRule.Identifier) is { } named && named != id)
            body.Violate("id", $"expected {id}, as in the path, or nothing");
        return Read(body, id);
    }

    static FieldInput Read(JsonObject body, string id)
    {
        var kind = Kind(body);
        return new FieldInput(
            new StructuredDataField
            {
                Id = id,
                Name = body.RequiredText("name", TextRule.Name),
                CategoryId = body.RequiredChoice("categoryId", "OUTCOME", "CUSTOM") ?? "",
                Kind = kind,
                Active = body.BoolOrAbsent("active") ?? true,
                Question = kind == FieldKind.Question ? Question(body) : null,
                Entity = kind == FieldKind.Entity ? Entity(body) : null,
            },
            body.TextsOrAbsent("segmentIds", TextRule.Identifier));
    }

    static FieldKind Kind(JsonObject body) => body.RequiredChoice("type", "QUESTION", "ENTITY") switch
    {
        "QUESTION" => FieldKind.Question,
        "ENTITY" => FieldKind.Entity,
        _ => default,
    };

    static QuestionDefinition? Question(JsonObject body)
    {
        if (body.RequiredObject("question") is not { } question) return null;
        AnswerPhrases? phrases = null;
        if (body.OptionalObject("phrases") is { } given)
        {
            phrases = new AnswerPhrases(
                given.TextsOrAbsent("yes", Example, MostTexts) ?? [],
                given.TextsOrAbsent("no", Example, MostTexts) ?? []);
        }

        return new QuestionDefinition(question.RequiredText("question", QuestionText), phrases);
    }

    static EntityDefinition? Entity(JsonObject body)
    {
        if (body.RequiredObject("entity") is not { } entity) return null;
        return new EntityDefinition(
            entity.RequiredText("name", TextRule.Name),
            entity.RequiredText("description", Description),
            entity.TextsOrAbsent("examples", Example, MostTexts) ?? []);
    }
}

/// <summary>A structured data field as it is given out.</summary>
internal sealed record FieldResource
{
    public static readonly FieldResource Example = new()
    {
        Id = "e_order_number",
        Name = "Order number",
        CategoryId = "CUSTOM",
        Type = "ENTITY",
        Active = true,
        Entity = new EntityResource("order number", "The number of the order the customer asks about", ["AB-10442"]),
        SegmentIds = ["IOS_ORDERS"],
    };

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string CategoryId { get; init; }

    /// <summary><c>QUESTION</c> or <c>ENTITY</c>.</summary>
    public required string Type { get; init; }

    public required bool Active { get; init; }

    public QuestionResource? Question { get; init; }

    public EntityResource? Entity { get; init; }

    /// <summary>The phrases that answer a question without a model; an extension of ours.</summary>
    public PhrasesResource? Phrases { get; init; }

    /// <summary>The segments that list the field, by id; absent of a version, as they remember that themselves.</summary>
    public IReadOnlyList<string>? SegmentIds { get; init; }

    public static FieldResource Of(StructuredDataField field, IReadOnlyList<string>? segmentIds) => new()
    {
        Id = field.Id,
        Name = field.Name,
        CategoryId = field.CategoryId,
        Type = field.Kind == FieldKind.Question ? "QUESTION" : "ENTITY",
        Active = field.Active,
        Question = field.Question is { } question ? new QuestionResource(question.Text) : null,
        Entity = field.Entity is { } entity ? new EntityResource(entity.Name, entity.Description, entity.Examples) : null,
        Phrases = field.Question?.Phrases is { } phrases ? new PhrasesResource(phrases.Yes, phrases.No) : null,
        SegmentIds = segmentIds,
    };

    /// <summary>The field with its entity tag: its version, and a hash of the segments that list it, which change without it.</summary>
    public static Tagged<FieldResource> Tag(StructuredDataField field, IReadOnlyList<string> segmentIds)
    {
        var listed = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', segmentIds)));
        return new(Of(field, segmentIds), $"{field.Version}-{Convert.ToHexStringLower(listed.AsSpan(0, 8))}");
    }
}

internal sealed record QuestionResource(string Question);

internal sealed record EntityResource(string Name, string Description, IReadOnlyList<string> Examples);

internal sealed record PhrasesResource(IReadOnlyList<string> Yes, IReadOnlyList<string> No);

/// <summary>A page of fields.</summary>
internal sealed record FieldList(
    List<FieldResource> StructuredDataFields,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
