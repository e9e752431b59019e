using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Markets.Qualifying.Evaluation;

/// <summary>Measures a workspace's segments and their questions on companies of which it is known how well they fit.</summary>
internal sealed class QualificationEvaluation(MarketStore store, SegmentMatching matching)
{
    /// <summary>The report; 404 for a segment that isn't there, 400 where there is none at all; 503 as <see cref="Qualifier"/>.</summary>
    public async Task<Result<QualificationReport>> RunAsync(
        WorkspaceId workspace, IReadOnlyList<LabelledCompany> companies, CancellationToken cancellationToken)
    {
        var segments = store.ActiveSegments(workspace);
        var judged = new List<JudgedCompany>();
        foreach (var company in companies)
        {
            // Before any model is paid.
            var expected = company.Segment is { } named ? segments.Find(s => s.OId == named) ?? segments.Find(s => s.Name == named) : null;
            if (company.Segment is not null && expected is null)
                return Problem.NotFound($"{company.Path}.segment: there is no active segment {company.Segment}.");
            judged.Add(new JudgedCompany(company, expected, [], null!));
        }

        if (segments.Count == 0) return Problem.BadBody("There is no active segment to qualify for.");
        var tokens = 0L;
        for (var i = 0; i < judged.Count; i++)
        {
            var matches = await matching.RunAsync(workspace, segments, judged[i].Company.Text, judged[i].Expected?.OId, cancellationToken);
            if (matches.Problem is { } problem) return problem;
            var all = matches.Value!.Matches;
            judged[i] = judged[i] with { Matches = all, Scored = all.FirstOrDefault(m => m.Segment == judged[i].Expected) ?? all[0] };
            tokens += matches.Value!.Tokens;
        }

        return Report(judged, tokens);
    }

    static QualificationReport Report(List<JudgedCompany> judged, long tokens)
    {
        var results = judged.ConvertAll(Result);
        var segments = judged.Select(j => j.Scored.Segment).DistinctBy(s => s.OId).Select(segment => Of(segment, judged)).ToList();
        var summary = new QualificationSummary(
            results.Count, results.Count(r => r.Verdict == "right"), results.Count(r => r.Verdict == "wrong-match"),
            results.Count(r => r.Verdict == "wrong-score"),
            segments.Sum(s => s.Questions.Count(q => q.Separates == false)), results.Count(r => r.Uncovered is not null));
        // A company that needs no model's answer doesn't make the others' less the model's.
        var answerer = judged.Select(j => j.Scored.Qualified.Answerer).FirstOrDefault(a => a != Qualifier.BuiltIn) ?? Qualifier.BuiltIn;
        return new QualificationReport(answerer, tokens, summary, results, segments);
    }

    static CompanyResult Result(JudgedCompany judged)
    {
        var (company, best, scored) = (judged.Company, judged.Matches[0], judged.Scored);
        var (score, band) = (scored.Qualified.Score, Bands.Of(scored.Qualified.Score));
        // A company that fits nowhere may be nearest to any segment.
        var wrongMatch = judged.Expected is not null && company.Band != Bands.Bad && best.Segment.OId != judged.Expected.OId;
        var verdict = wrongMatch ? "wrong-match" : band == company.Band ? "right" : "wrong-score";
        var answers = scored.Qualified.Answers;
        return new CompanyResult(
            company.Name, company.Band, Of(best), Of(scored), band, verdict, answers.Count,
            answers.Count(a => a.Confidence == Confidence.Low), band == company.Band ? null : Uncovered(company.Band, score, answers));
    }

    // Scored too high, and nothing known speaks against it; or too low, and nothing known speaks for it.
    static string? Uncovered(string expected, double score, IReadOnlyList<QualifyingAnswer> answers)
    {
        var tooHigh = expected == Bands.Bad || (expected == Bands.Borderline && score > 5.5);
        var covered = answers.Any(a => a.Confidence != Confidence.Low && SpeaksFor(a) != tooHigh);
        return covered
            ? null
            : $"Nothing that is known of it speaks {(tooHigh ? "against" : "for")} a fit: no question covers why it should be {expected}.";
    }

    static SegmentResult Of(MarketEntity segment, List<JudgedCompany> judged)
    {
        var fits = judged.Where(j => j.Company.Band == Bands.Good && j.Scored.Segment.OId == segment.OId).ToList();
        var misfits = judged.Where(j =>
            (j.Company.Band == Bands.Bad && j.Scored.Segment.OId == segment.OId)
            || (j.Expected is { } other && j.Company.Band == Bands.Good && other.OId != segment.OId)).ToList();
        var all = judged.Where(j => j.Scored.Segment.OId == segment.OId).ToList();
        var questions = segment.Questions.Where(q => q.ArchivedAt is null).Select((question, place) =>
        {
            var (ours, theirs, any) = (Count(fits), Count(misfits), Count(all));
            bool? separates = ours.For(question.FitType) is { } of && theirs.For(question.FitType) is { } others ? of > others : null;
            return new QuestionResult(
                question.Question, question.FitType, question.Weight, ours, theirs, separates, any.Low * 2 > all.Count);

            AnswerCounts Count(List<JudgedCompany> companies)
            {
                var answers = companies.ConvertAll(c => c.Matches.First(m => m.Segment.OId == segment.OId).Qualified.Answers[place]);
                var known = answers.Where(a => a.Confidence != Confidence.Low).ToList();
                return new AnswerCounts(known.Count(a => a.Yes), known.Count(a => !a.Yes), answers.Count - known.Count);
            }
        });
        return new SegmentResult(segment.OId, segment.Name, [.. questions]);
    }

    static bool SpeaksFor(QualifyingAnswer answer) => answer.Yes == (answer.Question.FitType == "GOOD");

    static ScoredSegment Of(SegmentMatch match) => new(match.Segment.OId, match.Segment.Name, match.Qualified.Score);

    sealed record JudgedCompany(LabelledCompany Company, MarketEntity? Expected, IReadOnlyList<SegmentMatch> Matches, SegmentMatch Scored);
}
