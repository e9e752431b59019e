using Tessera.Access;
using Tessera.Data;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Audit;

/// <summary>The log of changes, for those who administer a workspace.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/v1/audit", List).Requires(Scopes.Admin)
        .Does("listChanges", "List the changes of definitions and keys", "The newest first.")
        .Asks("kind", BodyShape.Choice([.. AuditKinds.Names])).Asks("id", TextRule.Any, remarks: "The id of what was changed.")
        .Asks("from", Time.Schema()).Asks("until", Time.Schema())
        .AsksPage().Gives(200, new AuditList([AuditResource.Example], null, null));

    static IResult List(HttpContext http, AuditLog log)
    {
        var page = NumberedPage.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var filter = Filter(http.Request.Query);
        if (filter.Problem is { } bad) return bad;
        var found = log.List(http.Caller().Workspace, filter.Value!, page.Value!);
        return Json.Ok(new AuditList([.. found.Items.Select(AuditResource.Of)], found.NextCursor, found.PrevCursor));
    }

    static Result<AuditFilter> Filter(IQueryCollection query)
    {
        AuditedKind? kind = null;
        if (query["kind"] is [{ Length: > 0 } name, ..] && (kind = AuditKinds.Parse(name)) is null)
            return Problem.BadBody($"kind: expected one of {string.Join(", ", AuditKinds.Names)}, found {name}.");
        var from = Time.InQuery(query, "from");
        if (from.Problem is { } badFrom) return badFrom;
        var until = Time.InQuery(query, "until");
        if (until.Problem is { } badUntil) return badUntil;
        // U+0000 is in no id, and PostgreSQL takes no text that has it.
        var id = query["id"] is [{ Length: > 0 } asked, ..] ? asked.Replace("\0", "\uFFFD", StringComparison.Ordinal) : null;
        return new AuditFilter(kind, id, Micros(from.Value), Micros(until.Value));

        static long? Micros(DateTimeOffset? time) => time is { } given ? Timestamps.Micros(given) : null;
    }
}
