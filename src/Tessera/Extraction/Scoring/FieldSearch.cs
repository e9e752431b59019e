using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>
/// Finds the value of one field in a transcript: it reads the messages in order and keeps the best candidate over the threshold, the last
/// said among near equals.
/// </summary>
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

    /// <summary>From this nearness on a question is the one just asked.</summary>
    const double JustAsked = 0.9;

    /// <summary>What a message is about is in its first words, should it have thousands.</summary>
    const int TopicTokens = 200;

    /// <summary>A value is still spoken of when it was said, or its field named, within this many messages.</summary>
    const int TopicMessages = 2;

    /// <summary>Of a message with thousands of values of a kind only the first are weighed: nobody answers a question so.</summary>
    const int MostCandidates = 500;

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
            _pending = Math.Max(_pending, Names(message.Tokens, FieldProfile.NameCue) ? Math.Max(asked, Mentioned) : asked);
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
        if (candidates.Count == 0)
            return;
        var refused = Corrections.FollowsRefusal(transcript, message);
        var open = _message is not null && _message != message && IsTopicOpen(message);
        for (var i = 0; i < candidates.Count && i < MostCandidates; i++)
        {
            var candidate = candidates[i];
            open &= _message != message;
            var echoed = Agreement.IsEchoed(transcript, message, candidate, out var heardAs);
            var heardSo = heardAs != Side.None && heardAs == field.Side;
            var agreed = Agreement.IsAgreed(transcript, message, candidate);
            var corrects = (heardSo && _message != message) || IsCorrection(message, candidate, open, other, refused);
            var question = asked;
            if (corrects || heardSo || (agreed && open && _best.Kind == candidate.Kind))
                question = Math.Max(question, Corrected);
            if (_message is null && HasOwnForm(candidate))
                question = Math.Max(question, _pending * Pending);
            var score = CandidateScorer.Score(field, message, candidate, new Context(question, i == 0 || corrects, agreed, echoed));
            if (heardAs != Side.None && field.Side != Side.None && !heardSo)
                score *= HeardOtherwise;
            if (other && !corrects && candidate.Lead == Lead.Answer)
                score *= AnswersOther;
            Keep(message, candidate, score, !corrects && !open ? 0 : LeadOver(corrects || agreed));
        }
    }

    void Keep(MessageReading message, in Candidate candidate, double score, double lead)
    {
        if (score >= Threshold && (_message is null || score > _score - lead))
            (_message, _best, _score) = (message, candidate, Math.Max(score, _score));
    }

    /// <summary>How much worse a later candidate may be and still win. A name, once given, is only mentioned again.</summary>
    double LeadOver(bool corrects)
    {
        if (corrects)
            return CorrectionLead;
        return field.Shapes[0].Kind != ShapeKind.PersonName || field.Family ? NearEqual : 0;
    }

    bool IsCorrection(MessageReading message, in Candidate candidate, bool open, bool other, bool refused)
    {
        var isNumber = candidate.Kind is ShapeKind.Digits or ShapeKind.Code;
        if (_score < Settled || _best.Kind != candidate.Kind || (other && !isNumber))
            return false;
        if (candidate.Kind == ShapeKind.PersonName)
            return _message != message && field.Family && candidate.Lead == Lead.Introduced;
        if (_message == message)
            return Corrections.IsWithin(message, _best, candidate);
        if (candidate.IsMoment && candidate.Lead != Lead.Bare && field.Side != Side.None && Sides.Of(message, candidate) == field.Side)
            return true;
        return open && (Corrections.IsOne(message, candidate) || (refused && isNumber)) && IsOfSide(message, candidate);
    }

    /// <summary>Where a field is of one end of a journey, a correction has to speak of that end.</summary>
    bool IsOfSide(MessageReading message, in Candidate candidate) =>
        field.Side == Side.None || !candidate.IsPlaceLike || Sides.Of(message, candidate) == field.Side
        || Sides.OfSentence(message, candidate.FirstToken) == field.Side;

    static bool HasOwnForm(in Candidate candidate) =>
        candidate.Lead != Lead.Bare
        && candidate.Kind is ShapeKind.Digits or ShapeKind.Code or ShapeKind.Email or ShapeKind.Phone or ShapeKind.Date;

    /// <summary>Whether what was said just before is still about the field: its value or a telling word of it is there.</summary>
    bool IsTopicOpen(MessageReading message)
    {
        if (_message!.Index >= message.Index - TopicMessages || Names(message.Tokens, FieldProfile.TellingCue))
            return true;
        var value = _message.Tokens.AsSpan(_best.FirstToken, _best.TokenCount);
        for (var i = message.Index - 1; i >= message.Index - TopicMessages; i--)
        {
            var tokens = transcript.Messages[i].Tokens;
            if (Names(tokens, FieldProfile.TellingCue) || Agreement.IndexOf(tokens, value) >= 0)
                return true;
        }

        return false;
    }

    /// <summary>Whether <paramref name="tokens"/> have a word of the field of at least this weight.</summary>
    bool Names(Token[] tokens, double least)
    {
        for (var i = 0; i < tokens.Length && i < TopicTokens; i++)
        {
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight) && weight >= least)
                return true;
        }

        return false;
    }

    /// <summary>
    /// How well the questions before <paramref name="message"/> ask for the field, and whether the nearest asks for something else.
    /// </summary>
    double Asked(MessageReading message, out bool other)
    {
        var asked = 0.0;
        other = false;
        foreach (var prompt in message.Prompts)
        {
            var match = QuestionMatch.Of(field, prompt.Asker, prompt.Sentence, out var otherKind);
            asked = Math.Max(asked, prompt.Nearness * match);
            other |= otherKind && prompt.Nearness >= JustAsked;
        }

        return asked;
    }
}
