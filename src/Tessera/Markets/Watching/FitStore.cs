using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Extraction;
using Tessera.Markets.Qualifying;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>
/// How well conversations fit the market segments that watch them, in the database. Queries see the same scores of the conversations
/// themselves.
/// </summary>
internal sealed class FitStore(Database database, ConversationStore conversations, WatchStore watches, TimeProvider clock)
{
    /// <summary>How long a scored conversation is silent before what was said since is scored.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    const string Columns = """
        f.conversation_id AS ConversationId, c.external_id AS ExternalId, f.market_o_id AS OId, f.score AS Score, f.rank AS Rank,
        f.set_id AS SetId,
        f.revision AS Revision, f.scored_at AS ScoredAt, f.rescore_at AS RescoreAt
        FROM market_fit f JOIN conversation c ON c.workspace_id = f.workspace_id AND c.conversation_id = f.conversation_id
            WHERE f.workspace_id = @Workspace
        """;

    const string Earlier = "FROM market_fit WHERE workspace_id = @Workspace AND market_o_id = @OId AND revision < @Revision";
    const string Spoken = "FROM market_fit WHERE workspace_id = @Workspace AND market_o_id = @OId AND rescore_at <= @now";

    /// <summary>Told of the workspaces in which scores become due anew, once that is on disk; must be quick.</summary>
    public Action<WorkspaceId>? OnHeard { get; set; }

    /// <summary>
    /// Stores the scores that a set of a whole conversation gives, inside the transaction that stores it: of each market segment that
    /// watches the conversation and has all its questions answered in the set as they are now. They are the caller's to put into the
    /// conversation.
    /// </summary>
    public ImmutableDictionary<string, string> Score(WriteTransaction transaction, WorkspaceId workspace, StructuredDataSet set)
    {
        var scores = ImmutableDictionary<string, string>.Empty;
        var watching = watches.Of(workspace);
        if (watching.All.Count == 0) return scores;
        var values = set.Values.Where(value => watching.Fields.ContainsKey(value.FieldId))
            .ToDictionary(value => value.FieldId, StringComparer.Ordinal);
        foreach (var watch in values.Keys.Select(id => watching.Fields[id].Watch).Distinct())
        {
            if (FitAnswers.Of(watch, values) is not { } answers || WatchStore.Revision(transaction, workspace, watch.OId) != watch.Revision)
                continue;
            var score = QualificationScore.Of(answers.Select(a => a.Answer));
            Put(transaction, workspace, watch, set, score);
            scores = scores.SetItem(watch.OId, score.ToString("0.#", CultureInfo.InvariantCulture));
        }

        return scores;
    }

    /// <summary>
    /// Hears inside a transaction that messages came: conversations that have a score are due anew after a quiet minute. Nothing is done in
    /// a workspace in which nothing is watched.
    /// </summary>
    public void Heard(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<string> conversationIds)
    {
        if (watches.Of(workspace).All.Count == 0) return;
        var due = Timestamps.Micros(clock.GetUtcNow() + Quiet);
        transaction["UPDATE market_fit SET rescore_at = @due WHERE workspace_id = @workspace AND conversation_id = @conversation"]
            .ExecuteEach([.. conversationIds.Distinct(StringComparer.Ordinal).Select(id => new object?[] { due, workspace.Value, id })]);
        transaction.AfterCommit(() => OnHeard?.Invoke(workspace));
    }

    /// <summary>Takes scores of a market segment from conversations, inside a transaction.</summary>
    public void Remove(
        WriteTransaction transaction, WorkspaceId workspace, string oId, IReadOnlyCollection<(string Id, string ExternalId)> scored)
    {
        if (scored.Count == 0) return;
        var batch = conversations.Begin(transaction, workspace, scored.Select(s => s.ExternalId));
        foreach (var (_, externalId) in scored)
            batch.Change(externalId, conversations.Now(), c => c with { FitScores = c.FitScores.Remove(oId) });
        batch.Write();
        transaction["DELETE FROM market_fit WHERE workspace_id = @workspace AND market_o_id = @id AND conversation_id = @conversation"]
            .ExecuteEach([.. scored.Select(s => new object?[] { workspace.Value, oId, s.Id })]);
    }

    /// <summary>Takes the scores of a market segment from so many conversations, inside a transaction; gives how many had one.</summary>
    public int Clear(WriteTransaction transaction, WorkspaceId workspace, string oId, int most)
    {
        var scored = transaction.Connection.Query<Fit>(
            $"SELECT {Columns} AND f.market_o_id = @oId ORDER BY f.rank LIMIT @most", new { Workspace = workspace.Value, oId, most })
            .Select(fit => (fit.ConversationId, fit.ExternalId)).ToList();
        Remove(transaction, workspace, oId, scored);
        return scored.Count;
    }

    /// <summary>
    /// Conversations whose score is due anew: of an earlier revision, or silent again after messages came; of each so many at most.
    /// </summary>
    public List<string> Due(WorkspaceId workspace, MarketWatch watch, int most)
    {
        using var connection = database.Read();
        var values = new { Workspace = workspace.Value, watch.OId, watch.Revision, now = Timestamps.Micros(clock.GetUtcNow()), most };
        // Apart, so that each is a stretch of an index.
        var earlier = connection.Query<string>($"SELECT conversation_id {Earlier} ORDER BY revision, conversation_id LIMIT @most", values);
        var heard = connection.Query<string>($"SELECT conversation_id {Spoken} ORDER BY rescore_at LIMIT @most", values);
        return [.. earlier.Concat(heard).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>How many are due anew, at most: one that is for both reasons counts twice.</summary>
    public long CountDue(WorkspaceId workspace, MarketWatch watch)
    {
        using var connection = database.Read();
        var values = new { Workspace = workspace.Value, watch.OId, watch.Revision, now = Timestamps.Micros(clock.GetUtcNow()) };
        return connection.QuerySingle<long>($"SELECT COUNT(*) {Earlier}", values) + connection
            .QuerySingle<long>($"SELECT COUNT(*) {Spoken}", values);
    }

    /// <summary>
    /// When the first of its scores that are due anew after a time is, by the market segments' ids; none of those that have none.
    /// </summary>
    public Dictionary<string, DateTimeOffset> NextDue(WorkspaceId workspace, DateTimeOffset after)
    {
        using var connection = database.Read();
        return connection.Query<(string OId, long Due)>(
            "SELECT market_o_id, MIN(rescore_at) FROM market_fit WHERE workspace_id = @Workspace AND rescore_at > @after GROUP BY market_o_id",
            new { Workspace = workspace.Value, after = Timestamps.Micros(after) })
            .ToDictionary(row => row.OId, row => Timestamps.FromMicros(row.Due), StringComparer.Ordinal);
    }

    /// <summary>One page of the conversations that a market segment has scored, the best first; of equals those that came first.</summary>
    public Page<ScoredFit> List(WorkspaceId workspace, MarketWatch watch, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<Fit>(
            $"SELECT {Columns} AND f.market_o_id = @OId {page.Sql("f.rank")}",
            new { Workspace = workspace.Value, watch.OId, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, fit => fit.Rank).Select(fit => WithAnswers(connection, workspace, watch, fit));
    }

    /// <summary>How a conversation fits each market segment that has scored it, the best first.</summary>
    public List<ScoredFit> OfConversation(WorkspaceId workspace, string conversationId)
    {
        var watching = watches.Of(workspace);
        using var connection = database.Read();
        return
        [
            .. connection.Query<Fit>(
                    $"SELECT {Columns} AND f.conversation_id = @conversationId ORDER BY f.rank, f.market_o_id",
                    new { Workspace = workspace.Value, conversationId })
                .Where(fit => watching.All.ContainsKey(fit.OId))
                .Select(fit => WithAnswers(connection, workspace, watching.All[fit.OId], fit)),
        ];
    }

    static ScoredFit WithAnswers(DbConnection connection, WorkspaceId workspace, MarketWatch watch, Fit fit)
    {
        var values = StructuredDataStore.Values(connection, workspace, fit.SetId)
            .ToDictionary(value => value.FieldId, StringComparer.Ordinal);
        return new ScoredFit(fit, fit.Revision == watch.Revision && fit.RescoreAt is null, FitAnswers.Still(watch, values));
    }

    void Put(WriteTransaction transaction, WorkspaceId workspace, MarketWatch watch, StructuredDataSet set, double score)
    {
        var now = Timestamps.Micros(clock.GetUtcNow());
        // A message that came while it was read is read soon.
        var isWhole = MessageStore.NewestId(transaction, workspace, set.ConversationId) == set.LastMessageId;
        transaction["""
            INSERT INTO market_fit (workspace_id, conversation_id, market_o_id, score, rank, set_id, revision, scored_at, rescore_at)
            VALUES (@workspace, @conversation, @id, @score, @rank, @set, @revision, @now, CAST(@due AS BIGINT))
            ON CONFLICT (workspace_id, conversation_id, market_o_id)
                DO UPDATE SET score = excluded.score, rank = excluded.rank, set_id = excluded.set_id,
                revision = excluded.revision, scored_at = excluded.scored_at, rescore_at = excluded.rescore_at
            """].Execute(
            workspace.Value, set.ConversationId, watch.OId, score, Rank(score, set.ConversationId), set.Id, watch.Revision, now,
            isWhole ? null : now + (long)Quiet.TotalMicroseconds);
    }

    // From 000 for the best to 090 for the worst.
    static string Rank(double score, string conversationId) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round((10 - score) * 10):000}{conversationId}");
}

/// <summary>A row of a conversation's score.</summary>
internal sealed record Fit
{
    public string ConversationId { get; init; } = "";

    public string ExternalId { get; init; } = "";

    public string OId { get; init; } = "";

    public double Score { get; init; }

    public string Rank { get; init; } = "";

    /// <summary>The set of structured data with the answers.</summary>
    public string SetId { get; init; } = "";

    public long Revision { get; init; }

    /// <summary>When, in microseconds.</summary>
    public long ScoredAt { get; init; }

    /// <summary>When it is due anew, in microseconds; null where it isn't.</summary>
    public long? RescoreAt { get; init; }
}

/// <summary>A conversation's score with the answers it was made of.</summary>
/// <param name="Fit">The score.</param>
/// <param name="IsCurrent">False where it is about to be scored anew.</param>
/// <param name="Answers">Of the questions that are still asked.</param>
internal sealed record ScoredFit(Fit Fit, bool IsCurrent, IReadOnlyList<FieldAnswer> Answers);
