using Tessera.Access;
using Tessera.Audit;
using Tessera.Conversations;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Models;
using Tessera.Extraction.Policy;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Segments;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>
/// Makes a plan of what was asked for: everything it names is looked up now, so that nothing that changes later changes it.
/// </summary>
internal sealed class EvaluationPlanning(
    CaseStore cases, ConversationStore conversations, LiveWorkspaces live, DefinitionVersions versions, LanguageModel model)
{
    /// <summary>The most conversations of one evaluation.</summary>
    public const int MostConversations = 20_000;

    /// <summary>
    /// The plan and its cases; 422 where a model, prompt, field version or segment isn't there, or the cases are too many.
    /// </summary>
    public async Task<Result<(EvaluationPlan Plan, List<PlannedCase> Cases)>> MakeAsync(
        WorkspaceId workspace, EvaluationInput input, CancellationToken cancellationToken)
    {
        var loaded = await live.GetAsync(workspace, cancellationToken);
        var definitions = loaded.Definitions;
        if (input.Cases.SegmentId is { } segment && !definitions.Segments.ContainsKey(segment))
            return Problem.UnknownReference($"cases.segmentId: there is no segment {segment}.");
        if (input.Cases.FieldIds?.FirstOrDefault(id => !definitions.Fields.ContainsKey(id)) is { } unknown)
            return Problem.UnknownReference($"cases.fieldIds: there is no structured data field {unknown}.");

        var planned = new List<PlannedCase>();
        var (disputed, withoutField) = (0, 0);
        foreach (var conversation in Chosen(workspace, input.Cases).GroupBy(
            one => (one.ConversationId, one.AgentExternalId, one.TranscriptId)))
        {
            if (input.Cases.SegmentId is { } wanted && !IsIn(loaded, workspace, conversation.Key.ConversationId, wanted)) continue;
            var labels = new List<Label>();
            foreach (var field in conversation.GroupBy(one => one.FieldId, StringComparer.Ordinal))
            {
                if (!definitions.Fields.ContainsKey(field.Key)) withoutField++;
                else if (LabelOf([.. field]) is { } label) labels.Add(label);
                else disputed++;
            }

            if (labels.Count > 0)
                planned.Add(
                    new PlannedCase(
                        planned.Count, conversation.Key.ConversationId, conversation.Key.AgentExternalId, conversation.Key.TranscriptId,
                        labels));
        }

        if (planned.Count > MostConversations)
            return Problem.Unprocessable(
                $"cases: these are {planned.Count} conversations, and {MostConversations} is the most of one evaluation; choose by set, fieldIds or segmentId.");
        var fields = planned.SelectMany(one => one.Labels).Select(label => label.FieldId).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(id => definitions.Fields[id]).ToList();
        var candidates = new List<PlannedCandidate>();
        foreach (var (place, candidate) in input.Candidates.Index())
        {
            var made = Candidate(workspace, candidate, $"candidates[{place}]");
            if (made.Problem is { } problem) return problem;
            candidates.Add(made.Value!);
        }

        var chosen = new PlannedCases(
            input.Cases.Set, input.Cases.FieldIds, input.Cases.SegmentId, planned.Count, planned.Sum(one => one.Labels.Count), disputed,
            withoutField);
        return (new EvaluationPlan(input.Name, candidates, chosen, fields, input.NoWorseThan), planned);
    }

    IEnumerable<LabelledCase> Chosen(WorkspaceId workspace, CaseChoice choice)
    {
        var all = cases.All(workspace, new CaseFilter(choice.Set, null, null, null));
        return choice.FieldIds is { } ids ? all.Where(one => ids.Contains(one.FieldId)) : all;
    }

    bool IsIn(LiveWorkspace loaded, WorkspaceId workspace, string conversationId, string segmentId) =>
        conversationId.Length > 0 && conversations.Find(workspace, conversationId) is { } conversation
        && loaded.Matching(conversation.ToFacts()).Any(segment => segment.Id == segmentId);

    /// <summary>
    /// What several sets say of one field in one conversation; null where one is in dispute, or they are with each other.
    /// </summary>
    static Label? LabelOf(List<LabelledCase> same)
    {
        if (same.Any(one => one.Status == (int)CaseStatus.Disputed)) return null;
        var truths = same.Select(one => one.True.Select(ValueForm.Of).ToHashSet(StringComparer.Ordinal)).ToList();
        if (truths.Any(truth => truth.Count == 0 != (truths[0].Count == 0) || (truth.Count > 0 && !truth.Overlaps(truths[0])))) return null;
        return new Label(same[0].FieldId, [.. truths.SelectMany(truth => truth).Distinct(StringComparer.Ordinal)]);
    }

    Result<PlannedCandidate> Candidate(WorkspaceId workspace, CandidateInput input, string path)
    {
        var own = new List<StructuredDataField>();
        foreach (var (id, version) in input.FieldVersions)
        {
            if (versions.Find(workspace, AuditedKind.StructuredDataField, id, version) is not { } found)
                return Problem.UnknownReference($"{path}.fieldVersions: there is no version {version} of a structured data field {id}.");
            own.Add(JsonBody.ReadStored(found.Content, FieldInput.Read).Field with { Version = found.Version });
        }

        if (input.Strategy == ExtractionStrategy.BuiltInOnly)
        {
            if (input.Model is not null || input.Prompt is not null)
                return Problem.Unprocessable($"{path}: built-in-only asks no model, so it can have no model or prompt.");
            return new PlannedCandidate(input.Name, input.Strategy, null, null, own);
        }

        if (model.Named(input.Model)?.Options is not { } options)
        {
            return input.Model is null
                ? Problem.Unprocessable($"{path}: no language model is configured.")
                : Problem.UnknownReference($"{path}.model: no language model {input.Model} is configured.");
        }

        if (input.Prompt is { } prompt && ExtractionPrompt.Find(prompt) is null)
            return Problem.UnknownReference(
                $"{path}.prompt: there is no prompt {prompt}, only {string.Join(", ", ExtractionPrompt.All.Select(one => one.Version))}.");
        return new PlannedCandidate(input.Name, input.Strategy, options.Model, input.Prompt ?? options.Prompt, own);
    }
}
