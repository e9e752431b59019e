namespace Tessera.Extraction.Evaluation;

/// <summary>A conversation of which the truth is known for some fields.</summary>
/// <param name="Number">Its place: the line of a file, or the number within an evaluation.</param>
/// <param name="ConversationId">The stored conversation, or null for one that stands in a file alone.</param>
/// <param name="Transcript">What was said.</param>
/// <param name="Labels">What is true, each field once.</param>
internal sealed record EvaluationCase(int Number, string? ConversationId, Transcript Transcript, IReadOnlyList<Label> Labels);

/// <summary>What is true of a field in one conversation.</summary>
/// <param name="FieldId">The field.</param>
/// <param name="Accepted">The values of which any is right, as <see cref="ValueForm"/>; none where the conversation doesn't say.</param>
internal sealed record Label(string FieldId, IReadOnlyList<string> Accepted);
