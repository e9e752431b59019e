using System.Collections.Immutable;

namespace Tessera.Extraction.BackFills;

/// <summary>What became of the values of one field, in conversations: each counts in one place.</summary>
internal sealed record FieldCounts
{
    /// <summary>A value where there was none.</summary>
    public long Added { get; init; }

    /// <summary>Another value than before.</summary>
    public long Changed { get; init; }

    /// <summary>The same value as before.</summary>
    public long Unchanged { get; init; }

    /// <summary>No value where there was one.</summary>
    public long Removed { get; init; }

    /// <summary>No value, now as before.</summary>
    public long Absent { get; init; }

    /// <summary>Only a model could answer, and there is none.</summary>
    public long Unanswered { get; init; }

    /// <summary>No answer that could be used.</summary>
    public long Failed { get; init; }

    public FieldCounts Plus(ValueFate fate) => fate switch
    {
        ValueFate.Added => this with { Added = Added + 1 },
        ValueFate.Changed => this with { Changed = Changed + 1 },
        ValueFate.Unchanged => this with { Unchanged = Unchanged + 1 },
        ValueFate.Removed => this with { Removed = Removed + 1 },
        ValueFate.Absent => this with { Absent = Absent + 1 },
        ValueFate.Unanswered => this with { Unanswered = Unanswered + 1 },
        _ => this with { Failed = Failed + 1 },
    };
}

/// <summary>What became of one value.</summary>
/// <remarks>Persisted by name.</remarks>
internal enum ValueFate
{
    Added,
    Changed,
    Unchanged,
    Removed,
    Absent,
    Unanswered,
    Failed,
}

/// <summary>One value that changed or failed.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="FieldId">The field; null where the whole conversation failed.</param>
/// <param name="Before">The value before, or null.</param>
/// <param name="After">The value now, or null.</param>
/// <param name="Reason">Why it failed, or null.</param>
internal sealed record ValueSample(ValueFate Fate, string ConversationId, string? FieldId, string? Before, string? After, string? Reason);

/// <summary>A conversation that had no answer for a reason that may pass, how often, and why.</summary>
internal sealed record Trouble(int Attempts, string Reason);

/// <summary>
/// How far a back-fill has come and what it has found so far. It is written in one commit with the values of each conversation, so it
/// counts every conversation once, whenever the process ends.
/// </summary>
internal sealed record BackFillProgress
{
    /// <summary>How many samples are kept of each fate.</summary>
    public const int MostSamples = 5;

    /// <summary>How many conversations there were when it was made; estimated, where not all are taken.</summary>
    public long Total { get; init; }

    /// <summary>Conversations that are done, those that failed among them.</summary>
    public long Done { get; init; }

    /// <summary>Of these, the ones that failed wholly: they were tried again, and given up.</summary>
    public long GivenUp { get; init; }

    /// <summary>Whether all have been come to: only those in <see cref="Troubled"/> are left.</summary>
    public bool Finished { get; init; }

    /// <summary>Conversations up to this id are done or in <see cref="Troubled"/>.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Conversations behind the cursor that are, too: several are worked on at a time.</summary>
    public ImmutableSortedSet<string> Beyond { get; init => field = value.WithComparer(StringComparer.Ordinal); } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Conversations to be tried again at the end.</summary>
    public ImmutableSortedDictionary<string, Trouble> Troubled { get; init => field = value.WithComparers(StringComparer.Ordinal); } =
        ImmutableSortedDictionary.Create<string, Trouble>(StringComparer.Ordinal);

    /// <summary>What became of the values, by field.</summary>
    public ImmutableSortedDictionary<string, FieldCounts> Fields { get; init => field = value.WithComparers(StringComparer.Ordinal); } =
        ImmutableSortedDictionary.Create<string, FieldCounts>(StringComparer.Ordinal);

    /// <summary>The first ones of each fate but the dull ones.</summary>
    public ImmutableList<ValueSample> Samples { get; init; } = [];

    /// <summary>With a conversation done, of which these values were found.</summary>
    public BackFillProgress With(
        string conversationId, IReadOnlyDictionary<string, string> before, IReadOnlyList<StructuredDataValue> values)
    {
        var (fields, samples) = (Fields, Samples);
        foreach (var value in values)
        {
            var earlier = before.GetValueOrDefault(value.FieldId);
            var fate = FateOf(earlier, value.Extracted);
            fields = fields.SetItem(value.FieldId, fields.GetValueOrDefault(value.FieldId, new FieldCounts()).Plus(fate));
            samples = Add(
                samples, new ValueSample(fate, conversationId, value.FieldId, earlier, value.Extracted.Value, value.Extracted.Reason));
        }

        return this with { Done = Done + 1, Fields = fields, Samples = samples, Troubled = Troubled.Remove(conversationId) };
    }

    /// <summary>With one more attempt at a conversation that came to nothing.</summary>
    public BackFillProgress WithTrouble(string conversationId, string reason) => this with
    {
        Troubled = Troubled.SetItem(conversationId, new Trouble((Troubled.GetValueOrDefault(conversationId)?.Attempts ?? 0) + 1, reason)),
    };

    /// <summary>With a conversation given up.</summary>
    public BackFillProgress WithGivenUp(string conversationId, string reason) => this with
    {
        Done = Done + 1,
        GivenUp = GivenUp + 1,
        Troubled = Troubled.Remove(conversationId),
        Samples = Add(Samples, new ValueSample(ValueFate.Failed, conversationId, null, null, null, reason)),
    };

    /// <summary>What becomes of a value that was this before.</summary>
    public static ValueFate FateOf(string? before, ExtractedValue now) => now switch
    {
        { Value: { } value } => before is null ? ValueFate.Added : before == value ? ValueFate.Unchanged : ValueFate.Changed,
        { Outcome: ExtractionOutcome.NoModel } => ValueFate.Unanswered,
        { Outcome: ExtractionOutcome.Failed } => ValueFate.Failed,
        _ => before is null ? ValueFate.Absent : ValueFate.Removed,
    };

    static ImmutableList<ValueSample> Add(ImmutableList<ValueSample> samples, ValueSample sample) =>
        sample.Fate is ValueFate.Absent or ValueFate.Unanswered or ValueFate.Unchanged
            || samples.Count(s => s.Fate == sample.Fate) >= MostSamples
            ? samples
            : samples.Add(sample);
}
