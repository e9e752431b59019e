using System.Text.Json.Nodes;

namespace Tessera.Tests.Contract;

/// <summary>The characters that a documented pattern names. The documents' patterns hold for the whole value.</summary>
internal enum Letters
{
    Any,

    /// <summary><c>[a-zA-Z0-9\-\_]</c>, P of the documents.</summary>
    Identifier,

    /// <summary><c>[a-zA-Z0-9\-\_\.]</c></summary>
    Version,

    /// <summary><c>[a-zA-Z0-9\-\_\.\@]</c></summary>
    CustomerId,

    /// <summary><c>[0-9\-\.\(\)\+]</c></summary>
    Phone,

    /// <summary><c>[a-zA-Z0-9\-]</c></summary>
    Language,
}

/// <summary>What a property's value is.</summary>
internal enum Kind
{
    Text,
    Word,
    Flag,
    Whole,
    Time,
    Email,
    Texts,
    Object,
    Objects,
    Map,

    /// <summary>A query of the segment language, whose own errors are 422.</summary>
    Query,
}

/// <summary>
/// A row of the documents' tables: a property of a body, and what it may be. Where the documents set no limit the row has the one that
/// docs/compatibility.md sets.
/// </summary>
/// <param name="Path">Its place in the body: <c>sender.role</c>, <c>attributes[0].name</c>.</param>
/// <param name="Kind">What its value is.</param>
internal sealed record Property(string Path, Kind Kind)
{
    /// <summary>Whether the body is refused without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether null is taken; otherwise it is refused.</summary>
    public bool Nullable { get; init; }

    /// <summary>Least length in code points, or number of elements.</summary>
    public int Min { get; init; }

    /// <summary>Greatest length in code points, or number of elements; 0 for none.</summary>
    public int Max { get; init; }

    /// <summary>The characters of a text, or of the texts of a list.</summary>
    public Letters Letters { get; init; }

    /// <summary>Of a list of texts: the least and the greatest length of one.</summary>
    public (int Min, int Max) Each { get; init; } = (1, 0);

    /// <summary>What every good value begins with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The words that are taken.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>The code for a list whose elements are good but not known; empty where any are taken.</summary>
    public string UnknownCode { get; init; } = "";

    /// <summary>Values of the property's own, and the code with which they are answered: empty where they are taken.</summary>
    public (string Json, string Code)[] Own { get; init; } = [];

    /// <summary>The code with which what isn't a good value is refused.</summary>
    public const string Refused = "400-01";

    /// <summary>
    /// Every case: a name for failures, the value (<see langword="null"/> for an absent member) and the code; empty where it is taken.
    /// </summary>
    public IEnumerable<Case> Cases()
    {
        yield return new Case($"{Path} absent", Absent: true, null, Required ? Refused : "");
        yield return Of("null", "null", Nullable ? "" : Refused);
        foreach (var (name, json) in Samples.Other(Kind)) yield return Of($"is {name}", json, Refused);
        foreach (var (json, code) in Own) yield return Of(json, json, code);
        var own = Kind switch
        {
            Kind.Text => Texts(),
            Kind.Word => Choices(),
            Kind.Flag => [Of("true", "true", ""), Of("false", "false", "")],
            Kind.Whole =>
                [Of("zero", "0", ""), Of("negative", "-7", ""), Of("whole with a point", "3.0", ""), Of("with a fraction", "1.5", Refused),
                    Of("huge", "1e40", Refused)],
            Kind.Time =>
                Samples.Times.Select(time => Of(time.Text, Samples.Json(time.Text), Nullable && time.Text.Length == 0 ? "" : time.Code)),
            Kind.Email => Samples.Emails.Select(email => Of(email.Text, Samples.Json(email.Text), email.Code)),
            Kind.Texts => Lists(),
            _ => [],
        };
        foreach (var one in own) yield return one;
    }

