using System.Security.Cryptography;
using System.Text.Json;
using Tessera.Extraction.Models;
using Tessera.Llm;

namespace Tessera.Markets.Qualifying;

/// <summary>
/// What a model has answered of conversations, so that a repeat costs nothing and says the same: kept with the answers of
/// <see cref="ExtractionCache"/>, under a hash of all that could change it.
/// </summary>
internal sealed class KnownAnswers(ExtractionCache cache)
{
    /// <summary>The keys of questions about what was said: equal for those that ask the same.</summary>
    public static List<string> Keys(IReadOnlyList<KnownText> texts, IEnumerable<QualifyingQuestion> questions, ModelOptions model)
    {
        var said = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(texts));
        return
        [
            .. questions.Select(question => Convert.ToHexStringLower(SHA256.HashData(
                [.. said,
                    .. JsonSerializer.SerializeToUtf8Bytes(
                        new[] { question.Question, question.Rationale, model.Server, model.Model, AnswerPrompt.Version })]))),
        ];
    }

    /// <summary>The answers that are kept, by their keys.</summary>
    public Dictionary<string, KnownAnswer> Find(QualifyOrder order, IEnumerable<string> keys) =>
        order.ConversationId is null || order.Regenerate
            ? new(StringComparer.Ordinal)
            : cache.Find<KnownAnswer>(order.Workspace, keys.Distinct());

    /// <summary>Keeps answers about a conversation. They are paid for, so even if the caller has gone meanwhile.</summary>
    public Task KeepAsync(QualifyOrder order, IReadOnlyList<(string Key, KnownAnswer Answer)> answers) =>
        order.ConversationId is null ? Task.CompletedTask : cache.KeepAsync(order.Workspace, answers, CancellationToken.None);
}

/// <summary>A model's answer without its question.</summary>
/// <remarks>Persisted as JSON.</remarks>
internal sealed record KnownAnswer(bool Yes, Confidence Confidence, string Rationale, QualifyingEvidence? Evidence)
{
    public static KnownAnswer Of(QualifyingAnswer answer) => new(answer.Yes, answer.Confidence, answer.Rationale, answer.Evidence);

    /// <summary>It as the answer to a question that asks the same.</summary>
    public QualifyingAnswer To(QualifyingQuestion question, string by) => new(question, Yes, Confidence, Rationale, Evidence) { By = by };
}
