using System.Text.Json.Serialization;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Vocabularies;

/// <summary>A custom vocabulary as clients send it.</summary>
/// <param name="Phrase">What is meant.</param>
/// <param name="SoundsLike">What stands in messages instead: at most five forms of 1 to 40 code points.</param>
internal sealed record VocabularyInput(string Phrase, List<string> SoundsLike)
{
    /// <summary>A body, as the API's description shows it.</summary>
    public const string Example = """{"phrase":"IEEE","soundsLike":["I triple E","eye triple e"]}""";

    const int MostForms = 5;

    static readonly TextRule Form = new(1, 40);

    /// <summary>Reads the body of a create.</summary>
    public static VocabularyInput Read(JsonObject body)
    {
        var phrase = body.RequiredText("phrase", TextRule.Name);
        if (phrase.Length > 0 && string.IsNullOrWhiteSpace(phrase)) body.Violate("phrase", "expected more than white space");
        var forms = body.RequiredTexts("soundsLike", Form, MostForms);
        for (var i = 0; i < forms.Count; i++)
        {
            if (forms[i].Length > 0 && string.IsNullOrWhiteSpace(forms[i]))
                body.Violate($"soundsLike[{i}]", "expected more than white space");
        }

        return new VocabularyInput(phrase, forms);
    }
}

/// <summary>A custom vocabulary: forms that stand for a phrase.</summary>
internal sealed record CustomVocabulary(string Id, string Phrase, IReadOnlyList<string> SoundsLike)
{
    /// <summary>One, as the API's description shows it.</summary>
    public static readonly CustomVocabulary Example = new(Examples.Guid, "IEEE", ["I triple E", "eye triple e"]);

    /// <summary>The vocabulary with its entity tag. It never changes, so it has but one.</summary>
    public Tagged<CustomVocabulary> Tagged() => new(this, "1");
}

/// <summary>A page of custom vocabularies.</summary>
internal sealed record VocabularyList(
    List<CustomVocabulary> CustomVocabularies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
