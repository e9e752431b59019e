using System.Security.Cryptography;
using System.Text;
using Tessera.Access;
using Tessera.Data;
using Tessera.Fetch;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>What kind of source it is.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum SourceType
{
    Text = 1,
    Url = 2,
    Resource = 3,
}

/// <summary>Material for a draft, as a client names it.</summary>
/// <param name="Type">What <paramref name="Value"/> is.</param>
/// <param name="Value">The text itself, a URL, or a resource's id.</param>
/// <param name="Path">Where it stands in the body, for errors.</param>
internal sealed record Source(SourceType Type, string Value, string Path)
{
    /// <summary>The longest text, in characters; a longer one is a resource's business.</summary>
    public const int MostCharacters = 500_000;

    public static Source Read(JsonObject source) => new(
        source.RequiredChoice(
            "type", "TEXT", "URL", "RESOURCE") switch
        { "URL" => SourceType.Url, "RESOURCE" => SourceType.Resource, _ => SourceType.Text },
        source.RequiredText("value", new TextRule(1, MostCharacters)),
        source.Path);
}

/// <summary>Material for a draft, read.</summary>
/// <param name="Type">How it was named.</param>
/// <param name="Value">The URL or the resource's id; empty for a text, which is in <paramref name="Text"/>.</param>
/// <param name="FinalUrl">Where a page was found.</param>
/// <param name="ContentHash">SHA-256 of what came.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Text">What is read in it.</param>
internal sealed record ReadSource(SourceType Type, string Value, string? FinalUrl, byte[] ContentHash, DateTimeOffset ReadAt, string Text);

/// <summary>Reads sources: texts as they are, resources from the database, pages by the guarded fetch.</summary>
internal sealed class SourceReader(PageFetcher fetcher, ResourceStore resources, TimeProvider clock)
{
    /// <summary>Reads one; 400 with its place where it can't be read.</summary>
    public async Task<Result<ReadSource>> ReadAsync(WorkspaceId workspace, Source source, CancellationToken cancellationToken)
    {
        // As the database keeps it: a draft that is made again is the same to the microsecond.
        var now = Timestamps.FromMicros(Timestamps.Micros(clock.GetUtcNow()));
        switch (source.Type)
        {
            case SourceType.Text:
                return new ReadSource(
                    SourceType.Text, "", null, SHA256.HashData(Encoding.UTF8.GetBytes(source.Value)), now,
                    source.Value.ReplaceLineEndings("\n"));
            case SourceType.Resource:
                return resources.Find(workspace, source.Value) is { } resource
                    ? new ReadSource(SourceType.Resource, resource.OId, resource.FinalUrl, resource.ContentHash, now, resource.Text)
                    : Problem.BadBody($"{source.Path}.value: there is no resource {source.Value}.");
            default:
                var fetched = await fetcher.FetchAsync(source.Value, cancellationToken);
                if (fetched.Problem is { } problem)
                    return Problem.BadBody($"{source.Path}.value: {source.Value} can't be read: {problem.Message}.");
                var page = fetched.Value!;
                return new ReadSource(SourceType.Url, source.Value, page.FinalUrl, page.ContentHash, page.FetchedAt, page.Text);
        }
    }
}
