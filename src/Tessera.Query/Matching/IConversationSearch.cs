using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching;

/// <summary>
/// Finds the conversations of one workspace that a query matches, as the <see cref="Evaluator"/> defines it: in memory by
/// <see cref="ConversationIndex"/>, or in a database where there is no index yet.
/// </summary>
public interface IConversationSearch
{
    /// <summary>How many conversations there are.</summary>
    int Total { get; }

    /// <summary>Counts the conversations a query matches.</summary>
    int Count(SegmentQuery query, SegmentResolver segments, CancellationToken cancellationToken);

    /// <summary>The first matching conversations after an id, in rising order of their ids; null begins at the first.</summary>
    IReadOnlyList<ConversationFacts> After(
        SegmentQuery query, SegmentResolver segments, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The last matching conversations before an id, in falling order of their ids.</summary>
    IReadOnlyList<ConversationFacts> Before(
        SegmentQuery query, SegmentResolver segments, string before, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the matches and draws a uniform sample of them, each set of this size as likely as any other.</summary>
    (int Count, IReadOnlyList<ConversationFacts> Sample) CountAndSample(
        SegmentQuery query, SegmentResolver segments, int size, int seed, CancellationToken cancellationToken);

    /// <summary>The different values a field has; null where they are not known, or more than <paramref name="most"/>.</summary>
    IReadOnlyCollection<string>? Values(FieldReference field, int most);

    /// <summary>
    /// The most frequent values of a field that is no time, the most frequent first and those as frequent by code point. Of a list each
    /// different item counts.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="narrowing">Only among the conversations this query matches.</param>
    /// <param name="segments">Finds the segments it refers to.</param>
    /// <param name="prefix">Only values that begin so, in any case; empty for all.</param>
    /// <param name="most">The most values to give.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    IReadOnlyList<ValueFrequency> Frequencies(
        FieldReference field, SegmentQuery? narrowing, SegmentResolver segments, string prefix, int most,
        CancellationToken cancellationToken);
}
