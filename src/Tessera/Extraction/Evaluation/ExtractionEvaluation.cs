using Tessera.Fields;

namespace Tessera.Extraction.Evaluation;

/// <summary>An answer that isn't right.</summary>
/// <param name="Line">The line of the conversation.</param>
/// <param name="Answer">What the extractor said.</param>
/// <param name="Accepted">What would have been right, as <see cref="ValueForm"/>; none where the truth has no value.</param>
internal sealed record Mistake(int Line, ExtractedValue Answer, IReadOnlyList<string> Accepted);

/// <summary>
/// Holds what an extractor finds against the truth. A field is asked of the conversations that have the task of one of its slots. A found
/// value is right when its <see cref="ValueForm"/> is that of any of its slots' values. What counts as what is said at <see cref="Score"/>
/// and in docs/extraction.md.
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
        var fields = asked.Select(i => mapping.Fields[i]).ToArray();
        var values = await extractor.ExtractAsync(conversation.Transcript, fields, cancellationToken);
        for (var i = 0; i < asked.Length; i++)
        {
            var accepted = Accepted(fields[i], conversation);
            var score = Judge(values[i], accepted);
            _scores[asked[i]] += score;
            if (score.Wrong + score.Extra + score.Missed > 0)
                OnMistake?.Invoke(new Mistake(line, values[i], accepted));
            if (values[i].Outcome != ExtractionOutcome.Found)
                continue;
            _found++;
            if (IsVerified(conversation.Transcript, values[i].Evidence))
                _verified++;
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
            Groups = [.. mapping.Groups.Select(g => KeyValuePair.Create(g.Key, Score.Sum(g.Value.Select(id => byId[id]))))],
        };
    }

    bool IsAsked(StructuredDataField field, LabelledConversation conversation) =>
        mapping.Truth[field.Id].Any(key => field.Kind == FieldKind.Question
            ? conversation.Questions.ContainsKey(key)
            : conversation.Tasks.Contains(TaskOf(key)));

    static string TaskOf(string slot) => slot.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? slot[..dot] : slot;

    /// <summary>The true values, or none. An agent who keyed nothing, or the word null, keyed no value.</summary>
    string[] Accepted(StructuredDataField field, LabelledConversation conversation)
    {
        var keys = mapping.Truth[field.Id];
        if (field.Kind == FieldKind.Question)
            return [.. keys.Where(conversation.Questions.ContainsKey).Select(k => conversation.Questions[k] ? "yes" : "no").Distinct()];
        return
        [
            .. keys.Select(k => conversation.Slots.GetValueOrDefault(k, "").Trim())
                .Where(v => v.Length > 0 && !v.Equals("null", StringComparison.OrdinalIgnoreCase)).Select(ValueForm.Of),
        ];
    }

    static Score Judge(ExtractedValue value, string[] accepted)
    {
        var score = new Score { Asked = 1, Support = accepted.Length > 0 ? 1 : 0 };
        if (value.Outcome != ExtractionOutcome.Found)
            return accepted.Length > 0 ? score with { Missed = 1 } : score;
        if (accepted.Length == 0)
            return score with { Extra = 1 };
        var right = accepted.Contains(ValueForm.Of(value.Normalized!), StringComparer.Ordinal);
        return right ? score with { Right = 1 } : score with { Wrong = 1 };
    }

    static bool IsVerified(Transcript transcript, Evidence? evidence)
    {
        var message = transcript.Messages.FirstOrDefault(m => m.Id == evidence?.MessageId);
        if (evidence is null || message is null || message.Sender == SenderRole.System)
            return false;
        var isRange = evidence.Start >= 0 && evidence.Start < evidence.End && evidence.End <= message.Text.Length;
        return isRange && message.Text[evidence.Start..evidence.End] == evidence.Quote;
    }
}
