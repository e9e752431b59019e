namespace Tessera.Markets.Qualifying.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Answerer">Who answered the questions.</param>
/// <param name="Usage">The tokens a model used.</param>
/// <param name="Summary">It all in a few figures.</param>
/// <param name="Companies">Each company, in the order they were given.</param>
/// <param name="Segments">The questions of each segment that a company was scored for.</param>
internal sealed record QualificationReport(
    string Answerer, long Usage, QualificationSummary Summary, IReadOnlyList<CompanyResult> Companies,
    IReadOnlyList<SegmentResult> Segments)
{
    /// <summary>One as the API's description shows it.</summary>
    public static readonly QualificationReport Example = new(
        Qualifier.BuiltIn, 0, new QualificationSummary(1, 0, 0, 1, 1, 1),
        [
            new CompanyResult(
                "Paper Brokers", Bands.Bad, new ScoredSegment("sg_V1StGXR8Z5jdHi6B-myTa", "Fleets", 5.5),
                new ScoredSegment("sg_V1StGXR8Z5jdHi6B-myTa", "Fleets", 5.5), Bands.Borderline, "wrong-score", 2, 1,
                "Nothing that is known of it speaks against a fit: no question covers why it should be BAD."),
        ],
        [
            new SegmentResult(
                "sg_V1StGXR8Z5jdHi6B-myTa", "Fleets",
                [new QuestionResult(
                    "Does the company run its own fleet?", "GOOD", "HIGH", new AnswerCounts(1, 0, 0), new AnswerCounts(1, 0, 0), false,
                    false)]),
        ]);
}

/// <summary>An evaluation in a few figures.</summary>
/// <param name="Companies">How many companies.</param>
/// <param name="Right">Of how many the segment and the band are as expected.</param>
/// <param name="WrongMatches">How many another segment fits better than the expected one.</param>
/// <param name="WrongScores">How many are scored for the right segment, but in another band.</param>
/// <param name="NotSeparating">How many questions answer no better for companies that fit than for others.</param>
/// <param name="Uncovered">How many companies are scored wrongly with no question that speaks for the expected band.</param>
internal sealed record QualificationSummary(int Companies, int Right, int WrongMatches, int WrongScores, int NotSeparating, int Uncovered);

/// <summary>A company's score beside what was expected.</summary>
/// <param name="Name">The company.</param>
/// <param name="ExpectedBand"><c>GOOD</c> 8 to 10, <c>BORDERLINE</c> 4 to 6, <c>BAD</c> 1 to 3.</param>
/// <param name="Matched">The segment that fits best.</param>
/// <param name="Scored">The segment it is judged by: the expected one, or else the best; the sub-score is this one's.</param>
/// <param name="Band">The band of that score; absent for 7, which lies between two.</param>
/// <param name="Verdict"><c>right</c>, <c>wrong-match</c> or <c>wrong-score</c>.</param>
/// <param name="Questions">How many questions were asked.</param>
/// <param name="LowConfidence">How many of them have no grounded answer.</param>
/// <param name="Uncovered">Why no question could have told; absent where one could.</param>
internal sealed record CompanyResult(
    string Name, string ExpectedBand, ScoredSegment Matched, ScoredSegment Scored, string? Band, string Verdict, int Questions,
    int LowConfidence, string? Uncovered);

/// <summary>A segment and a score for it.</summary>
internal sealed record ScoredSegment(string OId, string Name, double Score);

/// <summary>The questions of a segment.</summary>
internal sealed record SegmentResult(string OId, string Name, IReadOnlyList<QuestionResult> Questions);

/// <summary>How a question answers.</summary>
/// <param name="Question">The question.</param>
/// <param name="FitType">Whether a fit answers Yes (<c>GOOD</c>) or a misfit does (<c>BAD</c>).</param>
/// <param name="Weight">What it weighs.</param>
/// <param name="Fits">Its answers for companies that should fit the segment.</param>
/// <param name="Misfits">Its answers for companies that should fit another segment, or none.</param>
/// <param name="Separates">Whether it speaks for a fit more often for those that fit; absent where it is known of too few.</param>
/// <param name="IsMostlyUnknown">Whether more than half of its answers are LOW.</param>
internal sealed record QuestionResult(
    string Question, string FitType, string Weight, AnswerCounts Fits, AnswerCounts Misfits, bool? Separates, bool IsMostlyUnknown);

/// <summary>How often a question was answered so; what has LOW confidence is neither Yes nor No.</summary>
internal sealed record AnswerCounts(int Yes, int No, int Low)
{
    /// <summary>Of the answers that are known, the share that speaks for a fit; null where none is known.</summary>
    public double? For(string fitType) => Yes + No == 0 ? null : (double)(fitType == "GOOD" ? Yes : No) / (Yes + No);
}
