using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Finds the value of one field in a transcript: the best candidate over the threshold, the last said among near equals.</summary>
internal sealed class FieldSearch(FieldProfile field, TranscriptReading transcript, CandidateCache cache)
{
    /// <summary>Less than this is a guess.</summary>
    const double Threshold = 0.45;

    /// <summary>Candidates this close are equals, and people who say a thing twice mean the last.</summary>
    const double NearEqual = 0.12;

    /// <summary>A correction wins over what it corrects though it is said more shortly.</summary>
    const double CorrectionLead = 0.4;

    /// <summary>From this score on a value is settled enough to be corrected: "change it to 821".</summary>
    const double Settled = 0.5;

    /// <summary>A correction counts as an answer to a fair question.</summary>
    const double Corrected = 0.75;

    /// <summary>A question that went by without an answer still counts this much, for values whose form tells them apart.</summary>
    const double Pending = 0.7;

    /// <summary>"I forgot my PIN" opens the matter like a question does.</summary>
    const double Mentioned = 0.85;

    /// <summary>The agent repeats a place as the other end of the journey: they know better what was meant.</summary>
    const double HeardOtherwise = 0.5;

    /// <summary>The answer to a question for something else.</summary>
    const double AnswersOther = 0.6;

    MessageReading? _message;
    Candidate _best;
    double _score;
    double _pending;

    /// <summary>The best candidate and its message, or null.</summary>
    public (MessageReading Message, Candidate Candidate)? Find()
    {
        foreach (var message in transcript.Messages)
        {
            if (message.Tokens.Length > 0)
                Read(message);
        }

        return _message is null ? null : (_message, _best);
    }

    void Read(MessageReading message)
    {
        var asked = Asked(message, out var other);
        if (message.Message.Sender == SenderRole.Customer)
            _pending = Math.Max(_pending, Math.Max(asked, Mentions(message) ? Mentioned : 0));
        if (field.List is not null)
            Weigh(message, field.List.Of(message), asked, other);
        foreach (var shape in field.Shapes)
        {
            if (shape.Kind != ShapeKind.Listed)
                Weigh(message, cache.Of(shape.Kind, message), asked, other);
        }
    }

    void Weigh(MessageReading message, List<Candidate> candidates, double asked, bool other)
    {
        var refused = candidates.Count > 0 && Corrections.FollowsRefusal(transcript, message);
        var open = candidates.Count > 0 && _message is not null && _message != message && IsTopicOpen(message);
        for (var i = 0; i < candidates.Count; i++)
        {
            // A value said twice in one message isn't corrected by itself.
            open &= _message != message;
            var candidate = candidates[i];
            var corrects = (!other || candidate.Kind is ShapeKind.Digits or ShapeKind.Code) && _score >= Settled && _best.Kind == candidate.Kind && Corrects(message, candidate, open, refused);
            var heardAs = Side.None;
            var echoed = candidate.Kind != ShapeKind.PersonName && Agreement.IsEchoed(transcript, message, candidate, out heardAs);
            var heardSo = heardAs != Side.None && heardAs == field.Side;
            corrects |= heardSo && _message != message;
            var agreed = Agreement.IsAgreed(transcript, message, candidate);
            var question = corrects || heardSo || (agreed && open && _best.Kind == candidate.Kind) ? Math.Max(asked, Corrected) : asked;
            if (_message is null && HasOwnForm(candidate))
                question = Math.Max(question, _pending * Pending);
            var score = CandidateScorer.Score(field, message, candidate, question, i == 0 || corrects, agreed, echoed);
            if (heardAs != Side.None && field.Side != Side.None && !heardSo)
                score *= HeardOtherwise;
            if (other && !corrects && candidate.Lead == Shapes.Lead.Answer)
                score *= AnswersOther;
            if (score < Threshold || (_message is not null && score <= _score - (open || corrects ? Lead(corrects || agreed) : 0)))
                continue;
            (_message, _best, _score) = (message, candidate, Math.Max(score, _score));
        }
    }

    /// <summary>How much worse a later candidate may be and still win. A name, once given, is only mentioned again.</summary>
    double Lead(bool corrects)
    {
        if (corrects)
            return CorrectionLead;
        return field.Shapes[0].Kind != ShapeKind.PersonName || field.Family ? NearEqual : 0;
    }

    static bool HasOwnForm(in Candidate candidate) =>
        candidate.Lead != Shapes.Lead.Bare && candidate.Kind is ShapeKind.Digits or ShapeKind.Code or ShapeKind.Email or ShapeKind.Phone or ShapeKind.Date;

    /// <summary>Whether <paramref name="message"/> speaks of the field by a telling word of its name.</summary>
    bool Mentions(MessageReading message)
    {
        for (var t = 0; t < message.Tokens.Length && t < 200; t++)
        {
            if (field.Cues.TryGetValue(message.Tokens[t].Stem, out var weight) && weight >= 0.9)
                return true;
        }

        return false;
    }

    bool Corrects(MessageReading message, in Candidate candidate, bool open, bool refused)
    {
        if (_message == message)
            return candidate.Kind != ShapeKind.PersonName && Corrections.IsWithin(message, _best, candidate);
        if (candidate.Kind == ShapeKind.PersonName)
            return field.Family && candidate.Lead == Shapes.Lead.Introduced;
        var ofMoment = candidate.Kind is ShapeKind.DayOfMonth or ShapeKind.Date or ShapeKind.Time or ShapeKind.Weekday;
        if (ofMoment && candidate.Lead != Shapes.Lead.Bare && field.Side != Side.None && Sides.Of(message, candidate) == field.Side)
            return true;
        return open && (Corrections.IsOne(message, candidate) || (refused && candidate.Kind is ShapeKind.Digits or ShapeKind.Code)) && IsOfSide(message, candidate);
    }

    /// <summary>Where a field is of one end of a journey, a correction has to speak of that end.</summary>
    bool IsOfSide(MessageReading message, in Candidate candidate) =>
        field.Side == Side.None || candidate.Kind is not (ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed)
        || Sides.Of(message, candidate) == field.Side || Sides.OfSentence(message, candidate.FirstToken) == field.Side;

    /// <summary>Whether what was said just before is still about the field: its value or a telling word of it is there.</summary>
    bool IsTopicOpen(MessageReading message)
    {
        if (_message!.Index >= message.Index - 2)
            return true;
        for (var i = message.Index; i >= 0 && i >= message.Index - 2; i--)
        {
            var tokens = transcript.Messages[i].Tokens;
            if (i < message.Index && Agreement.IndexOf(tokens, _message.Tokens.AsSpan(_best.FirstToken, _best.EndToken - _best.FirstToken)) >= 0)
                return true;
            for (var t = 0; t < tokens.Length && t < 200; t++)
            {
                if (field.Cues.TryGetValue(tokens[t].Stem, out var weight) && weight >= 0.5)
                    return true;
            }
        }

        return false;
    }

    /// <summary>How well the questions before <paramref name="message"/> ask for the field, and whether the nearest asks for something else.</summary>
    double Asked(MessageReading message, out bool other)
    {
        var asked = 0.0;
        other = false;
        foreach (var prompt in message.Prompts)
        {
            var match = QuestionMatch.Of(field, prompt.Asker, prompt.Sentence, out var otherKind);
            asked = Math.Max(asked, prompt.Nearness * match);
            other |= otherKind && prompt.Nearness >= 0.9;
        }

        return asked;
    }
}
