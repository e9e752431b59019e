using Tessera.Fields;

namespace Tessera.Extraction.Evaluation;

/// <summary>An answer that isn't right.</summary>
/// <param name="Line">The line of the conversation.</param>
/// <param name="Conversation">The conversation.</param>
/// <param name="Answer">What the extractor said.</param>
/// <param name="Accepted">What would have been right, as <see cref="ValueForm"/>; none where the truth has no value.</param>
internal sealed record Mistake(int Line, LabelledConversation Conversation, ExtractedValue Answer, IReadOnlyList<string> Accepted);

/// <summary>
/// Holds what an extractor finds against the truth. A field is asked of the conversations that have the task of one of its slots. A found value is right
/// when its <see cref="ValueForm"/> is that of any of its slots' values. What counts as what is said at <see cref="Score"/> and in docs/extraction.md.
/// </summary>
internal sealed class ExtractionEvaluation(IExtractor extractor, FieldMapping mapping)
{
    readonly Score[] _scores = [.. mapping.Fields.Select(_ => new Score())];
    int _conversations;
    int _badLines;
    int _found;
    int _verified;

    /// <summary>Told of every answer that isn't right.</summary>
    public Action<Mistake>? OnMistake { get; set; }

    /// <summary>Counts a line that was no conversation.</summary>
    public void AddBadLine() => _badLines++;

    /// <summary>Asks every field that belongs to <paramref name="conversation"/> and counts the answers.</summary>
    public async ValueTask AddAsync(LabelledConversation conversation, int line, CancellationToken cancellationToken)
    {
        _conversations++;
        var asked = Enumerable.Range(0, mapping.Fields.Count).Where(i => IsAsked(mapping.Fields[i], conversation)).ToArray();
        if (asked.Length == 0)
            return;
        var values = await extractor.ExtractAsync(conversation.Transcript, [.. asked.Select(i => mapping.Fields[i])], cancellationToken);
        for (var i = 0; i < asked.Length; i++)
        {
            var field = mapping.Fields[asked[i]];
            var accepted = Accepted(field, conversation);
            Verify(conversation.Transcript, values[i]);
            var outcome = Outcome(values[i], accepted);
            _scores[asked[i]] += outcome;
            if (outcome.Wrong + outcome.Extra + outcome.Missed > 0)
                OnMistake?.Invoke(new Mistake(line, conversation, values[i], accepted));
        }
    }

    /// <summary>The scores so far.</summary>
    public EvaluationReport Report()
    {
        var fields = mapping.Fields.Select((f, i) => KeyValuePair.Create(f.Id, _scores[i])).ToArray();
        var byId = fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        return new EvaluationReport
        {
            Conversations = _conversations,
            BadLines = _badLines,
            Found = _found,
            Verified = _verified,
            Fields = fields,
            Groups = [.. mapping.Groups.Select(g => KeyValuePair.Create(g.Key, g.Value.Aggregate(new Score(), (sum, id) => sum + byId[id])))],
        };
    }

    bool IsAsked(StructuredDataField field, LabelledConversation conversation)
    {
        foreach (var key in mapping.Truth[field.Id])
        {
            if (field.Kind == FieldKind.Question ? conversation.Questions.ContainsKey(key) : conversation.Tasks.Contains(TaskOf(key)))
                return true;
        }

        return false;
    }

    static string TaskOf(string slot) => slot.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? slot[..dot] : slot;

    /// <summary>The true values, or none. An agent who keyed nothing, or the word null, keyed no value.</summary>
    string[] Accepted(StructuredDataField field, LabelledConversation conversation)
    {
        if (field.Kind == FieldKind.Question)
            return [.. mapping.Truth[field.Id].Where(conversation.Questions.ContainsKey).Select(k => conversation.Questions[k] ? "yes" : "no").Distinct(StringComparer.Ordinal)];
        return [.. mapping.Truth[field.Id].Select(k => conversation.Slots.GetValueOrDefault(k)?.Trim())
            .Where(v => !string.IsNullOrEmpty(v) && !v.Equals("null", StringComparison.OrdinalIgnoreCase)).Select(v => ValueForm.Of(v!))];
    }

    static Score Outcome(ExtractedValue value, string[] accepted)
    {
        var score = new Score { Asked = 1, Support = accepted.Length > 0 ? 1 : 0 };
        if (value.Outcome != ExtractionOutcome.Found)
            return accepted.Length > 0 ? score with { Missed = 1 } : score;
        if (accepted.Length == 0)
            return score with { Extra = 1 };
        return Array.IndexOf(accepted, ValueForm.Of(value.Normalized!)) >= 0 ? score with { Right = 1 } : score with { Wrong = 1 };
    }

    void Verify(Transcript transcript, ExtractedValue value)
    {
        if (value.Outcome != ExtractionOutcome.Found)
            return;
        _found++;
        var evidence = value.Evidence;
        var message = transcript.Messages.FirstOrDefault(m => m.Id == evidence?.MessageId);
        if (evidence is not null && message is not null && message.Sender != SenderRole.System && evidence.Start >= 0 && evidence.Start < evidence.End
            && evidence.End <= message.Text.Length && message.Text.AsSpan(evidence.Start, evidence.End - evidence.Start).SequenceEqual(evidence.Quote))
        {
            _verified++;
        }
    }
}
