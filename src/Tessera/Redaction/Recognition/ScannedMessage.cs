using Tessera.Extraction;
using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>One message while it is scanned: its words, its cues, and what has been found in it.</summary>
internal sealed class ScannedMessage
{
    /// <summary>Only the last sentences of a long message can be what a reply answers.</summary>
    const int AskingSentences = 6;

    /// <summary>A heading ("Account number and PIN") is no longer than this many tokens.</summary>
    const int LongestHeading = 10;

    readonly Lazy<(SensitiveKind[] Kinds, bool Any)> asks;

    /// <summary>Reads a message. Masks that stand in it already are passed over, and what they hide counts as found.</summary>
    /// <param name="role">Who said it; a notice of the system may ask like an agent.</param>
    /// <param name="text">What was said.</param>
    public ScannedMessage(SenderRole role, string text)
    {
        ByCustomer = role == SenderRole.Customer;
        Reading = new MessageReading(new TranscriptMessage("", ByCustomer ? role : SenderRole.Agent, Mask.Blank(text, Kinds)), 0);
        Cues = CueLexicon.Find(Tokens);
        Groups = new NumberGroups(Tokens);
        asks = new Lazy<(SensitiveKind[], bool)>(FindAsked);
    }

    /// <summary>Whether the customer said it.</summary>
    public bool ByCustomer { get; }

    /// <summary>The message, cut into words and sentences.</summary>
    public MessageReading Reading { get; }

    /// <summary>Its words.</summary>
    public Token[] Tokens => Reading.Tokens;

    /// <summary>Its cues, in order.</summary>
    public Cue[] Cues { get; }

    /// <summary>Its numbers, piece by piece.</summary>
    public NumberGroups Groups { get; }

    /// <summary>What was found.</summary>
    public SpanSet Spans { get; } = new();

    /// <summary>The kinds that were found or are masked already.</summary>
    public HashSet<SensitiveKind> Kinds { get; } = [];

    /// <summary>A cue that names a number before it names no number after it.</summary>
    public int ConsumedCue { get; set; } = -1;

    /// <summary>What the message asks for, in its order, without what it says itself.</summary>
    public SensitiveKind[] Asks => asks.Value.Kinds;

    /// <summary>Whether it asks for anything a cue names, sensitive or not.</summary>
    public bool AsksAtAll => asks.Value.Any;

    /// <summary>Whether it ends with a cue, so that the value is in the next message: "my card number is".</summary>
    public SensitiveKind? LeadsTo =>
        Cues is [.., { Kind: { } kind, Force: CueForce.Plain } last] && Linking.All(Tokens.AsSpan(last.End), Linking.ToValue) ? kind : null;

    /// <summary>Adds a span; where it was added its kind counts as found.</summary>
    public bool Add(SensitiveKind kind, int start, int end)
    {
        if (!Spans.TryAdd(kind, start, end)) return false;
        Kinds.Add(kind);
        return true;
    }

    (SensitiveKind[] Kinds, bool Any) FindAsked()
    {
        var kinds = new List<SensitiveKind>();
        var sentences = Reading.Sentences;
        var any = false;
        for (var i = Math.Max(0, sentences.Length - AskingSentences); i < sentences.Length; i++)
        {
            var sentence = sentences[i];
            var heading = i == sentences.Length - 1 && sentence.End - sentence.First <= LongestHeading && !Reading.Tells(sentence);
            if (sentence.Asks || heading) any |= AddAsked(sentence, kinds);
        }

        return ([.. kinds], any);
    }

    bool AddAsked(Sentence sentence, List<SensitiveKind> kinds)
    {
        var (any, ending) = (false, false);
        foreach (var cue in Cues.AsSpan(FirstCueFrom(sentence.First)))
        {
            if (cue.First >= sentence.End) break;
            if (cue.Force == CueForce.Beside && !AsksForNumber(sentence)) continue;
            any = true;
            ending |= cue.Force == CueForce.Ending;
            if (cue.Kind == SensitiveKind.Password && !Passwords.IsAskedBy(Tokens.AsSpan(sentence.First..sentence.End))) continue;
            if (cue.Kind is { } kind && !kinds.Contains(kind) && !Kinds.Contains(kind)) kinds.Add(kind);
        }

        // The last digits of a card are no secret (PCI DSS lets four be shown); those of a social security number are.
        if (ending) kinds.RemoveAll(kind => kind is SensitiveKind.CreditCardNumber or SensitiveKind.PhoneNumber);
        return any;
    }

    bool AsksForNumber(Sentence sentence)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (Tokens[i].Lower is "number" or "numbers" or "digits" or "#") return true;
        }

        return false;
    }

    /// <summary>The first cue that begins at or after a token.</summary>
    public int FirstCueFrom(int token)
    {
        var (low, high) = (0, Cues.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Cues[middle].First < token) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
