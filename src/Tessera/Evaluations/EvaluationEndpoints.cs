using Tessera.Access;
using Tessera.Audit;
using Tessera.Jobs;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>Comparing extractors, models, prompts and versions of fields on labelled cases.</summary>
internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        var evaluations = app.MapGroup("/v1/evaluations");
        evaluations.MapGet("", List).Requires(Scopes.Read | Scopes.Extract)
            .Does("listEvaluations", "List the evaluations", "In the order in which they were made, without their reports.")
            .AsksPage().Gives(200, new EvaluationList([EvaluationResource.Example with { Report = null }], null, null));
        evaluations.MapPost("", Create).Requires(Scopes.Extract)
            .Does(
                "createEvaluation", "Compare candidates on labelled cases",
                "It runs beside the answer. Cases and fields are those of this moment.")
            .Takes(EvaluationInput.Read, EvaluationInput.Example).Gives(201, EvaluationResource.Example).Fails(422);
        evaluations.MapGet("{evaluationId}", Get).Requires(Scopes.Read | Scopes.Extract)
            .Does("getEvaluation", "Get an evaluation", "With its report once it is completed.").Gives(200, EvaluationResource.Example);
        evaluations.MapGet("{evaluationId}/mistakes", Mistakes).Requires(Scopes.Read | Scopes.Extract)
            .Does(
                "listMistakes", "List the answers that aren't right", "In the order of the cases; also of an evaluation that is under way.")
            .AsksPage().Gives(200, new MistakeList([MistakeResource.Example], null, null));
        evaluations.MapPost("{evaluationId}/cancel", Cancel).Requires(Scopes.Extract)
            .Does("cancelEvaluation", "Cancel an evaluation", "One that has ended stays as it is.").Gives(200, EvaluationResource.Example);
        evaluations.MapPost("{evaluationId}/resume", Resume).Requires(Scopes.Extract)
            .Does(
                "resumeEvaluation", "Go on with an evaluation that was interrupted",
                "It asks only for what is missing. Any other stays as it is.")
            .Gives(200, EvaluationResource.Example);
    }

    static IResult List(HttpContext http, JobStore jobs)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var found = jobs.List(http.Caller().Workspace, JobKind.Evaluation, null, page.Value!, definitions: true);
        return Json.Ok(
            new EvaluationList([.. found.Items.Select(job => EvaluationResource.Of(job, null))], found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> Create(
        HttpContext http, EvaluationPlanning planning, EvaluationStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, EvaluationInput.Read);
        if (input.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var made = await planning.MakeAsync(workspace, input.Value!, cancellationToken);
        if (made.Problem is { } refusal) return refusal;
        return Json.Created(
            EvaluationResource.Of(
                await store.AddAsync(workspace, http.Author(), made.Value.Plan, made.Value.Cases, cancellationToken), null));
    }

    static IResult Get(HttpContext http, string evaluationId, EvaluationStore store)
    {
        var workspace = http.Caller().Workspace;
        return store.Find(workspace, evaluationId) is { } job
            ? Json.Ok(EvaluationResource.Of(job, job.State == JobState.Done ? store.Report(workspace, evaluationId) : null))
            : EvaluationStore.Unknown(evaluationId);
    }

    static IResult Mistakes(HttpContext http, string evaluationId, EvaluationStore store)
    {
        var read = PageRequest.Read(http.Request);
        if (read.Problem is { } problem) return problem;
        var (page, workspace) = (read.Value!, http.Caller().Workspace);
        if (store.Find(workspace, evaluationId) is not { } found) return EvaluationStore.Unknown(evaluationId);
        var plan = EvaluationPlan.Of(found);
        var cases = store.Cases(workspace, evaluationId);
        var mistakes = store.Answers(workspace, evaluationId).SelectMany(
            answers => answers.Value.Judgements.Where(judgement => judgement.IsMistake),
            (answers, judgement) => (
                Id: $"{answers.Key.Place:D6} {answers.Key.Candidate:D2} {judgement.Answer.FieldId}",
                Mistake: MistakeResource.Of(plan.Candidates[answers.Key.Candidate].Name, cases[answers.Key.Place], judgement)))
            .Where(
                one => (page.After is null || string.CompareOrdinal(one.Id, page.After) > 0)
                    && (page.Before is null || string.CompareOrdinal(one.Id, page.Before) < 0));
        var sorted = page.Before is null
            ? mistakes.OrderBy(one => one.Id, StringComparer.Ordinal)
            : mistakes.OrderByDescending(one => one.Id, StringComparer.Ordinal);
        var rows = page.Page([.. sorted.Take(page.Rows)], one => one.Id);
        return Json.Ok(new MistakeList([.. rows.Items.Select(one => one.Mistake)], rows.NextCursor, rows.PrevCursor));
    }

    static async Task<IResult> Cancel(
        HttpContext http, string evaluationId, EvaluationStore store, JobStore jobs, CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (store.Find(workspace, evaluationId) is not null)
            await jobs.StopAsync(workspace, evaluationId, JobRequest.Cancel, cancellationToken);
        return Get(http, evaluationId, store);
    }

    static async Task<IResult> Resume(
        HttpContext http, string evaluationId, EvaluationStore store, JobStore jobs, CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (store.Find(workspace, evaluationId) is not null) await jobs.GoOnAsync(workspace, evaluationId, cancellationToken);
        return Get(http, evaluationId, store);
    }
}
