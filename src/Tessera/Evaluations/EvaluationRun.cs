using System.Text.Json;
using Tessera.Access;
using Tessera.Data;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Models;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>What runs of evaluations work with.</summary>
internal sealed record EvaluationTools(
    EvaluationStore Store, CaseTranscripts Transcripts, IExtractor BuiltIn, LanguageModel Model, Ledger Ledger, LedgerStore Calls, TimeProvider Clock);

/// <summary>
/// One evaluation, from where it is to its end: case after case is put to each candidate, and each answer is kept before the next is asked
/// for. A run that ends anywhere is begun again by another one, which asks only for what is missing. Nothing is stored at the conversations.
/// </summary>
/// <param name="tools">What it works with.</param>
/// <param name="workspace">Whose it is.</param>
/// <param name="id">The evaluation.</param>
internal sealed class EvaluationRun(EvaluationTools tools, WorkspaceId workspace, string id)
{
    /// <summary>The most cases that are put to a model at once, so that others may call it too.</summary>
    const int MostAtOnce = 4;

    /// <summary>How long a model that isn't there is waited for, before each further attempt; then the run is interrupted.</summary>
    static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(60)];

    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    /// <summary>The job that calls of a candidate are written down for in the ledger.</summary>
    public static string JobOf(string evaluationId, int candidate) => $"{evaluationId}/{candidate}";

    /// <summary>Runs to the report, or to what keeps it from going on; ended by the token it stays as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await tools.Store.MoveAsync(workspace, id, EvaluationStatus.Running, [EvaluationStatus.Queued, EvaluationStatus.Running], cancellationToken)) return;
        var stored = tools.Store.Find(workspace, id)!;
        var plan = JsonSerializer.Deserialize<EvaluationPlan>(stored.Plan, Json.Options)!;
        try
        {
            await AskAsync(plan, cancellationToken);
            var report = JsonSerializer.Serialize(Report(plan, Timestamps.FromMicros(stored.CreatedAt)), Json.Options);
            await tools.Store.MoveAsync(workspace, id, EvaluationStatus.Completed, [EvaluationStatus.Running], cancellationToken, report: report);
        }
        catch (InterruptedException cause)
        {
            await tools.Store.MoveAsync(workspace, id, EvaluationStatus.Interrupted, [EvaluationStatus.Running], cancellationToken, cause.Message);
        }
    }

    async Task AskAsync(EvaluationPlan plan, CancellationToken cancellationToken)
    {
        Candidate[] candidates = [.. plan.Candidates.Select((candidate, place) => Prepare(plan, candidate, place))];
        var answered = tools.Store.Answers(workspace, id).Keys.ToHashSet();
        var atOnce = plan.Candidates.Any(candidate => candidate.Model is not null) ? Math.Clamp(tools.Model.Options?.Concurrency ?? 1, 1, MostAtOnce) : 1;
        InterruptedException? interrupted = null;
        await Parallel.ForEachAsync(
            tools.Store.Cases(workspace, id),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (planned, token) =>
            {
                if (Enumerable.Range(0, candidates.Length).All(candidate => answered.Contains((planned.Place, candidate)))) return;
                var transcript = tools.Transcripts.Read(workspace, planned.ConversationId, planned.AgentExternalId, planned.TranscriptId);
                var asked = new EvaluationCase(planned.Place, planned.ConversationId.Length > 0 ? planned.ConversationId : null, transcript, planned.Labels);
                foreach (var (place, candidate) in candidates.Index().Where(candidate => !answered.Contains((planned.Place, candidate.Index))))
                {
                    // What others are being paid for meanwhile is waited for and kept; nothing more is asked.
                    if (Volatile.Read(ref interrupted) is not null) return;
                    try
                    {
                        await tools.Store.KeepAsync(workspace, id, planned.Place, place, await AskAsync(candidate, asked, token), token);
                    }
                    catch (InterruptedException cause)
                    {
                        Volatile.Write(ref interrupted, cause);
                    }
                }
            });
        if (interrupted is not null) throw interrupted;
    }

    /// <summary>A candidate's answers. What fails as the model isn't there now says nothing about the candidate, so it is asked again.</summary>
    async Task<CaseAnswers> AskAsync(Candidate candidate, EvaluationCase asked, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answers = await candidate.AskAsync(asked, cancellationToken);
            if (answers.Judgements.FirstOrDefault(judgement => judgement.Answer.IsTransient)?.Answer is not { } failed) return answers;
            // No pause brings a budget back before its day is over.
            if (failed.Fault == ModelFault.NoBudget || attempt == Pauses.Length) throw new InterruptedException($"{candidate.Name}: {failed.Reason}");
            // A model that says when it will be there is asked then, and one that will be long isn't waited for.
            if (failed.RetryAfter > LongestPause) throw new InterruptedException($"{candidate.Name}: {failed.Reason}");
            var pause = failed.RetryAfter > Pauses[attempt] ? failed.RetryAfter.Value : Pauses[attempt];
            await Task.Delay(pause, tools.Clock, cancellationToken);
        }
    }

    Candidate Prepare(EvaluationPlan plan, PlannedCandidate planned, int place)
    {
        var fields = plan.Fields.ToDictionary(field => field.Id, field => planned.Fields.FirstOrDefault(own => own.Id == field.Id) ?? field, StringComparer.Ordinal);
        if (planned.Model is null) return new Candidate(planned.Name, _ => tools.BuiltIn, fields);
        // The server may have been started with other models since.
        if (tools.Model.Named(planned.Model) is not { Client: { } client, Options: { } configured })
            throw new InterruptedException($"{planned.Name}: no language model {planned.Model} is configured.");
        if (ExtractionPrompt.Find(planned.Prompt!) is null) throw new InterruptedException($"{planned.Name}: there is no prompt {planned.Prompt}.");
        var options = configured with { Prompt = planned.Prompt! };
        return new Candidate(planned.Name, asked => new StrategyExtractor(planned.Strategy, tools.BuiltIn, open => ModelFor(asked, open)), fields);

        ModelExtractor ModelFor(EvaluationCase asked, IReadOnlyList<StructuredDataField> open)
        {
            var purpose = new ModelPurpose(workspace, asked.ConversationId, [], [.. open.Select(field => field.Id)], JobOf(id, place));
            return new ModelExtractor(new MeteredChatClient(client, options, tools.Ledger, purpose, tools.Clock), options);
        }
    }

    EvaluationReport Report(EvaluationPlan plan, DateTimeOffset from)
    {
        var answers = tools.Store.Answers(workspace, id);
        var scores = new Scoreboard(
            [.. plan.Fields.Select(field => field.Id)], [.. plan.Candidates.Select(candidate => candidate.Name)], new Dictionary<string, IReadOnlyList<string>>());
        for (var place = 0; place < plan.Cases.Conversations; place++)
            scores.Add([.. plan.Candidates.Select((_, candidate) => answers[(place, candidate)])]);
        var until = tools.Clock.GetUtcNow().AddDays(1);
        return scores.Report([.. plan.Candidates.Select((_, candidate) => tools.Calls.Calls(workspace, from, until, JobOf(id, candidate)))], plan.NoWorseThan);
    }

    /// <summary>It can't go on now; the message says why.</summary>
    sealed class InterruptedException(string message) : Exception(message);
}
