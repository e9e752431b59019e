using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Tessera.Query.Fields;

namespace Tessera.Markets.Watching;

/// <summary>A market segment that watches conversations: those of a segment that was made for it are scored by its questions.</summary>
internal sealed record MarketWatch
{
    /// <summary>The market segment.</summary>
    public required string OId { get; init; }

    /// <summary>The query of the conversations it watches.</summary>
    public required string Query { get; init; }

    /// <summary>The questions that are asked, in the market segment's order.</summary>
    public required ImmutableArray<WatchedQuestion> Questions { get; init; }

    /// <summary>The number of the next field that is made: none is given twice.</summary>
    public int NextField { get; init; } = 1;

    /// <summary>Higher with every change of query or questions: scores of an earlier one are due anew.</summary>
    public long Revision { get; init; }

    /// <summary>The key that activated it last.</summary>
    public string ActivatedBy { get; init; } = "";

    public DateTimeOffset ActivatedAt { get; init; }

    /// <summary>The segment of the conversations it watches.</summary>
    public string SegmentId => SegmentIdOf(OId);

    /// <summary>The segment that is made for a market segment.</summary>
    public static string SegmentIdOf(string oId) => $"FIT_{oId}";

    /// <summary>A field that is made for a question.</summary>
    public static string FieldIdOf(string oId, int number) => string.Create(CultureInfo.InvariantCulture, $"q_{oId}_{number}");

    /// <summary>The market segment whose score or answer a query asks for, if it watches; null where it asks for anything else.</summary>
    public static string? Giver(FieldReference asked) => asked.Family switch
    {
        FieldFamily.Fit => asked.Name,
        FieldFamily.Data when asked.Name.StartsWith("q_", StringComparison.Ordinal) && asked.Name.LastIndexOf('_') is > 2 and var end =>
            asked.Name[2..end],
        _ => null,
    };
}

/// <summary>A question, and the structured data field that it became.</summary>
/// <param name="FieldId">The field.</param>
/// <param name="FieldVersion">The field's version that asks so.</param>
/// <param name="Question">The question.</param>
internal sealed record WatchedQuestion(string FieldId, int FieldVersion, QualifyingQuestion Question);

/// <summary>The market segments of a workspace that watch conversations, as of one commit.</summary>
internal sealed class Watches
{
    /// <summary>None.</summary>
    public static readonly Watches None = new([]);

    public Watches(IEnumerable<MarketWatch> watches)
    {
        All = watches.ToFrozenDictionary(watch => watch.OId, StringComparer.Ordinal);
        Fields = All.Values.SelectMany(watch => watch.Questions.Select(q => (watch, q)))
            .ToFrozenDictionary(w => w.q.FieldId, w => w, StringComparer.Ordinal);
    }

    /// <summary>All of them, by the market segments' ids.</summary>
    public FrozenDictionary<string, MarketWatch> All { get; }

    /// <summary>Their questions, by the fields' ids.</summary>
    public FrozenDictionary<string, (MarketWatch Watch, WatchedQuestion Asked)> Fields { get; }
}
