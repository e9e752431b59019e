using System.Text.Json;
using Tessera.Access;
using Tessera.Jobs;
using Tessera.OpenApi;
using Tessera.Segments;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Extraction.BackFills;

/// <summary>Extraction of conversations that are there already.</summary>
internal static class BackFillEndpoints
{
    public static void MapBackFills(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/back-fill-estimates", Estimate).Requires(Scopes.Extract)
            .Does(
                "estimateBackFill", "What would a back-fill come to?",
                "Conversations, calls, tokens, money and minutes. Nothing is asked of a model, and nothing kept.")
            .Takes(BackFillInput.Read, BackFillInput.Example).Gives(200, BackFillEstimate.Example).Fails(422);
        app.MapPost("/v1/back-fills", Create).Requires(Scopes.Extract)
            .Does(
                "createBackFill", "Extract the conversations of segments",
                "It goes on beside requests: a job. `paused` makes it and waits until it is resumed.")
            .Takes(BackFillInput.Read, BackFillInput.Example).Gives(201, BackFillResource.Example).Fails(422);
        app.MapGet("/v1/back-fills/{id}", Get).Requires(Scopes.Read | Scopes.Extract)
            .Does("getBackFill", "Get a back-fill", "How far it has come, and what it has found.").Gives(200, BackFillResource.Example);
    }

    static async Task<IResult> Estimate(
        HttpContext http, BackFillEstimation estimation, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var input = await ReadAsync(http, live, cancellationToken);
        if (input.Problem is { } problem) return problem;
        return Json.Ok(await estimation.EstimateAsync(http.Caller().Workspace, input.Value!.Selection, cancellationToken));
    }

    static async Task<IResult> Create(
        HttpContext http, BackFillEstimation estimation, JobStore jobs, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var input = await ReadAsync(http, live, cancellationToken);
        if (input.Problem is { } problem) return problem;
        var caller = http.Caller();
        var estimate = await estimation.EstimateAsync(caller.Workspace, input.Value!.Selection, cancellationToken);
        var job = jobs.New(
            caller.Workspace,
            JobKind.BackFill,
            input.Value.Priority,
            JsonSerializer.Serialize(new BackFillDefinition(input.Value.Selection, estimate), Json.Options),
            JsonSerializer.Serialize(new BackFillProgress { Total = estimate.Conversations }, Json.Options),
            caller.KeyId);
        if (input.Value.Paused) job = job with { State = JobState.Paused };
        await jobs.AddAsync(job, cancellationToken);
        return Json.Created(BackFillResource.Of(job, default));
    }

    static IResult Get(HttpContext http, string id, JobStore jobs, LedgerStore ledger)
    {
        var workspace = http.Caller().Workspace;
        if (jobs.Find(workspace, id) is not { Kind: JobKind.BackFill } job) return Problem.NotFound($"There is no back-fill {id}.");
        return Json.Ok(BackFillResource.Of(job, ledger.SpentBy(workspace, id, job.CreatedAt)));
    }

    static async Task<Result<BackFillInput>> ReadAsync(HttpContext http, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, BackFillInput.Read);
        if (input.Problem is not null) return input;
        var definitions = (await live.GetAsync(http.Caller().Workspace, cancellationToken)).Definitions;
        var selection = input.Value!.Selection;
        if (selection.SegmentIds.FirstOrDefault(id => !definitions.Segments.ContainsKey(id)) is { } segment)
            return Problem.UnknownReference($"segmentIds: there is no segment {segment}.");
        if (selection.FieldIds?.FirstOrDefault(id => !definitions.Fields.ContainsKey(id)) is { } field)
            return Problem.UnknownReference($"fieldIds: there is no field {field}.");
        return input;
    }
}
