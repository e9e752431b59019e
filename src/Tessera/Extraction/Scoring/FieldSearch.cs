using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Finds the value of one field in a transcript: the best candidate over the threshold, the last said among near equals.</summary>
internal static class FieldSearch
{
    /// <summary>Less than this is a guess.</summary>
    const double Threshold = 0.45;

    /// <summary>Candidates this close are equals, and people who say a thing twice mean the last.</summary>
    const double NearEqual = 0.12;

    /// <summary>From this score on a value is settled enough to be corrected: "change it to 821".</summary>
    const double Settled = 0.5;

    /// <summary>A correction counts as an answer to a fair question.</summary>
    const double Corrected = 0.75;

    /// <summary>The best candidate and its message, or null.</summary>
    public static (MessageReading Message, Candidate Candidate)? Find(FieldProfile field, TranscriptReading transcript, CandidateCache cache)
    {
        MessageReading? bestMessage = null;
        Candidate best = default;
        var bestScore = 0.0;
        // A number may be corrected; a name, once given, is only mentioned again.
        var lead = field.Shapes[0].Kind == ShapeKind.PersonName ? 0 : NearEqual;
        foreach (var message in transcript.Messages)
        {
            if (message.Tokens.Length == 0)
                continue;
            var asked = -1.0;
            var other = false;
            var reply = message.Message.Sender == SenderRole.Agent ? ReplyTo(transcript, message) : null;
            for (var s = -1; s < field.Shapes.Count; s++)
            {
                if (s < 0 ? field.List is null : field.Shapes[s].Kind == ShapeKind.Listed)
                    continue;
                var candidates = s < 0 ? cache.Listed(field.List!, message) : cache.Of(field.Shapes[s].Kind, message);
                if (candidates.Count == 0)
                    continue;
                if (asked < 0)
                    asked = Asked(field, message, out other);
                for (var i = 0; i < candidates.Count; i++)
                {
                    var corrects = !other && bestScore >= Settled && best.Kind == candidates[i].Kind && Corrections.IsOne(message, candidates[i]);
                    var score = CandidateScorer.Score(field, message, candidates[i], corrects ? Math.Max(asked, Corrected) : asked, i == 0 || corrects, reply);
                    if (score < Threshold || (bestMessage is not null && score <= bestScore - (bestMessage == message ? 0 : lead)))
                        continue;
                    (bestMessage, best, bestScore) = (message, candidates[i], Math.Max(score, bestScore));
                }
            }
        }

        return bestMessage is null ? null : (bestMessage, best);
    }

    /// <summary>How well the questions before <paramref name="message"/> ask for the field, and whether the nearest asks for something else.</summary>
    static double Asked(FieldProfile field, MessageReading message, out bool other)
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

    static MessageReading? ReplyTo(TranscriptReading transcript, MessageReading message)
    {
        for (var i = message.Index + 1; i < transcript.Messages.Count && i < message.Index + 3; i++)
        {
            if (transcript.Messages[i].Message.Sender == SenderRole.Customer)
                return transcript.Messages[i];
        }

        return null;
    }
}

/// <summary>The candidates of each message by kind, looked for once for all fields.</summary>
internal sealed class CandidateCache
{
    readonly Dictionary<(ShapeKind, int), List<Candidate>> _found = [];

    /// <summary>The candidates of <paramref name="kind"/> in <paramref name="message"/>.</summary>
    public List<Candidate> Of(ShapeKind kind, MessageReading message)
    {
        if (_found.TryGetValue((kind, message.Index), out var found))
            return found;
        found = [];
        Recognisers.Find(kind, message, found);
        _found.Add((kind, message.Index), found);
        return found;
    }

    /// <summary>The listed values in <paramref name="message"/>; not kept, as every field has its own.</summary>
    public List<Candidate> Listed(ListedValues list, MessageReading message)
    {
        _ = _found.Count;
        var found = new List<Candidate>();
        list.Find(message, found);
        return found;
    }
}
