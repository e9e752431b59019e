using Tessera.Access;
using Tessera.Conversations;
using Tessera.OpenApi;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>What ASAPP's face leaves out: which conversations a query matches, which segments a conversation matches, and why.</summary>
internal static class SegmentAnalysisEndpoints
{
    const int DefaultSample = 5;
    const int MostSampled = 100;

    // A field with more different values than this is no vocabulary: "never seen" would say nothing.
    const int MostObserved = 10_000;

    // The same draft over the same conversations shows the same sample.
    const int SampleSeed = 1;

    public static void MapSegmentAnalysis(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/segments/preview", Preview).Requires(Scopes.Read)
            .Does("previewSegment", "What would a query match?", "Counts, and a uniform sample; what its author may want to look at.")
            .Takes(
                ReadPreview, """{"query":"platform = 'IOS'","sampleSize":1}""",
                """{"query":{"type":"raw","raw":"platform = 'IOS'"},"sampleSize":1}""")
            .Gives(200, PreviewResource.Example).Fails(422);
        app.MapPost("/v1/segments/match", Match).Requires(Scopes.Read)
            .Does(
                "matchSegments", "Which segments does a conversation match?",
                "A conversation by its id, or metadata that is tried out and not kept.")
            .Takes(
                body => Subject.Read(body, bare: true), $$"""{"conversationId":"{{Examples.ConversationId}}"}""", Subject.TriedExample,
                ConversationMetadata.Example)
            .Gives(200, MatchResource.Example).Fails(404);
        app.MapGet("/v1/segments/{segmentId}/conversations", Members).Requires(Scopes.Read)
            .Does("listMembers", "List the conversations of a segment").AsksPage().Gives(200, MembersResource.Example);
        app.MapGet("/v1/conversations/{conversationId}/segments", SegmentsOfConversation).Requires(Scopes.Read)
            .Does(
                "explainConversation", "Which segments does a conversation match, and which nearly?",
                "Each with the truth of every clause.")
            .Gives(200, ConversationSegmentsResource.Example);
        app.MapPost("/v1/explain", Explain).Requires(Scopes.Read)
            .Does("explainQuery", "Why does a query match a conversation, or not?")
            .Takes(
                ReadExplained,
                $$"""{"query":"platform = 'IOS'","conversationId":"{{Examples.ConversationId}}"}""",
                """{"query":"platform = 'IOS'","externalConversationId":"issue-1389"}""",
                """{"query":"platform = 'IOS'","metadata":{"platform":"IOS"},"intent":{"code":"BILLING","name":"Billing"}}""")
            .Gives(200, ExplainResource.Example).Fails(404, 422);
    }

    static (string Raw, int Size) ReadPreview(JsonObject body) =>
        (QueryText.Read(body), body.IntOrAbsent("sampleSize", 0, MostSampled) ?? DefaultSample);

    static (string Raw, Subject Subject) ReadExplained(JsonObject body) => (QueryText.Read(body), Subject.Read(body, bare: false));

    static async Task<IResult> Preview(HttpContext http, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, ReadPreview);
        if (input.Problem is { } problem) return problem;
        if (SegmentQuery.TryCompile(input.Value.Raw, out var error) is not { } query) return Problem.BadQuery(error!);
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (definitions.UnknownReference(query) is { } unknown) return unknown;
        var total = workspace.Conversations.Total;
        var (count, sample) = workspace.Conversations.CountAndSample(
            query, definitions.Resolve, input.Value.Size, SampleSeed, cancellationToken);
        var lints = Linter.Lint(query, field => workspace.Conversations.Values(field, MostObserved), definitions.Resolve);
        return Json.Ok(new PreviewResource(
            count, total, Percentages.Of(count, total), [.. sample.Select(ConversationSummary.Of)], [.. lints.Select(LintResource.Of)],
            query.IsPortable, query.Canonical));
    }

    static async Task<IResult> Match(
        HttpContext http, LiveWorkspaces live, ConversationStore conversations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var subject = await JsonBody.ReadAsync(http, body => Subject.Read(body, bare: true));
        if (subject.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var facts = subject.Value!.Facts(workspace, conversations, clock.GetUtcNow());
        if (facts.Problem is { } missing) return missing;
        var loaded = await live.GetAsync(workspace, cancellationToken);
        var matching = loaded.Matching(facts.Value!);
        return Json.Ok(new MatchResource(
            [.. matching.Select(segment => new MatchedSegment(segment.Id, segment.Name, segment.FieldIds))],
            [.. loaded.Definitions.FieldsOf(matching).Select(f => new MatchedField(f.Field.Id, f.Field.Name, f.SegmentIds))]));
    }

    static async Task<IResult> Members(HttpContext http, string segmentId, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (definitions.Segments.GetValueOrDefault(segmentId) is not { } segment) return SegmentStore.Unknown(segmentId);
        var (index, request) = (workspace.Conversations, page.Value!);
        var total = index.Total;
        var count = index.Count(segment.Query, definitions.Resolve, cancellationToken);
        var rows = request.Before is null
            ? index.After(segment.Query, definitions.Resolve, request.After, request.Rows, cancellationToken)
            : index.Before(segment.Query, definitions.Resolve, request.Before, request.Rows, cancellationToken);
        var found = request.Page([.. rows], facts => facts.ConversationId).Select(ConversationSummary.Of);
        return Json.Ok(new MembersResource(count, total, Percentages.Of(count, total), found.Items, found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> SegmentsOfConversation(
        HttpContext http, string conversationId, LiveWorkspaces live, ConversationStore conversations, CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (conversations.Find(workspace, conversationId) is not { } conversation) return ConversationStore.Unknown("id", conversationId);
        var definitions = (await live.GetAsync(workspace, cancellationToken)).Definitions;
        var facts = conversation.ToFacts();
        var matched = new List<ExplainedSegment>();
        var near = new List<ExplainedSegment>();
        foreach (var segment in definitions.Segments.Values)
        {
            var explanation = Explainer.Explain(segment.Query, facts, definitions.Resolve);
            if (explanation.Truth)
            {
                matched.Add(new ExplainedSegment(segment.Id, segment.Name, explanation, null));
                continue;
            }

            var misses = Explainer.NearMisses(segment.Query, facts, definitions.Resolve);
            if (misses.Length > 0) near.Add(new ExplainedSegment(segment.Id, segment.Name, explanation, misses));
        }

        return Json.Ok(new ConversationSegmentsResource(conversation.Id, conversation.ExternalId, matched, near));
    }

    static async Task<IResult> Explain(
        HttpContext http, LiveWorkspaces live, ConversationStore conversations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, ReadExplained);
        if (input.Problem is { } problem) return problem;
        if (SegmentQuery.TryCompile(input.Value.Raw, out var error) is not { } query) return Problem.BadQuery(error!);
        var workspace = http.Caller().Workspace;
        var facts = input.Value.Subject.Facts(workspace, conversations, clock.GetUtcNow());
        if (facts.Problem is { } missing) return missing;
        var definitions = (await live.GetAsync(workspace, cancellationToken)).Definitions;
        if (definitions.UnknownReference(query) is { } unknown) return unknown;
        var explanation = Explainer.Explain(query, facts.Value!, definitions.Resolve);
        var misses = explanation.Truth ? [] : Explainer.NearMisses(query, facts.Value!, definitions.Resolve);
        return Json.Ok(new ExplainResource(explanation.Truth, explanation, misses));
    }
}
