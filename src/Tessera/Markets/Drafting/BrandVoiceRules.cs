using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tessera.Markets.Drafting;

/// <summary>
/// The part of a brand voice that is applied by rule: <c>vocabulary.keySubstitutions</c> (<c>clients -> customers</c>) and
/// <c>vocabulary.keyCompanyTerms</c>, which are written as they stand there. Tone needs a model.
/// </summary>
internal static class BrandVoiceRules
{
    const int MostRules = 100;

    static readonly string[] Arrows = ["->", "→", "=>"];

    /// <summary>Applies a voice to the draft's statements; firmographic values and what is cited of the sources stay as they are.</summary>
    public static SegmentDraft Apply(SegmentDraft draft, MarketEntity? voice)
    {
        if (voice is null || Rules(voice) is not { Count: > 0 } rules) return draft;
        var content = (JsonObject)draft.Content.DeepClone();
        foreach (var (name, value) in draft.Content)
        {
            if (name == "firmographics") continue;
            if (value is JsonValue text) content[name] = Apply((string)text!, rules);
            else if (value is JsonArray list && list.All(t => t is JsonValue))
                content[name] = new JsonArray([.. list.Select(t => JsonValue.Create(Apply((string)t!, rules)))]);
        }

        return draft with { Description = Apply(draft.Description, rules), Content = content };
    }

    /// <summary>The voice's rules, in their order: what is replaced, by what.</summary>
    internal static List<(string From, string To)> Rules(MarketEntity voice)
    {
        var vocabulary = voice.Content["vocabulary"] as JsonObject;
        var substitutions = Texts(vocabulary, "keySubstitutions").Select(rule => rule.Split(Arrows, 2, StringSplitOptions.TrimEntries))
            .Where(sides => sides is [{ Length: > 0 }, { Length: > 0 }]).Select(sides => (sides[0].Trim('"'), sides[1].Trim('"')));
        return [.. substitutions.Concat(Texts(vocabulary, "keyCompanyTerms").Select(term => (term, term))).Where(r => r.Item1.Length > 0)
            .Take(MostRules)];
    }

    static string Apply(string text, List<(string From, string To)> rules)
    {
        foreach (var (from, to) in rules)
        {
            // A whole word; and at the beginning of a sentence with its capital.
            text = Regex.Replace(
                text,
                $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(from)}(?![\p{{L}}\p{{N}}])",
                match => from != to && char.IsUpper(match.Value[0]) && char.IsLower(from[0]) ? char.ToUpperInvariant(to[0]) + to[1..] : to,
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(1));
        }

        return text;
    }

    static IEnumerable<string> Texts(JsonObject? group, string name) =>
        group?[name] is JsonArray texts
            ? texts.OfType<JsonValue>().Select(t => t.TryGetValue<string>(out var text) ? text.Trim() : "")
            : [];
}
