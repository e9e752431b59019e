using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets.Qualifying.Evaluation;

/// <summary>How well segments and their questions tell companies apart.</summary>
internal static class EvaluationEndpoints
{
    public static void MapQualificationEvaluation(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/market-evaluations", Evaluate).Requires(Scopes.Generate)
            .Does(
                "evaluateQualification",
                "Measure market segments on labelled companies",
                "Which are scored as expected, and which questions don't separate those that fit from those that don't. Nothing is stored.")
            .Takes(LabelledCompany.ReadAll, LabelledCompany.Example)
            .Gives(200, QualificationReport.Example).Fails(404);

    static async Task<IResult> Evaluate(HttpContext http, QualificationEvaluation evaluation, CancellationToken cancellationToken)
    {
        var companies = await JsonBody.ReadAsync(http, LabelledCompany.ReadAll, JsonBody.BatchLimit);
        if (companies.Problem is { } problem) return problem;
        var report = await evaluation.RunAsync(http.Caller().Workspace, companies.Value!, cancellationToken);
        return report.ToHttp(Json.Ok);
    }
}
