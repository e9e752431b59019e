using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching.Conversations;

namespace Tessera.Query.Matching;

/// <summary>
/// What is known of all conversations of one workspace, in memory, to be asked by query: how many match, a page or a sample of them,
/// which values a field has among them.
/// </summary>
/// <remarks>
/// <para>
/// One writer applies changes in commit order; further writers wait for it. Readers never wait: a question is answered from the version
/// that was the latest when it was asked. Conversations stand in the order of their ids by code point, so pages are
/// stable while others arrive.
/// </para>
/// <para>
/// Conversations are kept column by column in runs of up to about a million, each value as a code of 1, 2 or 4 bytes together with the rows
/// that have it. A field takes 2 to 6 bytes a conversation, an id 16, a time 4 or 8; a field with nearly as many values as conversations
/// takes its text and 5 bytes. <see cref="Evaluator"/> says of each different value whether a predicate is true; only texts of such a field
/// are asked one by one.
/// </para>
/// </remarks>
public sealed class ConversationIndex : IConversationSearch
{
    readonly Lock gate = new();
    readonly ConversationWriter writer;
    volatile ConversationVersion current = ConversationVersion.Empty;

    /// <summary>An index without conversations.</summary>
    public ConversationIndex()
        : this(ConversationRunSizes.Default)
    {
    }

    internal ConversationIndex(ConversationRunSizes sizes) => writer = new ConversationWriter(sizes);

    /// <summary>How many conversations there are.</summary>
    public int Total => current.Total;

    /// <summary>About how many bytes of memory the conversations take, without those changed last.</summary>
    public long Bytes => ConversationMemory.Of(current);

    /// <summary>
    /// Adds conversations, or replaces those of the same ids; of two with the same id the later counts. Readers see all of them or none; if
    /// the sequence throws, those it gave before may be seen from the next change on. A conversation takes about 3 microseconds in a large
    /// batch and 10 alone, and some milliseconds more once in 256.
    /// </summary>
    public void Apply(IEnumerable<ConversationFacts> changed) => Write(() => writer.Apply(changed));

    /// <summary>
    /// Adds many conversations that aren't there yet, as when the index is filled from a store: the work is done before the writer's
    /// turn, so that several threads can fill at once. Of each conversation only the values are kept while the next is taken.
    /// </summary>
    /// <param name="facts">In rising order of their ids, each id once; some ten thousand of them make a good run.</param>
    /// <param name="except">Asked when the turn has come: ids to leave out, as something newer is known of them.</param>
    public void Load(IEnumerable<ConversationFacts> facts, Func<IEnumerable<string>> except)
    {
        var draft = new ConversationRunDraft();
        foreach (var each in facts)
            draft.Add(each);
        if (draft.Count == 0)
            return;
        var run = draft.Build(current.Parts.LastOrDefault()?.Run);
        Write(() => writer.Load(run, except()));
    }

    /// <summary>Takes conversations out. Ids that aren't there are passed over. Readers see all of it or nothing.</summary>
    public void Remove(IEnumerable<string> conversationIds) => Write(() => writer.Remove(conversationIds));

    /// <summary>Counts the conversations a query matches.</summary>
    /// <param name="query">The query.</param>
    /// <param name="segments">Finds the segments it refers to.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public int Count(SegmentQuery query, SegmentResolver segments, CancellationToken cancellationToken)
    {
        var version = current;
        var count = new ConversationCounting(new ConversationPlan(query, segments), version.Parts, cancellationToken).Total();
        foreach (var facts in version.Fresh)
            if (Evaluator.Matches(query, facts, segments))
                count++;
        return count;
    }

    /// <summary>The first matching conversations after an id, in rising order of their ids.</summary>
    /// <param name="query">The query.</param>
    /// <param name="segments">Finds the segments it refers to.</param>
    /// <param name="after">An id, known or not; null begins at the first.</param>
    /// <param name="limit">The most to give.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IReadOnlyList<ConversationFacts> After(
        SegmentQuery query, SegmentResolver segments, string? after, int limit, CancellationToken cancellationToken) =>
        ConversationPages.After(new ConversationPlan(query, segments), current, after, limit, cancellationToken);

    /// <summary>The last matching conversations before an id, in falling order of their ids.</summary>
    /// <param name="query">The query.</param>
    /// <param name="segments">Finds the segments it refers to.</param>
    /// <param name="before">An id, known or not.</param>
    /// <param name="limit">The most to give.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IReadOnlyList<ConversationFacts> Before(
        SegmentQuery query, SegmentResolver segments, string before, int limit, CancellationToken cancellationToken) =>
        ConversationPages.Before(new ConversationPlan(query, segments), current, before, limit, cancellationToken);

    /// <summary>
    /// Counts the matches and draws a uniform sample of them, each set of this size as likely as any other. The same seed over the same
    /// version draws the same; a merge of runs, which changes no answer, may change which are drawn.
    /// </summary>
    public (int Count, IReadOnlyList<ConversationFacts> Sample) CountAndSample(
        SegmentQuery query, SegmentResolver segments, int size, int seed, CancellationToken cancellationToken) =>
        ConversationSample.Draw(new ConversationPlan(query, segments), current, size, seed, cancellationToken);

    /// <summary>What is known of a conversation; null when there is none of this id.</summary>
    public ConversationFacts? Find(string conversationId) => current.Find(conversationId);

    /// <summary>Whether a conversation is there and a query matches it.</summary>
    public bool Matches(SegmentQuery query, SegmentResolver segments, string conversationId) =>
        Find(conversationId) is { } facts && Evaluator.Matches(query, facts, segments);

    /// <summary>
    /// The different values a field has, or null where there are more than <paramref name="most"/>, or where it is a time.
    /// </summary>
    public IReadOnlyCollection<string>? Values(FieldReference field, int most) =>
        field.Type == FieldType.Time ? null : ConversationFrequencies.Values(current, field, most);

    /// <summary>
    /// The most frequent values of a field and how many conversations have each, the most frequent first and those as frequent by code
    /// point: what a writer of queries may go on with. Of a list each item counts.
    /// </summary>
    /// <param name="field">Any field that is no time.</param>
    /// <param name="narrowing">Only among the conversations this query matches.</param>
    /// <param name="segments">Finds the segments it refers to.</param>
    /// <param name="prefix">Only values that begin so, in any case; empty for all.</param>
    /// <param name="most">The most values to give.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IReadOnlyList<ValueFrequency> Frequencies(
        FieldReference field,
        SegmentQuery? narrowing,
        SegmentResolver segments,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        ConversationFrequencies.Of(
            narrowing is null ? null : new ConversationPlan(narrowing, segments), current, field, prefix, most, cancellationToken);

    void Write(Action change)
    {
        lock (gate)
        {
            var before = writer.Background;
            change();
            current = writer.Publish();
            if (writer.Background is { } task && task != before)
                _ = TakeMergedAsync(task);
        }
    }

    async Task TakeMergedAsync(Task merging)
    {
        await merging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Write(writer.TakeMerged);
    }
}

/// <summary>A value and how many conversations have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The conversations.</param>
public readonly record struct ValueFrequency(string Value, int Count);
