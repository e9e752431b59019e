using Tessera.Extraction.Shapes;

namespace Tessera.Redaction.Recognition;

/// <summary>Numbers of accounts that have letters in them, where a word or a question says that they are: "WF-20418".</summary>
internal static class AccountCodes
{
    const int Shortest = 5;
    const int FewestDigits = 3;

    // Norway's.
    const int ShortestIban = 15;

    /// <summary>Adds every one of <paramref name="message"/>.</summary>
    public static void Find(ScannedMessage message, IReadOnlyList<SensitiveKind> asked)
    {
        var may = asked.Contains(SensitiveKind.AccountNumber);
        foreach (var cue in message.Cues) may |= cue.Kind == SensitiveKind.AccountNumber;
        if (!may) return;
        var found = new List<Candidate>();
        Codes.Find(message.Reading, found);
        foreach (var code in found)
        {
            // "PIN 5380" is a word for what follows it, not a code.
            var cue = message.FirstCueFrom(code.FirstToken);
            if (cue < message.Cues.Length && message.Cues[cue].First < code.EndToken) continue;
            if (!IsAccount(message.Reading.Text(code.Start, code.End))) continue;
            var label = ValueLabel.Of(message, code.FirstToken, code.EndToken);
            if (label.Told ? label.Kind == SensitiveKind.AccountNumber : asked.Contains(SensitiveKind.AccountNumber))
                message.Add(SensitiveKind.AccountNumber, code.Start, code.End);
        }
    }

    // Letters and digits in one piece; in several only what is as long as an IBAN.
    static bool IsAccount(ReadOnlySpan<char> text)
    {
        var (letters, digits, blanks) = (0, 0, 0);
        foreach (var c in text)
        {
            if (char.IsLetter(c)) letters++;
            else if (char.IsDigit(c)) digits++;
            else if (char.IsWhiteSpace(c)) blanks++;
        }

        return letters > 0 && digits >= FewestDigits && letters + digits >= (blanks > 0 ? ShortestIban : Shortest);
    }
}
