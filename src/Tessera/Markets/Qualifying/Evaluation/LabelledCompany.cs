using Tessera.Wire;

namespace Tessera.Markets.Qualifying.Evaluation;

/// <summary>How well a company fits, in three bands of the score.</summary>
internal static class Bands
{
    public const string Good = "GOOD";
    public const string Borderline = "BORDERLINE";
    public const string Bad = "BAD";

    /// <summary>The band of a score, rounded to a whole number: 8 to 10, 4 to 6, 1 to 3; null for 7, which lies between two.</summary>
    public static string? Of(double score) => Math.Round(score, MidpointRounding.AwayFromZero) switch
    {
        >= 8 => Good,
        >= 4 and <= 6 => Borderline,
        <= 3 => Bad,
        _ => null,
    };
}

/// <summary>A company of which it is known how well it fits.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What is known of it.</param>
/// <param name="Band">The band its score should be in.</param>
/// <param name="Segment">The segment it should be scored for, by id or name; null for whichever fits best.</param>
/// <param name="Path">Where it stands in the body, for errors.</param>
internal sealed record LabelledCompany(string Name, string Text, string Band, string? Segment, string Path)
{
    /// <summary>The most companies of one evaluation.</summary>
    public const int Most = 100;

    /// <summary>The longest text, in characters.</summary>
    public const int MostCharacters = 50_000;

    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"companies":[{"name":"Norden Freight","text":"We drive forty lorries of our own.","band":"GOOD","segment":"Fleets"},
                      {"name":"Paper Brokers","text":"We broker freight and own no vehicle.","band":"BAD","segment":"Fleets"}]}
        """;

    /// <summary>Reads the companies of a body.</summary>
    public static List<LabelledCompany> ReadAll(JsonObject body) => [.. body.RequiredObjects("companies", 1, Most).Select(Read)];

    /// <summary>Reads one.</summary>
    public static LabelledCompany Read(JsonObject company) => new(
        company.RequiredText("name", TextRule.Name),
        company.RequiredText("text", new TextRule(1, MostCharacters)),
        company.RequiredChoice("band", Bands.Good, Bands.Borderline, Bands.Bad) ?? Bands.Bad,
        company.OptionalText("segment", TextRule.Name).Value,
        company.Path);
}
