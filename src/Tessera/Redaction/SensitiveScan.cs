using Tessera.Extraction;
using Tessera.Extraction.Shapes;
using Tessera.Redaction.Recognition;

namespace Tessera.Redaction;

/// <summary>
/// Finds what is sensitive in the messages of a conversation, one after the other, each in the light of those before it. Time grows with
/// the length of the text.
/// </summary>
internal sealed class SensitiveScan
{
    /// <summary>A question is answered within this many messages, whoever says them.</summary>
    public const int Reach = 12;

    /// <summary>What a customer asks for, an agent gives within this many messages.</summary>
    const int AgentReach = 3;

    /// <summary>Of an earlier message this many UTF-16 code units from its end are read: what it asks, it asks last.</summary>
    public const int ContextLength = 2000;

    readonly List<ScannedMessage> said = [];

    /// <summary>Takes a message that has been redacted already.</summary>
    public void AddContext(SenderRole role, string text) =>
        said.Add(new ScannedMessage(role, text.Length <= ContextLength ? text : text[^ContextLength..]));

    /// <summary>How many messages there are.</summary>
    public int Count => said.Count;

    /// <summary>The sensitive spans of a message, with those that only a later message made known.</summary>
    public SensitiveSpan[] SpansOf(int index) => said[index].Spans.InOrder();

    /// <summary>Scans the next message and gives its sensitive spans in order.</summary>
    public SensitiveSpan[] Add(SenderRole role, string text)
    {
        var message = new ScannedMessage(role, text);
        var asked = Asked(message, out var askedOther);
        FindEmails(message);
        SpokenEmails.Find(message);
        Passwords.Find(message, asked.Contains(SensitiveKind.Password));
        BirthDates.Find(message, asked);
        AccountCodes.Find(message, asked);
        new NumberScan(message, asked, askedOther).Run();
        Profanity.Find(message);
        said.Add(message);
        SplitCards.Find(said);
        return message.Spans.InOrder();
    }

    // What the message answers: what the other side has asked for and not been given, the nearest first; or what its own speaker has just
    // begun to say.
    List<SensitiveKind> Asked(ScannedMessage message, out bool other)
    {
        other = false;
        var asked = new List<SensitiveKind>();
        var given = new HashSet<SensitiveKind>();
        var repeated = new List<SensitiveKind>();
        HashSet<SensitiveKind>? last = null;
        for (var i = said.Count - 1; i >= 0 && i >= said.Count - (message.ByCustomer ? Reach : AgentReach); i--)
        {
            var before = said[i];
            if (before.ByCustomer == message.ByCustomer)
            {
                if (i == said.Count - 1 && before.LeadsTo is { } kind) return [kind];
                // What was said last may be read out further, or corrected.
                last ??= before.Kinds;
                given.UnionWith(before.Kinds.Except(last));
                continue;
            }

            asked.AddRange(before.Asks.Where(kind => !given.Contains(kind) && !asked.Contains(kind)));
            // "So that's 4321": what the other side has just said is said again.
            if (i == said.Count - 1)
                repeated.AddRange(before.Kinds.Where(kind => kind is not (SensitiveKind.Password or SensitiveKind.Profanity)));
            if (before.Asks.Length > 0 || !before.AsksAtAll) continue;
            other = asked.Count == 0;
            break;
        }

        return asked.Count > 0 ? asked : repeated;
    }

    static void FindEmails(ScannedMessage message)
    {
        var found = new List<Candidate>();
        Emails.Find(message.Reading, found);
        foreach (var address in found) message.Add(SensitiveKind.Email, address.Start, address.End);
    }
}
