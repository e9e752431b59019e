using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>
/// What each kind says of itself, by member: one table. Members it doesn't name are kept as they were sent, so that clients of other
/// generations of the vendor's API find theirs again.
/// </summary>
internal static class MarketContent
{
    const int MostMembers = 200;
    const int MostItems = 200;

    /// <summary>What is wrong where <see cref="IsText"/> isn't so.</summary>
    public const string NoText = "a string within is no valid text: half of a surrogate pair stands alone";

    static readonly TextRule Item = new(0, 8192);

    static readonly Dictionary<MarketKind, Dictionary<string, Shape>> Members = new()
    {
        [MarketKind.Segment] = new(StringComparer.Ordinal)
        {
            ["fitExplanation"] = Shape.Text, ["firmographics"] = Shape.Map, ["keyPriorities"] = Shape.Texts,
            ["keyConsiderations"] = Shape.Texts, ["uniqueApproach"] = Shape.Texts, ["customFields"] = Shape.CustomFields,
        },
        [MarketKind.Product] = new(StringComparer.Ordinal)
        {
            ["summary"] = Shape.Text, ["capabilities"] = Shape.Texts, ["differentiatedValue"] = Shape.Texts, ["statusQuo"] = Shape.Texts,
            ["challengesAddressed"] = Shape.Texts, ["customerBenefits"] = Shape.Texts, ["customFields"] = Shape.CustomFields,
        },
        [MarketKind.Service] = new(StringComparer.Ordinal)
        {
            ["summary"] = Shape.Text, ["deliverables"] = Shape.Texts, ["competencies"] = Shape.Texts,
            ["comparativeAdvantage"] = Shape.Texts, ["likelyAlternative"] = Shape.Texts, ["challengesAddressed"] = Shape.Texts,
            ["customerBenefits"] = Shape.Texts, ["customFields"] = Shape.CustomFields,
        },
        [MarketKind.BrandVoice] = new(StringComparer.Ordinal)
        {
            ["essence"] = Shape.Text, ["personality"] = Shape.Map, ["tonality"] = Shape.Map, ["vocabulary"] = Shape.Map,
            ["writingRules"] = Shape.Map, ["audienceConsiderations"] = Shape.Map, ["customFields"] = Shape.CustomFields,
        },
    };

    // Members of an entity that are no content, whatever a client sends them for.
    static readonly HashSet<string> Envelope = new(StringComparer.Ordinal)
    {
        "_metadata", "oId", "name", "title", "internalName", "description", "primaryUrl", "data", "additionalProperties", "type", "default",
        "active", "primaryOfferingOId", "linkingStrategy", "brandVoiceOId", "qualifyingQuestions", "unrecognized", "rejected", "user",
        "workspace", "createdAt", "updatedAt", "deletedAt", "archivedAt",
    };

    enum Shape
    {
        Text,
        Texts,

        /// <summary>Names with lists of texts; a lone text stands for a list of one.</summary>
        Map,

        /// <summary>Objects of a title and a list of texts.</summary>
        CustomFields,
    }

    /// <summary>Nothing said yet: every member of the kind, empty.</summary>
    public static JsonObject Empty(MarketKind kind) => new(Members[kind].Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value switch
    {
        Shape.Text => "",
        Shape.Map => new JsonObject(),
        _ => new JsonArray(),
    })));

    /// <summary>Reads the content of a body, which stands flat beside the name, or under <c>data</c>, or both.</summary>
    public static JsonObject Read(Wire.JsonObject body, MarketKind kind)
    {
        var content = new JsonObject();
        ReadMembers(body, kind, content, flat: true);
        // One vendor page has the name of a schema keyword where the members should stand.
        foreach (var name in (string[])["additionalProperties", "data"])
        {
            if (body.OptionalObject(name) is { } nested) ReadMembers(nested, kind, content, flat: false);
        }

        if (content.Count > MostMembers) body.Violate("data", $"expected at most {MostMembers} members, found {content.Count}");
        return content;
    }

    /// <summary>Reads an object of whatever members, kept as they were sent; empty where it is absent or null.</summary>
    public static JsonObject ReadFree(Wire.JsonObject body, string name)
    {
        if (body.OptionalObject(name) is not { } given) return [];
        if (IsText(given.Element)) return (JsonObject)JsonNode.Parse(given.Element.GetRawText())!;
        body.Violate(name, NoText);
        return [];
    }

    /// <summary>Lays what was sent over what was there. What is empty changes nothing unless <paramref name="replace"/>.</summary>
    public static JsonObject Merge(JsonObject before, JsonObject sent, bool replace)
    {
        var merged = (JsonObject)before.DeepClone();
        foreach (var (name, value) in sent)
        {
            if (replace || !IsEmpty(value)) merged[name] = value?.DeepClone();
        }

        return merged;
    }

    static void ReadMembers(Wire.JsonObject from, MarketKind kind, JsonObject into, bool flat)
    {
        foreach (var member in from.Element.EnumerateObject())
        {
            if (flat && Envelope.Contains(member.Name)) continue;
            var shape = Members[kind].TryGetValue(member.Name, out var known) ? known : (Shape?)null;
            into[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : shape switch
            {
                Shape.Text => from.TextOrAbsent(member.Name, Item),
                Shape.Texts => Texts(from, member.Name),
                Shape.Map => Map(from, member.Name),
                Shape.CustomFields => CustomFields(from, member.Name),
                _ => Kept(from, member),
            };
            if (shape is not null && into[member.Name] is null) into.Remove(member.Name);
        }
    }

    static JsonArray Texts(Wire.JsonObject from, string name) =>
        new([.. (from.TextsOrAbsent(name, Item, MostItems) ?? []).Select(t => JsonValue.Create(t))]);

    static JsonObject Map(Wire.JsonObject from, string name)
    {
        var map = new JsonObject();
        if (from.ObjectOrAbsent(name) is not { } given) return map;
        foreach (var member in given.Element.EnumerateObject())
        {
            if (TextRule.Name.Check(member.Name) is { } wrong) given.Violations.Add(given.Path, $"a member's name: {wrong}");
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            map[member.Name] = member.Value.ValueKind == JsonValueKind.Array
                ? Texts(given, member.Name)
                : new JsonArray(given.RequiredText(member.Name, Item));
        }

        if (map.Count > MostMembers) from.Violate(name, $"expected at most {MostMembers} members, found {map.Count}");
        return map;
    }

    static JsonArray CustomFields(Wire.JsonObject from, string name)
    {
        var fields = new JsonArray();
        foreach (var field in from.OptionalObjects(name, MostItems).Value ?? [])
        {
            field.RequiredText("title", TextRule.Name);
            if (field.TextsOrAbsent("value", Item, MostItems) is null && !field.Has("value"))
                field.Violate("value", "required, expected an array of strings");
            if (IsText(field.Element)) fields.Add(JsonNode.Parse(field.Element.GetRawText()));
            else field.Violations.Add(field.Path, NoText);
        }

        return fields;
    }

    static JsonNode? Kept(Wire.JsonObject from, JsonProperty member)
    {
        if (IsText(member.Value)) return JsonNode.Parse(member.Value.GetRawText());
        from.Violate(member.Name, NoText);
        return null;
    }

    /// <summary>Whether every string within can be decoded: what can't be could be kept, but not be given back.</summary>
    public static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object => element.EnumerateObject().All(m => m.Name is not null && IsText(m.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue text when text.TryGetValue<string>(out var words) => words.Length == 0,
        _ => false,
    };
}
