using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Tessera.Wire;

/// <summary>
/// Reads the members of a JSON object by their rules and notes every violation with its path. Unknown members are ignored.
/// </summary>
/// <remarks>
/// With a <paramref name="shape"/>, what is asked of each member is noted there too: so a reader run over an example tells its schema, and
/// the limits that are shown are those that are checked.
/// </remarks>
internal readonly struct JsonObject(JsonElement element, string path, Violations violations, BodyShape? shape = null)
{
    /// <summary>The object's own path, as in <c>$.items[3]</c>.</summary>
    public string Path => path;

    /// <summary>Where violations go.</summary>
    public Violations Violations => violations;

    /// <summary>The kind of a JSON value, as errors name it.</summary>
    public static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    /// <summary>Whether a member stands there, null or not.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Whether a member stands there and is an object.</summary>
    public bool IsObject(string name) => element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object;

    /// <summary>Whether a member is absent, null or a string of nothing but white space.</summary>
    public bool IsBlank(string name) => !element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null
        || (member.ValueKind == JsonValueKind.String && StringOf(member) is { } text && string.IsNullOrWhiteSpace(text));

    /// <summary>Notes a violation of one of this object's members.</summary>
    public void Violate(string name, string what) => violations.Add($"{path}.{name}", what);

    /// <summary>A string that must be there. A number stands for its text.</summary>
    public string RequiredText(string name, TextRule rule)
    {
        shape?.Add(name, rule.Schema(), required: true);
        if (!element.TryGetProperty(name, out var member))
        {
            Violate(name, $"required, expected {rule.ExpectedString}");
            return "";
        }

        return Text(member, $"{path}.{name}", rule) ?? "";
    }

    /// <summary>One of a few words, which must be there. Null, with a violation, where it is anything else.</summary>
    public string? RequiredChoice(string name, params ReadOnlySpan<string> choices)
    {
        shape?.Add(name, BodyShape.Choice(choices), required: true);
        if (element.TryGetProperty(name, out var member)) return Choice(name, member, choices);
        Violate(name, $"required, expected {Wording.Either(choices)}");
        return null;
    }

    /// <summary>One of a few words, or nothing: absent, null or the empty string.</summary>
    public Member<string> OptionalChoice(string name, params ReadOnlySpan<string> choices)
    {
        shape?.AddOrNull(name, BodyShape.Choice([.. choices, ""]));
        if (!element.TryGetProperty(name, out var member)) return default;
        var empty = member.ValueKind == JsonValueKind.Null || (member.ValueKind == JsonValueKind.String && member.ValueEquals(""));
        return new(true, empty ? null : Choice(name, member, choices));
    }

    /// <summary>A string that may be absent or null.</summary>
    public Member<string> OptionalText(string name, TextRule rule)
    {
        shape?.AddOrNull(name, rule.Schema());
        if (!element.TryGetProperty(name, out var member)) return default;
        return new(true, member.ValueKind == JsonValueKind.Null ? null : Text(member, $"{path}.{name}", rule));
    }

    /// <summary>A string that may be absent but not null.</summary>
    public string? TextOrAbsent(string name, TextRule rule)
    {
        shape?.Add(name, rule.Schema());
        return element.TryGetProperty(name, out var member) ? Text(member, $"{path}.{name}", rule) : null;
    }

    /// <summary>A boolean that may be absent but not null.</summary>
    public bool? BoolOrAbsent(string name)
    {
        shape?.Add(name, new OpenApiSchema { Type = JsonSchemaType.Boolean });
        if (!element.TryGetProperty(name, out var member)) return null;
        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False) return member.GetBoolean();
        Violate(name, $"expected a boolean, found {Kind(member)}");
        return null;
    }

    /// <summary>A whole number that may be absent but not null.</summary>
    public int? IntOrAbsent(string name, int min, int max)
    {
        shape?.Add(name, BodyShape.Whole(min, max));
        return Int(name, min, max);
    }

    /// <summary>A whole number that may be absent or null.</summary>
    public int? OptionalInt(string name, int min, int max)
    {
        shape?.AddOrNull(name, BodyShape.Whole(min, max));
        return IsNull(name) ? null : Int(name, min, max);
    }

    /// <summary>A whole number of any sign that may be absent or null, as its digits.</summary>
    public Member<string> OptionalWholeNumber(string name, string meaning)
    {
        shape?.AddOrNull(name, new OpenApiSchema { Type = JsonSchemaType.Integer, Description = meaning });
        if (!element.TryGetProperty(name, out var member)) return default;
        if (member.ValueKind == JsonValueKind.Null) return new(true, null);
        // A number without a fraction is whole however it is written: 3, 3.0, 3e0.
        if (member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var number) && decimal.IsInteger(number))
            return new(true, number.ToString("0", CultureInfo.InvariantCulture));
        Violate(
            name,
            $"expected a whole number, found {(member.ValueKind == JsonValueKind.Number ? Wording.Shorten(member.GetRawText()) : Kind(member))}");
        return new(true, null);
    }

    /// <summary>A number from 0 to <paramref name="max"/> of so many decimals at most, or nothing: absent or null.</summary>
    public decimal? OptionalNumber(string name, decimal max, int decimals)
    {
        shape?.AddOrNull(
            name,
            new OpenApiSchema { Type = decimals == 0 ? JsonSchemaType.Integer : JsonSchemaType.Number, Minimum = "0", Maximum = $"{max}" });
        if (!element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var number) && number >= 0 && number <= max
            && decimal.Round(number, decimals) == number)
            return number;
        var kind = decimals == 0 ? "a whole number" : $"a number of at most {decimals} decimals";
        Violate(
            name,
            $"expected {kind} from 0 to {max}, found {(member.ValueKind == JsonValueKind.Number ? member.GetRawText() : Kind(member))}");
        return null;
    }

    /// <summary>A number that must be there, within bounds that are allowed themselves.</summary>
    public double RequiredNumber(string name, double min, double max)
    {
        shape?.Add(
            name,
            new OpenApiSchema
            {
                Type = JsonSchemaType.Number, Minimum = min.ToString(CultureInfo.InvariantCulture),
                Maximum = max.ToString(CultureInfo.InvariantCulture),
            },
            required: true);
        if (!element.TryGetProperty(name, out var member))
        {
            Violate(name, string.Create(CultureInfo.InvariantCulture, $"required, expected a number from {min} to {max}"));
            return min;
        }

        if (member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        var found = member.ValueKind == JsonValueKind.Number ? Wording.Shorten(member.GetRawText()) : Kind(member);
        Violate(name, string.Create(CultureInfo.InvariantCulture, $"expected a number from {min} to {max}, found {found}"));
        return min;
    }

    /// <summary>A time that must be there: RFC 3339; without a zone it is UTC.</summary>
    public DateTimeOffset RequiredTime(string name)
    {
        shape?.Add(name, Time.Schema(), required: true);
        if (element.TryGetProperty(name, out var member)) return TimeOf(name, member) ?? default;
        Violate(name, $"required, expected {Time.Expected}");
        return default;
    }

    /// <summary>A time that may be absent, null or the empty string, as text in UTC.</summary>
    public Member<string> OptionalTime(string name, string meaning)
    {
        shape?.AddOrNull(name, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = meaning });
        if (!element.TryGetProperty(name, out var member)) return default;
        var empty = member.ValueKind == JsonValueKind.Null || (member.ValueKind == JsonValueKind.String && member.ValueEquals(""));
        return new(true, !empty && TimeOf(name, member) is { } time ? Time.Format(time) : null);
    }

    /// <summary>An object that must be there.</summary>
    public JsonObject? RequiredObject(string name)
    {
        if (element.TryGetProperty(name, out _)) return ObjectAt(name, shape?.AddObject(name, required: true));
        Violate(name, "required, expected an object");
        return null;
    }

    /// <summary>An object that may be absent but not null.</summary>
    public JsonObject? ObjectOrAbsent(string name) => Has(name) ? ObjectAt(name, shape?.AddObject(name)) : null;

    /// <summary>An object that may be absent or null.</summary>
    public JsonObject? OptionalObject(string name)
    {
        if (!Has(name)) return null;
        var noted = shape?.AddObject(name, orNull: true);
        return IsNull(name) ? null : ObjectAt(name, noted);
    }

    /// <summary>Any value at all, which the caller reads; null where it is absent or null.</summary>
    public JsonElement? OptionalAny(string name, string meaning)
    {
        shape?.Add(name, new OpenApiSchema { Description = meaning });
        return element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    /// <summary>An array of strings that may be absent but not null; elements keep their order.</summary>
    public List<string>? TextsOrAbsent(string name, TextRule rule, int most = int.MaxValue)
    {
        shape?.Add(name, BodyShape.Texts(rule, most));
        return TextsAt(name, rule, most);
    }

    /// <summary>The same, where it must be there.</summary>
    public List<string> RequiredTexts(string name, TextRule rule, int most)
    {
        shape?.Add(name, BodyShape.Texts(rule, most), required: true);
        if (!Has(name)) Violate(name, "required, expected an array of strings");
        return TextsAt(name, rule, most) ?? [];
    }

    /// <summary>The same, where null is allowed.</summary>
    public Member<List<string>> OptionalTexts(string name, TextRule rule, int most = int.MaxValue)
    {
        shape?.AddOrNull(name, BodyShape.Texts(rule, most));
        return new(Has(name), IsNull(name) ? null : TextsAt(name, rule, most));
    }

    /// <summary>An array whose elements the caller reads. Null, with a violation, where it is missing or no array.</summary>
    public JsonElement[]? RequiredArray(string name)
    {
        if (!element.TryGetProperty(name, out var member))
        {
            Violate(name, "required, expected an array");
            return null;
        }

        if (member.ValueKind == JsonValueKind.Array) return [.. member.EnumerateArray()];
        Violate(name, $"expected an array, found {Kind(member)}");
        return null;
    }

    /// <summary>An array of objects that must be there. Of one that is too long only the first <paramref name="most"/> are given.</summary>
    public List<JsonObject> RequiredObjects(string name, int least, int most)
    {
        var noted = shape?.AddObjects(name, least, most, required: true);
        if (RequiredArray(name) is not { } array) return [];
        if (array.Length < least || array.Length > most) Violate(name, $"expected {least} to {most} {name}, found {array.Length}");
        return Objects(name, array.Take(most), noted);
    }

    /// <summary>An array of objects that may be absent or null.</summary>
    public Member<List<JsonObject>> OptionalObjects(string name, int most)
    {
        var noted = shape?.AddObjects(name, 0, most, orNull: true);
        if (!element.TryGetProperty(name, out var member)) return default;
        if (member.ValueKind == JsonValueKind.Null) return new(true, null);
        if (member.ValueKind != JsonValueKind.Array)
        {
            Violate(name, $"expected an array of objects, found {Kind(member)}");
            return new(true, []);
        }

        if (member.GetArrayLength() > most) Violate(name, $"expected at most {most} elements, found {member.GetArrayLength()}");
        return new(true, Objects(name, member.EnumerateArray(), noted));
    }

    /// <summary>A map of strings that may be absent; a null value stands for a removed name.</summary>
    public Dictionary<string, string?>? MapOrAbsent(string name, TextRule names, TextRule values, int most)
    {
        shape?.AddOrNull(name, BodyShape.Map(names, values, most));
        if (IsNull(name) || ObjectAt(name, null) is not { } map) return null;
        var result = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in map.Members())
        {
            var memberPath = $"{map.Path}['{Wording.Shorten(member.Name)}']";
            if (names.Check(member.Name) is { } wrong) violations.Add(memberPath, $"the name: {wrong}");
            result[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : Text(member.Value, memberPath, values);
        }

        if (result.Count > most) Violate(name, $"expected at most {most} members, found {result.Count}");
        return result;
    }

    /// <summary>The element itself, for canonical hashing and echoes.</summary>
    public JsonElement Element => element;

    List<JsonObject> Objects(string name, IEnumerable<JsonElement> items, BodyShape? noted)
    {
        var (objects, index) = (new List<JsonObject>(), 0);
        foreach (var item in items)
        {
            var itemPath = $"{path}.{name}[{index++}]";
            if (item.ValueKind == JsonValueKind.Object) objects.Add(new JsonObject(item, itemPath, violations, noted));
            else violations.Add(itemPath, $"expected an object, found {Kind(item)}");
        }

        return objects;
    }

    List<string>? TextsAt(string name, TextRule rule, int most)
    {
        if (!element.TryGetProperty(name, out var member)) return null;
        if (member.ValueKind != JsonValueKind.Array)
        {
            Violate(name, $"expected an array of strings, found {Kind(member)}");
            return null;
        }

        if (member.GetArrayLength() > most) Violate(name, $"expected at most {most} elements, found {member.GetArrayLength()}");
        var texts = new List<string>(member.GetArrayLength());
        foreach (var item in member.EnumerateArray()) texts.Add(Text(item, $"{path}.{name}[{texts.Count}]", rule) ?? "");
        return texts;
    }

    JsonObject? ObjectAt(string name, BodyShape? noted)
    {
        if (!element.TryGetProperty(name, out var member)) return null;
        if (member.ValueKind == JsonValueKind.Object) return new JsonObject(member, $"{path}.{name}", violations, noted);
        Violate(name, $"expected an object, found {Kind(member)}");
        return null;
    }

    int? Int(string name, int min, int max)
    {
        if (!element.TryGetProperty(name, out var member)) return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) && number >= min && number <= max) return number;
        Violate(
            name,
            $"expected a whole number from {min} to {max}, found {(member.ValueKind == JsonValueKind.Number ? member.GetRawText() : Kind(member))}");
        return null;
    }

    DateTimeOffset? TimeOf(string name, JsonElement member)
    {
        if (member.ValueKind != JsonValueKind.String)
        {
            Violate(name, $"expected {Time.Expected}, found {Kind(member)}");
            return null;
        }

        if (Time.TryParse(StringOf(member) ?? "", out var time)) return time;
        violations.AddTimestamp($"{path}.{name}", $"expected {Time.Expected}, found \"{Wording.Shorten(StringOf(member))}\"");
        return null;
    }

    bool IsNull(string name) => element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Null;

    IEnumerable<(string Name, JsonElement Value)> Members()
    {
        foreach (var member in element.EnumerateObject()) yield return (member.Name, member.Value);
    }

    string? Choice(string name, JsonElement member, ReadOnlySpan<string> choices)
    {
        var text = member.ValueKind == JsonValueKind.String ? StringOf(member) : null;
        if (text is not null && choices.Contains(text)) return text;
        Violate(name, $"expected {Wording.Either(choices)}, found {(text is null ? Kind(member) : $"\"{Wording.Shorten(text)}\"")}");
        return null;
    }

    string? Text(JsonElement member, string memberPath, TextRule rule)
    {
        string? text;
        switch (member.ValueKind)
        {
            case JsonValueKind.String:
                text = StringOf(member);
                if (text is null) violations.Add(memberPath, "the string is no valid text: half of a surrogate pair stands alone");
                break;
            case JsonValueKind.Number:
                text = member.GetRawText();
                break;
            default:
                violations.Add(memberPath, $"expected {rule.ExpectedString}, found {Kind(member)}");
                return null;
        }

        if (text is not null && rule.Check(text) is { } wrong) violations.Add(memberPath, wrong);
        return text;
    }

    static string? StringOf(JsonElement member)
    {
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
