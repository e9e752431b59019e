using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Tessera.OpenApi;

namespace Tessera.Wire;

/// <summary>
/// Octave's face, <c>/api/v2</c>: <c>_metadata</c> on every answer, and what goes beside it. An entity stands under <c>data</c> or flat
/// beside <c>_metadata</c>, by endpoint.
/// </summary>
internal static class OctaveEnvelope
{
    /// <summary>Whether a request came to this face.</summary>
    public static bool Speaks(HttpContext http) => http.Request.Path.StartsWithSegments("/api/v2", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a problem: its status, and its sentence as <c>message</c>. This face has no 422.</summary>
    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status == StatusCodes.Status422UnprocessableEntity
            ? StatusCodes.Status400BadRequest
            : problem.Status;
        var body = Body(http, ReasonPhrases.GetReasonPhrase(http.Response.StatusCode));
        body["message"] = problem.Message;
        return http.Response.WriteAsJsonAsync(body, Json.Options);
    }

    /// <summary><c>{_metadata, data}</c>.</summary>
    public static IResult Data(HttpContext http, JsonNode? data, string? message = null, long usage = 0)
    {
        var body = Body(http, message, usage);
        body["data"] = data;
        return Json.Ok(body);
    }

    /// <summary><c>{_metadata, …}</c> with the entity's members beside it.</summary>
    public static IResult Flat(HttpContext http, System.Text.Json.Nodes.JsonObject entity, long usage = 0)
    {
        var body = Body(http, null, usage);
        foreach (var (name, value) in entity.ToArray())
        {
            entity.Remove(name);
            body[name] = value;
        }

        return Json.Ok(body);
    }

    /// <summary><c>{_metadata, hasNext, total, data}</c>.</summary>
    public static IResult List<T>(HttpContext http, OffsetRequest asked, int total, IReadOnlyCollection<T> items, Func<T, JsonNode> make)
    {
        var body = Body(http, null);
        body["hasNext"] = asked.Offset + (long)items.Count < total;
        body["total"] = total;
        body["data"] = new JsonArray([.. items.Select(make)]);
        return Json.Ok(body);
    }

    /// <summary>An answer as the API's description shows it.</summary>
    public static JsonNode Example(OctaveForm form, System.Text.Json.Nodes.JsonObject entity)
    {
        var body = Body(Examples.Guid, DateTimeOffset.UnixEpoch, null, 0);
        if (form == OctaveForm.Flat)
        {
            foreach (var (name, value) in entity) body[name] = value?.DeepClone();
            return body;
        }

        if (form == OctaveForm.List) (body["hasNext"], body["total"]) = (false, 1);
        body["data"] = form == OctaveForm.Data ? entity : new JsonArray(entity);
        return body;
    }

    /// <summary>An error as the API's description shows it.</summary>
    public static JsonNode ErrorExample(Problem problem)
    {
        var body = Body(Examples.Guid, DateTimeOffset.UnixEpoch, ReasonPhrases.GetReasonPhrase(problem.Status), 0);
        body["message"] = problem.Message;
        return body;
    }

    /// <summary>A time as this face writes it: UTC, with milliseconds.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static System.Text.Json.Nodes.JsonObject Body(HttpContext http, string? message, long usage = 0) =>
        Body(http.RequestId(), DateTimeOffset.UtcNow, message, usage);

    static System.Text.Json.Nodes.JsonObject Body(string requestId, DateTimeOffset time, string? message, long usage)
    {
        var metadata = new System.Text.Json.Nodes.JsonObject { ["requestId"] = requestId, ["timestamp"] = Format(time), ["usage"] = usage };
        if (message is not null) metadata["message"] = message;
        return new System.Text.Json.Nodes.JsonObject { ["_metadata"] = metadata };
    }
}

/// <summary>Which part of a list is asked for on this face.</summary>
/// <param name="Limit">At most so many, 1 to 100.</param>
/// <param name="Offset">After so many.</param>
internal sealed record OffsetRequest(int Limit, int Offset)
{
    /// <summary>How many there are on a page where nothing is said.</summary>
    public const int DefaultLimit = 10;

    /// <summary>The most of a page.</summary>
    public const int MostLimit = 100;

    /// <summary>Reads <c>limit</c> and <c>offset</c>; empty and <c>null</c> stand for absent.</summary>
    public static Result<OffsetRequest> Read(HttpRequest request)
    {
        var limit = Number(request, "limit", DefaultLimit, 1, MostLimit);
        var offset = Number(request, "offset", 0, 0, int.MaxValue);
        return limit.Problem ?? offset.Problem ?? (Result<OffsetRequest>)new OffsetRequest(limit.Value, offset.Value);
    }

    static Result<int> Number(HttpRequest request, string name, int absent, int min, int max)
    {
        if (request.Query[name] is not [{ Length: > 0 } text, ..] || text == "null") return absent;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        return Problem.BadBody($"{name}: expected a whole number from {min} to {max}, found {text}.");
    }
}
