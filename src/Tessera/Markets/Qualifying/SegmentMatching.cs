using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Markets.Qualifying;

/// <summary>How well a company fits one of several segments.</summary>
internal sealed record SegmentMatch(MarketEntity Segment, QualifiedAnswers Qualified);

/// <summary>How well a company fits several segments.</summary>
/// <param name="Matches">The best first; of equals in the order they were given.</param>
/// <param name="Note">What didn't go as it should; null where all did.</param>
/// <param name="Tokens">What a model used for it.</param>
internal sealed record MatchedSegments(IReadOnlyList<SegmentMatch> Matches, string? Note, long Tokens);

/// <summary>Scores a company against several segments. What two of them ask alike is asked once.</summary>
internal sealed class SegmentMatching(Qualifier qualifier)
{
    /// <summary>Of more segments a model is asked only for those that the facts speak for most.</summary>
    public const int MostSegments = 10;

    /// <summary>The segments with their answers; 503 as <see cref="Qualifier"/>.</summary>
    /// <param name="workspace">Whose segments they are.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="text">What is known of the company.</param>
    /// <param name="wanted">The id of one that must be among them, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Result<MatchedSegments>> RunAsync(
        WorkspaceId workspace, IReadOnlyList<MarketEntity> segments, string text, string? wanted, CancellationToken cancellationToken)
    {
        List<KnownText> texts = [new(text)];
        var qualified = segments.ToDictionary(s => s.OId, s => Qualifier.ByFacts(s.Questions, texts), StringComparer.Ordinal);
        var chosen = segments.OrderByDescending(s => s.OId == wanted).ThenByDescending(s => qualified[s.OId].Score).Take(MostSegments)
            .ToList();
        var questions = chosen.SelectMany(s => s.Questions).Where(q => q.ArchivedAt is null).DistinctBy(Asked).ToList();
        var answered = await qualifier.AnswerAsync(
            new QualifyOrder(workspace, [.. chosen.Select(s => s.OId)], questions, texts), cancellationToken);
        if (answered.Problem is { } problem) return problem;
        var answers = answered.Value!;
        var byQuestion = answers.Answers.ToDictionary(a => Asked(a.Question));
        foreach (var segment in chosen)
        {
            qualified[segment.OId] = answers with
            {
                Answers = [.. segment.Questions.Where(q => q.ArchivedAt is null).Select(q => byQuestion[Asked(q)] with { Question = q })],
            };
        }

        var matches = segments.Select(s => new SegmentMatch(s, qualified[s.OId])).OrderByDescending(match => match.Qualified.Score);
        return new MatchedSegments([.. matches], answers.Note, answers.Tokens);
    }

    static (string Question, string Rationale) Asked(QualifyingQuestion question) => (question.Question, question.Rationale);
}
