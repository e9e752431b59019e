using Tessera.Fields;

namespace Tessera.Extraction.Models;

/// <summary>Parts the fields into groups whose answers stay whole, and whose form leaves most of the prompt to the transcript.</summary>
internal static class FieldGroups
{
    /// <summary>The most fields of one form: with more, models begin to forget some.</summary>
    public const int Most = 20;

    /// <summary>What one entry of an answer may take, in tokens.</summary>
    const int AnswerTokens = 120;

    /// <summary>The groups, in the order of the fields. A field that is too large alone is a group of its own.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="maxAnswer">The most tokens of an answer.</param>
    /// <param name="maxForm">The most tokens of a form.</param>
    public static List<List<StructuredDataField>> Of(IReadOnlyList<StructuredDataField> fields, int maxAnswer, int maxForm)
    {
        var most = Math.Clamp(maxAnswer / AnswerTokens, 1, Most);
        var groups = new List<List<StructuredDataField>>();
        var used = 0;
        foreach (var field in fields)
        {
            var tokens = TranscriptParts.Tokens(ExtractionPrompt.Entry(field, 0));
            if (groups is [] || groups[^1].Count == most || used + tokens > maxForm)
            {
                groups.Add([]);
                used = 0;
            }

            groups[^1].Add(field);
            used += tokens;
        }

        return groups;
    }
}
