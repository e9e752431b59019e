using System.Globalization;
using System.Text;
using Tessera.Cli;

namespace Tessera.Markets.Qualifying.Evaluation;

/// <summary>Writes a report for people.</summary>
internal static class QualificationReportTable
{
    /// <summary>The companies, then the questions of each segment, then a sentence.</summary>
    public static string Write(QualificationReport report)
    {
        var text = new StringBuilder();
        TextTable.Append(
            text,
            [["company", "expected", "score", "band", "scored for", "best match", "unknown", "verdict"], .. report.Companies.Select(Row)],
            "llrlllrl");
        foreach (var company in report.Companies.Where(c => c.Uncovered is not null))
            text.Append(CultureInfo.InvariantCulture, $"{company.Name}: {company.Uncovered}\n");
        foreach (var segment in report.Segments)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{segment.Name} ({segment.OId})\n");
            TextTable.Append(text, [["weight", "kind", "fits", "misfits", "", "question"], .. segment.Questions.Select(Row)], "llllll");
        }

        var sum = report.Summary;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{sum.Companies} companies, answered by {report.Answerer}: {sum.Right} right, {sum.WrongMatches} wrong matches, {sum.WrongScores} wrong scores; ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{sum.NotSeparating} questions don't separate, {sum.Uncovered} misses that no question covers. Fits and misfits are Yes/No/unknown.\n");
        return text.ToString();
    }

    static string[] Row(CompanyResult company) =>
    [
        company.Name, company.ExpectedBand, company.Scored.Score.ToString("0.0", CultureInfo.InvariantCulture), company.Band ?? "-",
        company.Scored.Name, company.Matched.Name,
        string.Create(CultureInfo.InvariantCulture, $"{company.LowConfidence} of {company.Questions}"), company.Verdict,
    ];

    static string[] Row(QuestionResult question) =>
    [
        question.Weight, question.FitType, Counts(question.Fits), Counts(question.Misfits),
        question.Separates == false ? "doesn't separate" : question.IsMostlyUnknown ? "mostly unknown" : "", question.Question,
    ];

    static string Counts(AnswerCounts counts) => string.Create(CultureInfo.InvariantCulture, $"{counts.Yes}/{counts.No}/{counts.Low}");
}
