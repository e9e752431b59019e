using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Redaction.Recognition;

/// <summary>Dates that are said to be of birth, or that answer the question for it.</summary>
internal static class BirthDates
{
    /// <summary>Adds every one of <paramref name="message"/>.</summary>
    public static void Find(ScannedMessage message, IReadOnlyList<SensitiveKind> asked)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!Dates.TryRead(tokens, i, out var end, out _)) continue;
            end = EndOfYear(tokens, end);
            var label = ValueLabel.Of(message, i, end);
            if (label.Told ? label.Kind == SensitiveKind.Dob : asked.Contains(SensitiveKind.Dob) || IsBirth(message, i))
                message.Add(SensitiveKind.Dob, tokens[i > 0 && tokens[i - 1].Lower == "the" ? i - 1 : i].Start, tokens[end - 1].End);
            i = end - 1;
        }
    }

    // "born on", "born in Leeds on": places may stand between.
    static bool IsBirth(ScannedMessage message, int at)
    {
        const int Reach = 8;
        var cue = message.FirstCueFrom(at) - 1;
        return cue >= 0 && message.Cues[cue] is { Kind: SensitiveKind.Dob } near && at - near.End <= Reach
            && message.Tokens[near.First].Sentence == message.Tokens[at].Sentence;
    }

    // A year in words: "nineteen eighty five", "two thousand and one", "oh five".
    static int EndOfYear(Token[] tokens, int end)
    {
        var next = end < tokens.Length && tokens[end].Is(',') ? end + 1 : end;
        var digits = 0;
        for (var groups = 0; groups < 2 && digits < 4 && next < tokens.Length && tokens[next].IsWord; groups++)
        {
            if (!NumberWords.TryDigitGroup(tokens, next, out var group, out var after)) break;
            digits += group.Length;
            if (digits > 4) break;
            next = after;
            if (digits is 2 or 4) end = next;
        }

        return end;
    }
}
