using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Jobs;

/// <summary>Work beside requests: to be watched and stopped.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        var jobs = app.MapGroup("/v1/jobs");
        jobs.MapGet("", List).Requires(Scopes.Read | Scopes.Extract)
            .Does("listJobs", "List jobs", "The oldest first.")
            .Asks("kind", BodyShape.Choice([.. JobNames.Kinds])).Asks("state", BodyShape.Choice([.. JobNames.States]))
            .AsksPage().Gives(200, new JobList([JobResource.Example], null, null));
        jobs.MapGet("{id}", Get).Requires(Scopes.Read | Scopes.Extract)
            .Does("getJob", "Get a job").Gives(200, JobResource.Example);
        jobs.MapPost("{id}/pause", Pause).Requires(Scopes.Extract)
            .Does("pauseJob", "Pause a job", "What is under way is finished and kept.").Gives(200, JobResource.Example).Fails(404, 409);
        jobs.MapPost("{id}/resume", Resume).Requires(Scopes.Extract)
            .Does("resumeJob", "Resume a paused job", "It goes on where it was.").Gives(200, JobResource.Example).Fails(404, 409);
        jobs.MapPost("{id}/cancel", Cancel).Requires(Scopes.Extract)
            .Does("cancelJob", "Cancel a job", "What is done stays done. One that failed can be cancelled too.")
            .Gives(200, JobResource.Example).Fails(404, 409);
        jobs.MapPost("{id}/replay", Replay).Requires(Scopes.Extract)
            .Does("replayJob", "Replay a job that failed or was cancelled", "It goes on where it was.").Gives(200, JobResource.Example)
            .Fails(404, 409);
    }

    static IResult List(HttpContext http, JobStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var kind = Chosen<JobKind>(http.Request.Query, "kind", JobNames.Kinds);
        if (kind.Problem is { } badKind) return badKind;
        var state = Chosen<JobState>(http.Request.Query, "state", JobNames.States);
        if (state.Problem is { } badState) return badState;
        var found = store.List(http.Caller().Workspace, kind.Value, state.Value, page.Value!, definitions: false).Select(JobResource.Of);
        return Json.Ok(new JobList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static IResult Get(HttpContext http, string id, JobStore store) =>
        store.Find(http.Caller().Workspace, id) is { } job ? Json.Ok(JobResource.Of(job)) : JobStore.Unknown(id);

    static async Task<IResult> Pause(HttpContext http, string id, JobStore store, CancellationToken cancellationToken) =>
        Answer(await store.StopAsync(http.Caller().Workspace, id, JobRequest.Pause, cancellationToken));

    static async Task<IResult> Cancel(HttpContext http, string id, JobStore store, CancellationToken cancellationToken) =>
        Answer(await store.StopAsync(http.Caller().Workspace, id, JobRequest.Cancel, cancellationToken));

    static async Task<IResult> Resume(HttpContext http, string id, JobStore store, CancellationToken cancellationToken) =>
        Answer(await store.ResumeAsync(http.Caller().Workspace, id, cancellationToken));

    static async Task<IResult> Replay(HttpContext http, string id, JobStore store, CancellationToken cancellationToken) =>
        Answer(await store.ReplayAsync(http.Caller().Workspace, id, cancellationToken));

    static IResult Answer(Result<Job> changed) => changed.ToHttp(job => Json.Ok(JobResource.Of(job)));

    static Result<T?> Chosen<T>(IQueryCollection query, string name, string[] choices)
        where T : struct, Enum
    {
        if (query[name] is not [{ Length: > 0 } given, ..]) return (T?)null;
        return JobNames.Parse<T>(given) is { } value
            ? (T?)value
            : Problem.BadBody($"{name}: expected one of {string.Join(", ", choices)}, found {given}.");
    }
}
