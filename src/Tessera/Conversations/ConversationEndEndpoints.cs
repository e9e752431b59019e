using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>The end of conversations, which the vendor's API doesn't know.</summary>
internal static class ConversationEndEndpoints
{
    public static void MapConversationEnd(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/conversations/{conversationId}/end", End).Requires(Scopes.Ingest)
            .Does(
                "endConversation", "Say that a conversation has ended",
                "Its structured data is extracted beside requests. One that has ended stays as it is; a message makes it go on.")
            .Gives(200, EndResource.Example).Fails(404);

    static async Task<IResult> End(
        HttpContext http, string conversationId, ConversationEnding ending, CancellationToken cancellationToken) =>
        (await ending.EndAsync(http.Caller().Workspace, conversationId, cancellationToken)).ToHttp(ended => Json.Ok(EndResource.Of(ended)));
}

/// <summary>A conversation that has ended, as it is given out.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="JobId">The job that extracts it; absent where it had ended before.</param>
internal sealed record EndResource(string ConversationId, string EndedAt, string? JobId)
{
    public static readonly EndResource Example = new(Examples.ConversationId, Examples.Time, "01K7ATS7Q9M2C4V8X1ZB5D3E6F");

    public static EndResource Of(EndedConversation ended) => new(ended.ConversationId, Time.Format(ended.EndedAt), ended.JobId);
}
