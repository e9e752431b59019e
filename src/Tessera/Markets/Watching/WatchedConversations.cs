using Tessera.Query.Evaluation;
using Tessera.Segments;

namespace Tessera.Markets.Watching;

/// <summary>What is to be done about the conversations that a market segment watches, as queries.</summary>
internal static class WatchedConversations
{
    /// <summary>Those that match and have no score.</summary>
    public static SegmentQuery Unscored(MarketWatch watch) => Query($"SEGMENT('{watch.SegmentId}') AND fit['{watch.OId}'] IS NOT SET");

    /// <summary>Those that have a score and match no more.</summary>
    public static SegmentQuery Left(MarketWatch watch) => Query($"NOT SEGMENT('{watch.SegmentId}') AND fit['{watch.OId}'] IS SET");

    /// <summary>Whether there is any of either.</summary>
    public static bool Any(LiveWorkspace workspace, MarketWatch watch, CancellationToken cancellationToken) =>
        Any(workspace, Unscored(watch), cancellationToken) || Any(workspace, Left(watch), cancellationToken);

    static bool Any(LiveWorkspace workspace, SegmentQuery query, CancellationToken cancellationToken) =>
        workspace.Conversations.After(query, workspace.Definitions.Resolve, after: null, limit: 1, cancellationToken).Count > 0;

    static SegmentQuery Query(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new InvalidOperationException(error!.Message);
}
