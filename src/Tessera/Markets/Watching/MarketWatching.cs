using System.Collections.Immutable;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Jobs;
using Tessera.Query.Evaluation;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>
/// Has market segments watch conversations: their questions become structured data fields, and the conversations a query gives become a
/// segment that asks for them. Both are ordinary definitions but that the market segment alone changes them, and takes them along when it
/// ends.
/// </summary>
internal sealed class MarketWatching(
    WatchStore watches, FitStore fits, SegmentStore segments, FieldStore fields, JobStore jobs, WriteQueue writes, TimeProvider clock)
{
    /// <summary>The most market segments of a workspace that watch at a time.</summary>
    public const int Most = 200;

    /// <summary>How many conversations lose their score in one commit.</summary>
    public const int ClearedAtOnce = 200;

    const int LongestName = 256;
    const int LongestQuestion = 4096;

    /// <summary>
    /// Has a market segment watch the conversations of a query; one that watches already watches those from then on, and scores all anew.
    /// 409-01 for one that was declined, 422 for a query that can't be a segment's, for one without questions, and beyond
    /// <see cref="Most"/>.
    /// </summary>
    public async Task<Result<MarketWatch>> ActivateAsync(
        WorkspaceId workspace, Author author, string oId, string raw, CancellationToken cancellationToken)
    {
        if (SegmentQuery.TryCompile(raw, out var error) is not { } query) return Problem.BadQuery(error!);
        return await writes.WriteAsync<Result<MarketWatch>>(
            transaction =>
            {
                if (MarketStore.Find(transaction.Connection, workspace, oId, [MarketKind.Segment]) is not { } segment)
                    return MarketStore.Unknown("segment", oId);
                if (segment.Rejected) return Problem.Conflict($"The segment {oId} was declined: it can't watch conversations.");
                if (Open(segment).Count == 0)
                    return Problem.Unprocessable($"The segment {oId} has no questions to score conversations by.");
                var before = WatchStore.Find(transaction, workspace, oId);
                if (before is null && WatchStore.Count(transaction, workspace) >= Most)
                    return Problem.Unprocessable($"The workspace has {Most} active market segments, the most there may be.");
                var now = clock.GetUtcNow();
                var watch = (before ?? new MarketWatch { OId = oId, Query = raw, Questions = [] }) with
                {
                    Query = raw,
                    ActivatedBy = author.KeyId ?? "",
                    ActivatedAt = Timestamps.FromMicros(Timestamps.Micros(now)),
                };
                return Bring(transaction, workspace, author, segment, before, watch, query);
            },
            cancellationToken);
    }

    /// <summary>
    /// Ends the watching: segment, fields and scores go. 409-01 while queries refer to the segment; 404-01 where nothing is watched.
    /// </summary>
    public Task<Problem?> DeactivateAsync(
        WorkspaceId workspace, Author author, string oId, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            if (MarketStore.Find(transaction.Connection, workspace, oId, [MarketKind.Segment]) is null)
                return MarketStore.Unknown("segment", oId);
            return WatchStore.Find(transaction, workspace, oId) is { } watch ? End(transaction, workspace, author, watch) : NotActive(oId);
        },
        cancellationToken);

    /// <summary>404-01 for a market segment that watches nothing.</summary>
    public static Problem NotActive(string oId) => Problem.NotFound($"The segment {oId} isn't active.");

    /// <summary>
    /// Follows a change of a market segment inside its transaction, before anything of it is written: what it asks and how it is called
    /// changes what is watched by, and its deletion or decline ends the watching. Gives why the change can't be; nothing is written then.
    /// </summary>
    public Problem? Follow(WriteTransaction transaction, WorkspaceId workspace, Author author, MarketEntity before, MarketEntity after)
    {
        if (after.Kind != MarketKind.Segment || WatchStore.Find(transaction, workspace, after.OId) is not { } watch) return null;
        if (!after.Active || after.Rejected) return End(transaction, workspace, author, watch);
        if (after.Name == before.Name && Open(after).SequenceEqual(Open(before))) return null;
        if (Open(after).Count == 0)
            return Problem.Conflict(
                $"The segment {after.OId} watches conversations by its questions: one must be left, or it be deactivated first.");
        return Bring(transaction, workspace, author, after, watch, watch, SegmentQuery.TryCompile(watch.Query, out _)!).Problem;
    }

    static List<QualifyingQuestion> Open(MarketEntity segment) => [.. segment.Questions.Where(question => question.ArchivedAt is null)];

    // Looks for all that can be wrong first: a refusal has written nothing.
    Result<MarketWatch> Bring(
        WriteTransaction transaction, WorkspaceId workspace, Author author, MarketEntity segment, MarketWatch? before, MarketWatch watch,
        SegmentQuery query)
    {
        var (placed, next) = Placed(watch, Open(segment));
        var definition = new SegmentDefinition(
            watch.SegmentId, Shortened($"Fit: {segment.Name}", LongestName), query, [.. placed.Select(p => p.FieldId)])
        {
            Owner = watch.OId,
        };
        if (SegmentStore.RefuseKeeping(transaction, workspace, definition) is { } refused) return refused;
        if (placed.Select(p => FieldStore.RefuseKeeping(transaction, workspace, p.FieldId, watch.OId)).OfType<Problem>()
            .FirstOrDefault() is { } taken)
            return taken;

        var questions = placed.Select(p =>
            new WatchedQuestion(
                p.FieldId, fields.Keep(transaction, workspace, author, Field(watch.OId, p.FieldId, p.Question)).Version, p.Question));
        var now = Timestamps.Micros(clock.GetUtcNow());
        var after = watch with { Questions = [.. questions], NextField = next };
        var isRenamed = before is not null && before.ActivatedAt == watch.ActivatedAt && before.Questions.SequenceEqual(after.Questions);
        if (!isRenamed) after = after with { Revision = Math.Max(now, watch.Revision + 1) };
        segments.Keep(transaction, workspace, author, definition);
        foreach (var gone in watch.Questions.Select(q => q.FieldId).Except(after.Questions.Select(q => q.FieldId), StringComparer.Ordinal))
            fields.Remove(transaction, workspace, author, gone);
        if (isRenamed) return after;
        watches.Put(transaction, workspace, after);
        AuditLog.Append(
            transaction, workspace, author, AuditedKind.MarketWatch, watch.OId, before is null ? null : Audited(before), Audited(after),
            now);
        Schedule(transaction, workspace, author, watch.OId);
        return after;
    }

    // A question keeps its field: the same question and rationale first, then the same question.
    static (List<(string FieldId, QualifyingQuestion Question)> Placed, int Next) Placed(
        MarketWatch watch, List<QualifyingQuestion> questions)
    {
        var left = watch.Questions.ToList();
        var ids = new string?[questions.Count];
        Take((was, now) => (was.Question, was.Rationale) == (now.Question, now.Rationale));
        Take((was, now) => was.Question == now.Question);
        var next = watch.NextField;
        for (var i = 0; i < ids.Length; i++) ids[i] ??= MarketWatch.FieldIdOf(watch.OId, next++);
        return ([.. ids.Zip(questions, (id, question) => (id!, question))], next);

        void Take(Func<QualifyingQuestion, QualifyingQuestion, bool> isSame)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                if (ids[i] is not null || left.Find(was => isSame(was.Question, questions[i])) is not { } match) continue;
                ids[i] = match.FieldId;
                left.Remove(match);
            }
        }
    }

    static StructuredDataField Field(string oId, string id, QualifyingQuestion question) => new()
    {
        Id = id,
        Name = Shortened(question.Question, LongestName),
        CategoryId = "CUSTOM",
        Kind = FieldKind.Question,
        Owner = oId,
        Question = new QuestionDefinition(Shortened($"{question.Question} {question.Rationale}".TrimEnd(), LongestQuestion), null),
    };

    static string Shortened(string text, int most)
    {
        var runes = text.EnumerateRunes().Take(most + 1).ToList();
        return runes.Count <= most ? text : $"{string.Concat(runes.Take(most - 1))}…";
    }

    Problem? End(WriteTransaction transaction, WorkspaceId workspace, Author author, MarketWatch watch)
    {
        if (SegmentStore.StillAskedFor(transaction, workspace, watch.SegmentId) is { } asked) return asked;
        if (SegmentStore.Find(transaction.Connection, workspace, watch.SegmentId) is { } segment)
            segments.Remove(transaction, workspace, author, segment);
        foreach (var question in watch.Questions) fields.Remove(transaction, workspace, author, question.FieldId);
        watches.Remove(transaction, workspace, watch.OId);
        // Most are gone at once; of many the rest goes in the job, which ends with that.
        fits.Clear(transaction, workspace, watch.OId, ClearedAtOnce);
        AuditLog.Append(
            transaction, workspace, author, AuditedKind.MarketWatch, watch.OId, Audited(watch), null, Timestamps.Micros(clock.GetUtcNow()));
        Schedule(transaction, workspace, author, watch.OId);
        return null;
    }

    void Schedule(WriteTransaction transaction, WorkspaceId workspace, Author author, string oId)
    {
        JobStore.Resume(transaction, workspace, JobKind.MarketWatch, oId);
        jobs.Schedule(
            transaction, jobs.New(workspace, JobKind.MarketWatch, JobPriority.Low, "{}", "{}", author.KeyId) with { Subject = oId });
    }

    static object Audited(MarketWatch watch) =>
        new { watch.SegmentId, watch.Query, FieldIds = watch.Questions.Select(q => q.FieldId).ToImmutableArray() };
}
