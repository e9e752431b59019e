using Tessera.Query.Language;

namespace Tessera.Wire;

/// <summary>
/// An expected failure: its HTTP status, the subcode that ASAPP's envelope gives as <c>status-subcode</c>, and a sentence that says what,
/// where and what was expected.
/// </summary>
/// <remarks>Only 400-03 and the 01 of each status are ASAPP's; the others are decided in docs/compatibility.md.</remarks>
internal sealed record Problem(int Status, int Subcode, string Message) : IResult
{
    /// <summary>Where a segment query went wrong; with 422-02 alone.</summary>
    public QueryError? Query { get; init; }

    /// <summary>The code as the envelope gives it, as in <c>404-01</c>.</summary>
    public string Code => $"{Status}-{Subcode:00}";

    public Task ExecuteAsync(HttpContext httpContext) => AsappEnvelope.WriteAsync(httpContext, this);

    public static Problem BadBody(string message) => new(400, 1, message);

    public static Problem BadTimestamp(string message) => new(400, 3, message);

    public static Problem Unauthorized(string message) => new(401, 1, message);

    public static Problem Forbidden(string message) => new(403, 1, message);

    public static Problem NotFound(string message) => new(404, 1, message);

    public static Problem MethodNotAllowed(string message) => new(405, 1, message);

    public static Problem Conflict(string message) => new(409, 1, message);

    public static Problem KeyReused(string message) => new(409, 2, message);

    public static Problem RequestUnderWay(string message) => new(409, 3, message);

    public static Problem AnswerUnknown(string message) => new(409, 4, message);

    public static Problem PreconditionFailed(string message) => new(412, 1, message);

    public static Problem TooLarge(string message) => new(413, 1, message);

    public static Problem UnsupportedMediaType(string message) => new(415, 1, message);

    public static Problem Unprocessable(string message) => new(422, 1, message);

    public static Problem BadQuery(QueryError error) => new(422, 2, error.Message) { Query = error };

    public static Problem BadReference(string message) => new(422, 2, message);

    public static Problem UnknownReference(string message) => new(422, 3, message);

    public static Problem WrongPrefix(string message) => new(422, 4, message);

    public static Problem TooManyRequests(string message) => new(429, 1, message);

    public static Problem Internal() => new(500, 1, "Internal server error. The server's log has the details under this request id.");

    public static Problem Unavailable(string message) => new(503, 1, message);
}

/// <summary>What may have been refused.</summary>
internal interface IRefusable
{
    /// <summary>Why, or null.</summary>
    Problem? Problem { get; }
}

/// <summary>A value, or the problem that kept it from being made.</summary>
internal readonly struct Result<T> : IRefusable
{
    Result(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    /// <summary>The value; meaningful only where <see cref="Problem"/> is null.</summary>
    public T? Value { get; }

    /// <summary>The problem, or null.</summary>
    public Problem? Problem { get; }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    /// <summary>The HTTP answer: the problem's, or what <paramref name="answer"/> makes of the value.</summary>
    public IResult ToHttp(Func<T, IResult> answer) => Problem ?? answer(Value!);
}
