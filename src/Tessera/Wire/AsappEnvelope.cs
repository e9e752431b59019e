using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Tessera.Data;

namespace Tessera.Wire;

/// <summary>ASAPP's error envelope, <c>{"error":{"requestId","code","message"}}</c>, written in this one place.</summary>
internal static class AsappEnvelope
{
    /// <summary>Writes a problem as the answer; on Octave's face in its envelope.</summary>
    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        if (OctaveEnvelope.Speaks(http)) return OctaveEnvelope.WriteAsync(http, problem);
        http.Response.StatusCode = problem.Status;
        return http.Response.WriteAsJsonAsync(
            new Body(new Error(http.RequestId(), problem.Code, problem.Message, problem.Query)), Json.Options);
    }

    /// <summary>Gives the framework's own bare answers (unknown path, wrong method, …) the envelope too.</summary>
    public static async Task BareAnswers(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var request = $"{http.Request.Method} {http.Request.Path}";
        Problem? problem = http.Response.StatusCode switch
        {
            400 => Problem.BadBody("The request could not be read."),
            404 => Problem.NotFound($"There is nothing at {request}."),
            405 => Problem.MethodNotAllowed($"{request} is not defined; allowed here: {http.Response.Headers.Allow}."),
            413 => Problem.TooLarge("The request body is too large."),
            415 => Problem.UnsupportedMediaType("The body must be application/json."),
            _ => null,
        };
        if (problem is not null) await WriteAsync(http, problem);
    }

    /// <summary>Answers an exception nobody expected, without a word of its insides.</summary>
    public static Task Unexpected(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = exception switch
        {
            WritesStoppedException => Problem.Unavailable(exception.Message),
            BadHttpRequestException { StatusCode: 413 } => Problem.TooLarge("The request body is too large."),
            BadHttpRequestException bad => new Problem(bad.StatusCode, 1, "The request could not be read."),
            _ => Problem.Internal(),
        };
        return WriteAsync(http, problem);
    }

    sealed record Body(Error Error);

    sealed record Error(string RequestId, string Code, string Message, Query.Language.QueryError? Query);
}

/// <summary>How JSON is written everywhere.</summary>
internal static class Json
{
    /// <summary>camelCase, absent members for null unless an answer's record says otherwise, no needless escapes.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>200 with a body.</summary>
    public static IResult Ok<T>(T value) => Results.Json(value, Options);

    /// <summary>200 with a definition and its <c>ETag</c>, or 304 where the client has it.</summary>
    public static IResult Ok<T>(Tagged<T> tagged) => new TaggedAnswer<T>(tagged, 200);

    /// <summary>201 with a definition and its <c>ETag</c>.</summary>
    public static IResult Created<T>(Tagged<T> tagged) => new TaggedAnswer<T>(tagged, 201);

    /// <summary>201 with a body.</summary>
    public static IResult Created<T>(T value) => Results.Json(value, Options, statusCode: 201);
}
