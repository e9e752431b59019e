using Tessera.Usage;

namespace Tessera.Extraction.Evaluation;

/// <summary>
/// Gathers what candidates answered and makes the report of it. It serves the command and the endpoint alike. What counts as what is said
/// in docs/evaluation.md.
/// </summary>
/// <param name="fields">The ids of the fields, in the order of the report.</param>
/// <param name="candidates">The names of the candidates.</param>
/// <param name="groups">Fields that are scored together, under names of their own.</param>
internal sealed class Scoreboard(
    IReadOnlyList<string> fields, IReadOnlyList<string> candidates, IReadOnlyDictionary<string, IReadOnlyList<string>> groups)
{
    readonly List<IReadOnlyList<CaseAnswers>> _cases = [];

    /// <summary>Conversations so far.</summary>
    public int Conversations => _cases.Count;

    /// <summary>What each candidate answered to one of them.</summary>
    public IReadOnlyList<CaseAnswers> AnswersTo(int place) => _cases[place];

    /// <summary>Adds a conversation: what each candidate answered to it, in their order.</summary>
    public void Add(IReadOnlyList<CaseAnswers> byCandidate) => _cases.Add(byCandidate);

    /// <summary>The report of all so far.</summary>
    /// <param name="costs">What each candidate's calls of models were, in the candidates' order; empty for none.</param>
    /// <param name="noWorseThan">What the others have to hold against; null for nothing.</param>
    public EvaluationReport Report(IReadOnlyList<IReadOnlyList<UsageRow>> costs, NoWorseThan? noWorseThan) => new(
        Conversations,
        [.. candidates.Select((name, candidate) => Of(name, candidate, costs.ElementAtOrDefault(candidate) ?? []))],
        [.. from one in Enumerable.Range(0, candidates.Count)
            from other in Enumerable.Range(one + 1, candidates.Count - one - 1)
            select Agree(one, other)],
        noWorseThan is null ? null : Gate(noWorseThan));

    CandidateReport Of(string name, int candidate, IReadOnlyList<UsageRow> calls)
    {
        var byField = fields.Select(field => Measure(field, candidate, [field], Cost(calls, field))).ToList();
        var supported = byField.Where(field => field.Support > 0).Select(field => field.Score.F1);
        return new CandidateReport(
            name,
            byField,
            [.. groups.Select(group => Measure(group.Key, candidate, [.. group.Value], cost: null))],
            Measure("total", candidate, [.. fields], Cost(calls, field: null)),
            Math.Round(supported.DefaultIfEmpty(0).Average(), 4));
    }

    static UsageGroup? Cost(IReadOnlyList<UsageRow> calls, string? field)
    {
        if (calls.Count == 0) return null;
        var usage = UsageReport.Of(calls, UsageReport.GroupingBy("field")!, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        return field is null ? usage.Total
            : usage.Groups.FirstOrDefault(group => group.Group == field) is { } own ? own with { Group = null }
            : null;
    }

    Measures Measure(string name, int candidate, HashSet<string> included, UsageGroup? cost)
    {
        var (byConversation, times) = (new List<Score>(), new List<long>());
        var (failed, ungrounded, verified) = (0, 0, 0);
        foreach (var answers in _cases.Select(byCandidate => byCandidate[candidate]))
        {
            var score = default(Score);
            foreach (var judgement in answers.Judgements.Where(judgement => included.Contains(judgement.Answer.FieldId)))
            {
                score += judgement.Score;
                failed += judgement.Answer.Outcome == ExtractionOutcome.Failed ? 1 : 0;
                ungrounded += judgement.Answer.Outcome == ExtractionOutcome.Ungrounded ? 1 : 0;
                verified += judgement.Verified ? 1 : 0;
            }

            if (score.Asked == 0) continue;
            byConversation.Add(score);
            times.Add(answers.Microseconds);
        }

        var all = Score.Sum(byConversation);
        return new Measures
        {
            Name = name,
            Asked = all.Asked,
            Support = all.Support,
            Right = all.Right,
            Wrong = all.Wrong,
            Extra = all.Extra,
            Missed = all.Missed,
            Failed = failed,
            Ungrounded = ungrounded,
            Verified = verified,
            Precision = Rate.Wilson(all.Right, all.Given),
            Recall = Rate.Wilson(all.Right, all.Support),
            F1 = Rate.BootstrappedF1(byConversation),
            Accuracy = Rate.Wilson(all.Correct, all.Asked),
            Grounded = Rate.Wilson(verified, all.Given + ungrounded),
            Abstention = Rate.Wilson(all.Asked - all.Given, all.Asked),
            Latency = Latency.Of(times),
            Cost = cost,
        };
    }

    Agreement Agree(int one, int other)
    {
        var counts = fields.ToDictionary(field => field, _ => (Asked: 0, Same: 0), StringComparer.Ordinal);
        foreach (var answers in _cases)
        {
            foreach (var (a, b) in answers[one].Judgements.Zip(answers[other].Judgements))
            {
                if (a.Answer.Outcome == ExtractionOutcome.Failed || b.Answer.Outcome == ExtractionOutcome.Failed) continue;
                var count = counts[a.Answer.FieldId];
                counts[a.Answer.FieldId] = (count.Asked + 1, count.Same + (a.Form == b.Form ? 1 : 0));
            }
        }

        var (asked, same) = (counts.Values.Sum(c => c.Asked), counts.Values.Sum(c => c.Same));
        return new Agreement(
            candidates[one],
            candidates[other],
            asked,
            same,
            Rate.Wilson(same, asked),
            [.. fields.Select(
                field => new FieldAgreement(
                    field, counts[field].Asked, counts[field].Same, Rate.Wilson(counts[field].Same, counts[field].Asked)))]);
    }

    List<GateResult> Gate(NoWorseThan wanted)
    {
        var baseline = candidates.Index().First(candidate => candidate.Item == wanted.Baseline).Index;
        return [.. candidates.Index().Where(candidate => candidate.Index != baseline)
            .Select(candidate => wanted.Hold(candidate.Item, [.. Pairs(candidate.Index)]))];

        IEnumerable<(Score Candidate, Score Baseline)> Pairs(int candidate) =>
            _cases.Select(answers => (SumOf(answers[candidate]), SumOf(answers[baseline])));

        Score SumOf(CaseAnswers answers) =>
            Score.Sum(
                answers.Judgements.Where(judgement => wanted.FieldId is null || judgement.Answer.FieldId == wanted.FieldId)
                    .Select(judgement => judgement.Score));
    }
}
