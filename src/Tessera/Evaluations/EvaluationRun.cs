using System.Text.Json;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Models;
using Tessera.Fields;
using Tessera.Jobs;
using Tessera.Llm;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>
/// Works on evaluations: case after case is put to each candidate. An answer and the count of it are one commit, and only what has no
/// answer yet is asked for, so that wherever the process ends, no answer is lost or counted twice. Nothing is stored at the conversations.
/// </summary>
internal sealed class EvaluationRun(
    EvaluationStore store, CaseTranscripts transcripts, IExtractor builtIn, LanguageModel model, Ledger ledger, LedgerStore calls,
    TimeProvider clock) : IJobHandler
{
    /// <summary>The most cases that are put to a model at once, so that others may call it too.</summary>
    const int MostAtOnce = 4;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    // One at a time: a report has all answers in memory, and computes for some seconds.
    readonly Lock reporting = new();

    /// <inheritdoc/>
    public JobKind Kind => JobKind.Evaluation;

    /// <inheritdoc/>
    public async Task<JobTurn> WorkAsync(JobLease lease, CancellationToken cancellationToken)
    {
        var plan = EvaluationPlan.Of(lease.Job);
        // The server may have been started with other models since.
        if (plan.Candidates.Select(Missing).FirstOrDefault(lack => lack is not null) is { } missing) return JobTurn.Failed(missing);
        var stint = new JobStint(lease, clock);
        var turn = new Turn(stint, [.. plan.Candidates.Select((planned, place) => Prepare(lease.Job, plan, planned, place))])
        {
            Counts = new JobCounts(store.CountAnswers(lease.Job.Workspace, lease.Job.Id), plan.Answers),
        };
        var atOnce = plan.Candidates.Any(candidate => candidate.Model is not null)
            ? Math.Clamp(model.Options?.Concurrency ?? 1, 1, MostAtOnce)
            : 1;
        var open = store.OpenCases(lease.Job.Workspace, lease.Job.Id, plan.Candidates.Count);
        if (await stint.EachAsync(open, atOnce, (planned, token) => AskAsync(turn, planned, token), cancellationToken) is { } ended)
            return ended;
        string report;
        lock (reporting) report = JsonSerializer.Serialize(Report(lease.Job, plan), Json.Options);
        return JobTurn.DoneWith(transaction => EvaluationStore.AddReport(transaction, lease.Job.Workspace, lease.Job.Id, report));
    }

    async ValueTask AskAsync(Turn turn, PlannedCase planned, CancellationToken cancellationToken)
    {
        var job = turn.Lease.Job;
        var transcript = transcripts.Read(job.Workspace, planned.ConversationId, planned.AgentExternalId, planned.TranscriptId);
        var asked = new EvaluationCase(
            planned.Place, planned.ConversationId.Length > 0 ? planned.ConversationId : null, transcript, planned.Labels);
        var answered = store.AnsweredBy(job.Workspace, job.Id, planned.Place);
        foreach (var (place, candidate) in turn.Candidates.Index().Where(candidate => !answered.Contains(candidate.Index)))
        {
            var answers = await candidate.AskAsync(asked, cancellationToken);
            // What fails as the model isn't there now says nothing about the candidate.
            if (answers.Judgements.FirstOrDefault(judgement => judgement.Answer.IsTransient)?.Answer is { } failed)
                turn.Stint.End(WithoutAnswer(candidate, failed));
            else await KeepAsync(turn, planned.Place, place, answers);
            if (turn.Stint.IsOver) return;
        }
    }

    static Task KeepAsync(Turn turn, int place, int candidate, CaseAnswers answers)
    {
        var judgements = JsonSerializer.Serialize(answers.Judgements);
        return turn.Lease.CommitAsync(transaction =>
        {
            EvaluationStore.AddAnswer(
                transaction, turn.Lease.Job.Workspace, turn.Lease.Job.Id, place, candidate, judgements, answers.Microseconds);
            turn.Counts = turn.Counts with { Done = turn.Counts.Done + 1 };
            return JsonSerializer.Serialize(turn.Counts, Json.Options);
        });
    }

    static JobTurn WithoutAnswer(Candidate candidate, ExtractedValue failed)
    {
        var reason = $"{candidate.Name}: {failed.Reason}";
        // No wait brings a budget back before its day is over, and a model that will be long isn't waited for.
        if (failed.Fault == ModelFault.NoBudget || failed.RetryAfter > LongestWait) return JobTurn.Failed(reason);
        return JobTurn.Retry(reason, failed.RetryAfter);
    }

    /// <summary>What a candidate can't be asked without; null where nothing is missing.</summary>
    string? Missing(PlannedCandidate planned)
    {
        if (planned.Model is null) return null;
        if (model.Named(planned.Model) is null) return $"{planned.Name}: no language model {planned.Model} is configured.";
        return ExtractionPrompt.Find(planned.Prompt!) is null ? $"{planned.Name}: there is no prompt {planned.Prompt}." : null;
    }

    Candidate Prepare(Job job, EvaluationPlan plan, PlannedCandidate planned, int place)
    {
        var fields = plan.Fields.ToDictionary(
            field => field.Id, field => planned.Fields.FirstOrDefault(own => own.Id == field.Id) ?? field, StringComparer.Ordinal);
        if (planned.Model is null) return new Candidate(planned.Name, _ => builtIn, fields);
        var named = model.Named(planned.Model)!;
        var options = named.Options! with { Prompt = planned.Prompt! };
        return new Candidate(
            planned.Name, asked => new StrategyExtractor(planned.Strategy, builtIn, open => ModelFor(asked, open)), fields);

        ModelExtractor ModelFor(EvaluationCase asked, IReadOnlyList<StructuredDataField> open)
        {
            var purpose = new ModelPurpose(
                job.Workspace, asked.ConversationId, [], [.. open.Select(field => field.Id)], AccountOf(job, place));
            return new ModelExtractor(new MeteredChatClient(named.Client!, options, ledger, purpose, clock), options);
        }
    }

    EvaluationReport Report(Job job, EvaluationPlan plan)
    {
        var answers = store.Answers(job.Workspace, job.Id);
        var scores = new Scoreboard(
            [.. plan.Fields.Select(field => field.Id)], [.. plan.Candidates.Select(candidate => candidate.Name)],
            new Dictionary<string, IReadOnlyList<string>>());
        for (var place = 0; place < plan.Cases.Conversations; place++)
            scores.Add([.. plan.Candidates.Select((_, candidate) => answers[(place, candidate)])]);
        var until = clock.GetUtcNow().AddDays(1);
        return scores.Report(
            [.. plan.Candidates.Select((_, candidate) => calls.Calls(job.Workspace, job.CreatedAt, until, AccountOf(job, candidate)))],
            plan.NoWorseThan);
    }

    /// <summary>What calls of a candidate are written down for in the ledger.</summary>
    static string AccountOf(Job job, int candidate) => $"{job.Id}/{candidate}";

    /// <summary>One turn of an evaluation.</summary>
    sealed class Turn(JobStint stint, IReadOnlyList<Candidate> candidates)
    {
        public JobStint Stint => stint;

        public JobLease Lease => stint.Lease;

        public IReadOnlyList<Candidate> Candidates => candidates;

        /// <summary>How many answers there are. Changed on the writer's thread alone, within the commit that writes it.</summary>
        public required JobCounts Counts { get; set; }
    }
}