    IEnumerable<Case> Texts()
    {
        // A number stands for its text, which has to follow the same rule.
        yield return Of("a number", "7", Prefix.Length > 0 ? "422-04" : "");
        if (Max > 0)
        {
            foreach (var length in new[] { Max - 1, Max, Max + 1 })
            {
                var code = length > Max ? Refused : "";
                yield return Of($"{length} characters", Samples.Json(Samples.Text(Letters, Prefix, length)), code);
                if (Letters == Letters.Any)
                    yield return Of($"{length} code points beyond the BMP", Samples.Json(Samples.Astral(Prefix, length)), code);
            }
        }

        if (Min > 0) yield return Of("empty", "\"\"", Refused);
        else yield return Of("empty", "\"\"", "");
        if (Prefix.Length == 0) yield return Of("one character", Samples.Json(Samples.Text(Letters, "", 1)), "");
        foreach (var letter in Samples.Good(Letters))
            yield return Of($"with {letter}", Samples.Json($"{Prefix}{Samples.Text(Letters, "", 2)}{letter}"), "");
        foreach (var letter in Samples.Bad(Letters))
            yield return Of($"with {Samples.Json(letter)}", Samples.Json($"{Prefix}{Samples.Text(Letters, "", 2)}{letter}"), Refused);
        yield return Of("with U+0000", "\"a\\u0000\"", Refused);
        yield return Of("half a surrogate pair", "\"a\\ud83d\"", Refused);
    }

    IEnumerable<Case> Choices()
    {
        foreach (var word in Words) yield return Of(word, Samples.Json(word), "");
        yield return Of(
            "a word in the other case", Samples.Json(char.IsUpper(Words[0][0]) ? Words[0].ToLowerInvariant() : Words[0].ToUpperInvariant()),
            Refused);
        yield return Of("another word", "\"NONE_OF_THEM\"", Refused);
        yield return Of("a word with a space", Samples.Json($"{Words[0]} "), Refused);
        yield return Of("empty", "\"\"", Nullable ? "" : Refused);
        yield return Of("a number", "7", Refused);
    }

    IEnumerable<Case> Lists()
    {
        yield return Of("empty", "[]", "");
        foreach (var (name, item) in new[] { ("null", "null"), ("an object", "{}"), ("an array", "[]"), ("a boolean", "true") })
            yield return Of($"of {name}", $"[{item}]", Refused);
        if (Max > 0)
        {
            foreach (var count in new[] { Max - 1, Max, Max + 1 })
                yield return Of(
                    $"{count} elements", $"[{string.Join(',', Enumerable.Repeat(Samples.Json(Samples.Text(Letters, "", 3)), count))}]",
                    count > Max ? Refused : UnknownCode);
        }

        if (Each.Max > 0)
        {
            foreach (var length in new[] { Each.Max - 1, Each.Max, Each.Max + 1 })
                yield return Of(
                    $"an element of {length} characters", $"[{Samples.Json(Samples.Text(Letters, "", length))}]",
                    length > Each.Max ? Refused : UnknownCode);
        }

        if (Each.Min > 0) yield return Of("an empty element", "[\"\"]", Refused);
        foreach (var letter in Samples.Bad(Letters))
            yield return Of($"an element with {Samples.Json(letter)}", $"[{Samples.Json("ab" + letter)}]", Refused);
    }

    Case Of(string name, string json, string code) => new($"{Path} {name}", Absent: false, json, code);
}

/// <summary>One value of one property, and the code with which it is refused; empty where it is taken.</summary>
internal sealed record Case(string Name, bool Absent, string? Json, string Code)
{
    /// <summary>The good body with this value in its place; as text, since a value may be what no tree of JSON can hold.</summary>
    public string PutInto(JsonNode good, string path)
    {
        const string Here = "\u0001here\u0001";
        var body = good.DeepClone();
        var steps = path.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');
        var parent = steps[..^1].Aggregate(body, (node, step) => (step == "0" ? node[0] : node[step])!);
        if (Absent) parent.AsObject().Remove(steps[^1]);
        else parent[steps[^1]] = Here;
        return body.ToJsonString().Replace(Samples.Json(Here), Json, StringComparison.Ordinal);
    }
}
