using System.Text.Json.Serialization;
using Tessera.OpenApi;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>Reads <c>query</c>: the text itself, or ASAPP's <c>{"type":"raw","raw":"…"}</c>.</summary>
internal static class QueryText
{
    public static string Read(JsonObject body)
    {
        if (!body.IsObject("query")) return body.RequiredText("query", TextRule.Any);
        var query = body.ObjectOrAbsent("query")!.Value;
        query.RequiredChoice("type", "raw");
        return query.RequiredText("raw", TextRule.Any);
    }
}

/// <summary>Ratios as people read them: per cent, to two places.</summary>
internal static class Percentages
{
    public static double Of(int count, int total) => total == 0 ? 0 : Math.Round(100.0 * count / total, 2);
}

/// <summary>What a query would match now.</summary>
/// <param name="Count">The conversations it matches.</param>
/// <param name="Total">All conversations.</param>
/// <param name="Percentage">Their ratio in per cent, to two places.</param>
/// <param name="Sample">A uniform sample of the matches.</param>
/// <param name="Lints">What its author may want to look at; never a reason to refuse it.</param>
/// <param name="Portable">Whether it uses only what ASAPP documents.</param>
/// <param name="Canonical">The query as the printer writes it.</param>
internal sealed record PreviewResource(
    int Count, int Total, double Percentage, IReadOnlyList<ConversationSummary> Sample, IReadOnlyList<LintResource> Lints, bool Portable,
    string Canonical)
{
    public static readonly PreviewResource Example = new(318, 1200, 26.5, [ConversationSummary.Example], [], true, "platform = 'IOS'");
}

internal sealed record LintResource(LintKind Kind, string Message, int Offset, int Length, string? Suggestion)
{
    public static LintResource Of(Lint lint) => new(lint.Kind, lint.Message, lint.Offset, lint.Length, lint.Suggestion);
}

/// <summary>The segments a conversation belongs to, and the active fields they ask for, each once.</summary>
internal sealed record MatchResource(IReadOnlyList<MatchedSegment> Segments, IReadOnlyList<MatchedField> StructuredDataFields)
{
    public static readonly MatchResource Example = new(
        [new MatchedSegment("IOS_ORDERS", "Orders from iPhones", ["e_order_number"])],
        [new MatchedField("e_order_number", "Order number", ["IOS_ORDERS"])]);
}

internal sealed record MatchedSegment(string Id, string Name, IReadOnlyList<string> StructuredDataFieldIds);

internal sealed record MatchedField(string Id, string Name, IReadOnlyList<string> SegmentIds);

/// <summary>A page of a segment's conversations.</summary>
internal sealed record MembersResource(
    int Count,
    int Total,
    double Percentage,
    IReadOnlyList<ConversationSummary> Conversations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor)
{
    public static readonly MembersResource Example = new(318, 1200, 26.5, [ConversationSummary.Example], null, null);
}

/// <summary>The segments of a conversation, and those one clause away.</summary>
internal sealed record ConversationSegmentsResource(
    string ConversationId, string ExternalConversationId, IReadOnlyList<ExplainedSegment> Matched,
    IReadOnlyList<ExplainedSegment> NearMisses)
{
    public static readonly ConversationSegmentsResource Example = new(
        Examples.ConversationId,
        Examples.ExternalId,
        [new ExplainedSegment("IOS_ORDERS", "Orders from iPhones", ExplainResource.Example.Explanation, null)],
        []);
}

/// <summary>A segment and why it matches or doesn't.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Explanation">Every clause with its truth and the actual value.</param>
/// <param name="MissedBy">The clauses each of which alone, were it otherwise, would make it match.</param>
internal sealed record ExplainedSegment(string Id, string Name, Explanation Explanation, IReadOnlyList<Explanation>? MissedBy);

/// <summary>Why a query matches a conversation or doesn't.</summary>
internal sealed record ExplainResource(bool Matches, Explanation Explanation, IReadOnlyList<Explanation> MissedBy)
{
    public static readonly ExplainResource Example = new(
        true, new Explanation("platform = 'IOS'", 0, 16, true, "IOS", "platform is 'IOS'", []), []);
}
