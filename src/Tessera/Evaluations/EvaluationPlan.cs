using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Policy;
using Tessera.Fields;
using Tessera.Jobs;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>How far an evaluation is: what the state of its job means for it.</summary>
internal enum EvaluationStatus
{
    /// <summary>It hasn't had a turn yet.</summary>
    Queued,

    /// <summary>It is under way, also between its turns; after a restart it goes on where it was.</summary>
    Running,

    /// <summary>Its report is there, and stays as it is.</summary>
    Completed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,

    /// <summary>
    /// It can't go on: the model isn't there, or the budget is spent, or somebody has paused it. It keeps what it has, and can be resumed.
    /// </summary>
    Interrupted,
}

/// <summary>What an evaluation does, complete in itself: changes of fields that come later don't change it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Candidates">What is compared.</param>
/// <param name="Cases">Which cases were asked for, and what of them it has.</param>
/// <param name="Fields">The fields as they were when it was made; candidates may have other versions of their own.</param>
/// <param name="NoWorseThan">What is demanded; null for nothing.</param>
internal sealed record EvaluationPlan(
    string Name, IReadOnlyList<PlannedCandidate> Candidates, PlannedCases Cases, IReadOnlyList<StructuredDataField> Fields,
    NoWorseThan? NoWorseThan)
{
    /// <summary>The answers it asks for: one of each candidate to each conversation.</summary>
    [JsonIgnore]
    public long Answers => (long)Cases.Conversations * Candidates.Count;

    /// <summary>What an evaluation's job was made for.</summary>
    public static EvaluationPlan Of(Job job) => JsonSerializer.Deserialize<EvaluationPlan>(job.Definition, Json.Options)!;
}

/// <summary>A candidate of an evaluation.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Strategy">Who is asked, and whose value counts.</param>
/// <param name="Model">The model's name; null where none is asked.</param>
/// <param name="Prompt">The version of the prompt; null where no model is asked.</param>
/// <param name="Fields">The fields of which it has another version.</param>
internal sealed record PlannedCandidate(
    string Name, ExtractionStrategy Strategy, string? Model, string? Prompt, IReadOnlyList<StructuredDataField> Fields);

/// <summary>Which cases an evaluation has.</summary>
/// <param name="Set">Only those of this set; null for all.</param>
/// <param name="FieldIds">Only those of these fields; null for all.</param>
/// <param name="SegmentId">Only those of stored conversations that this segment matched when it was made; null for all.</param>
/// <param name="Conversations">The conversations it has.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Disputed">Labels that were left out, as people or sets disagree on them.</param>
/// <param name="WithoutField">Labels that were left out, as their field is gone.</param>
internal sealed record PlannedCases(
    string? Set, IReadOnlyList<string>? FieldIds, string? SegmentId, int Conversations, int Labels, int Disputed, int WithoutField);

/// <summary>A case of an evaluation, as it was when it was made.</summary>
/// <param name="Place">Its place, from 0.</param>
/// <param name="ConversationId">The stored conversation; empty for a transcript that came with its labels.</param>
/// <param name="AgentExternalId">The agent whose part alone is read; empty for the whole.</param>
/// <param name="TranscriptId">The transcript; empty for a stored conversation.</param>
/// <param name="Labels">What is true.</param>
internal sealed record PlannedCase(
    int Place, string ConversationId, string AgentExternalId, string TranscriptId, IReadOnlyList<Label> Labels);
