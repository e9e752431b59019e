using System.Text.Json.Serialization;
using Tessera.Conversations;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>Reads an intent as clients send it.</summary>
internal static class IntentInput
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"code":"FLIGHT_BOOK","name":"Book a flight","description":"A new booking, not a change of one.",
         "examples":["I want to book a flight to Boston","Please book me a plane ticket"]}
        """;

    static readonly TextRule Description = new(0, 4096);
    static readonly TextRule Sentence = new(1, 4096);

    /// <summary>Reads the body of a create.</summary>
    public static IntentDefinition Read(JsonObject body)
    {
        var code = body.RequiredText("code", TextRule.Identifier);
        if (code == Intent.None) body.Violate("code", $"{Intent.None} stands for no intent and can't be defined");
        return Read(body, code);
    }

    /// <summary>Reads the body of an update, whose code stands in the path.</summary>
    public static IntentDefinition ReadUpdate(JsonObject body, string code)
    {
        if (body.TextOrAbsent("code", TextRule.Identifier) is { } named && named != code)
            body.Violate("code", $"expected {code}, as in the path, or nothing");
        return Read(body, code);
    }

    static IntentDefinition Read(JsonObject body, string code) => new(
        code,
        body.RequiredText("name", TextRule.Name),
        body.TextOrAbsent("description", Description) ?? "",
        [.. body.TextsOrAbsent("examples", Sentence, IntentDefinition.MostExamples) ?? []]);
}

/// <summary>A page of intents.</summary>
internal sealed record IntentList(
    List<IntentDefinition> Intents,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
