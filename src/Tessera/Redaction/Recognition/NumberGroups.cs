using System.Globalization;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Redaction.Recognition;

/// <summary>What parts a group of digits from the one before it.</summary>
internal enum Joint : byte
{
    /// <summary>It begins a run.</summary>
    Start,

    /// <summary>Nothing but blanks.</summary>
    Blank,

    /// <summary>A sign that numbers are written with, or its name: "-", "/", "dash".</summary>
    Tight,

    /// <summary>A comma, a line break or a word like "then": two numbers, or one with a pause in it.</summary>
    Weak,
}

/// <summary>Digits that stand together: "4111", "double five".</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">One past its last token.</param>
/// <param name="Digits">The digits.</param>
/// <param name="Spoken">Whether it is in words.</param>
/// <param name="Before">What parts it from the group before.</param>
internal sealed record NumberGroup(int First, int End, string Digits, bool Spoken, Joint Before);

/// <summary>
/// The groups of digits of one message in figures and in words. Amounts, dates and times are none. Groups that may be one number make a
/// run; a slice of groups is given by the first and one past the last.
/// </summary>
internal sealed class NumberGroups
{
    /// <summary>Longer runs of figures in one piece are no number of anybody.</summary>
    const int LongestGroup = 34;

    /// <summary>No more than this stands between two groups of one number: ") - ".</summary>
    const int MostBetween = 3;

    /// <summary>Numbers up to this many digits count what follows them: "1200 seconds".</summary>
    const int LongestCount = 4;

    static readonly HashSet<string> TightWords = WordSet.Of("dash hyphen minus slash");
    static readonly HashSet<string> WeakWords = WordSet.Of("uh um er umm then and space next comma point");
    static readonly HashSet<string> Units = WordSet.Of(
        "digits digit boxes pieces gb mb kg grams g lbs pixels x visitors customers % days day");

    readonly Token[] tokens;
    readonly List<NumberGroup> groups = [];
    readonly int[] digitsBefore;

    public NumberGroups(Token[] tokens)
    {
        this.tokens = tokens;
        var last = -1;
        for (var i = 0; i < tokens.Length;)
        {
            if (!TryRead(i, out var digits, out var end, out var spoken))
            {
                i++;
                continue;
            }

            if (!IsMeasure(i, end, digits.Length, spoken))
            {
                groups.Add(new NumberGroup(i, end, digits, spoken, last < 0 ? Joint.Start : JointOf(last, i)));
                last = end;
            }

            i = end;
        }

        digitsBefore = new int[groups.Count + 1];
        for (var i = 0; i < groups.Count; i++) digitsBefore[i + 1] = digitsBefore[i] + groups[i].Digits.Length;
    }

    /// <summary>How many groups there are.</summary>
    public int Count => groups.Count;

    public NumberGroup this[int index] => groups[index];

    /// <summary>How many digits the groups from <paramref name="first"/> to before <paramref name="end"/> have.</summary>
    public int Length(int first, int end) => digitsBefore[end] - digitsBefore[first];

    /// <summary>One past the last group of the run that begins at <paramref name="first"/>.</summary>
    public int EndOfRun(int first)
    {
        var end = first + 1;
        while (end < groups.Count && groups[end].Before != Joint.Start) end++;
        return end;
    }

    /// <summary>Whether a plus touches a group, as before the country of a telephone number.</summary>
    public bool HasPlus(int group) =>
        groups[group].First is > 0 and var token && tokens[token - 1].Is('+') && tokens[token - 1].Touches(tokens[token]);

    /// <summary>Whether a group is the end of a code: "PT-90814".</summary>
    public bool IsCodePart(int group) =>
        groups[group].First is > 1 and var token && tokens[token - 1].Is('-') && tokens[token - 1].Touches(tokens[token])
        && tokens[token - 2].Kind is TokenKind.Word or TokenKind.Mixed && tokens[token - 2].Touches(tokens[token - 1]);

    /// <summary>Where the groups stand in the text, with a plus or an opening bracket that touches them.</summary>
    public (int Start, int End) Place(int first, int end)
    {
        var token = groups[first].First;
        while (token > 0 && (tokens[token - 1].Is('+') || tokens[token - 1].Is('(')) && tokens[token - 1].Touches(tokens[token])) token--;
        return (tokens[token].Start, tokens[groups[end - 1].End - 1].End);
    }

    bool TryRead(int at, out string digits, out int end, out bool spoken)
    {
        (digits, end, spoken) = ("", at + 1, tokens[at].IsWord);
        if (tokens[at].IsDigits)
        {
            digits = tokens[at].Lower;
            return digits.Length <= LongestGroup;
        }

        if (!spoken || !NumberWords.TryDigitGroup(tokens, at, out digits, out end)) return false;
        // An "oh" is a digit only among others.
        return tokens[at].Lower is not ("oh" or "o")
            || (end < tokens.Length && tokens[end].Kind != TokenKind.Symbol && IsNumber(end)) || (at > 0 && IsNumber(at - 1));
    }

    bool IsNumber(int at) => tokens[at].IsDigits || NumberWords.TryDigitGroup(tokens, at, out _, out _);

    bool IsMeasure(int at, int end, int length, bool spoken)
    {
        if (length <= LongestCount && end < tokens.Length
            && (Vocabulary.Measures.Contains(tokens[end].Lower) || Units.Contains(tokens[end].Lower)
                || Vocabulary.Heads.Contains(tokens[end].Lower)))
        {
            return true;
        }

        if (spoken) return end < tokens.Length && Amounts.IsCurrency(tokens[end].Lower);
        return NumberContext.IsAmount(tokens, at) || NumberContext.IsDecimal(tokens, at) || NumberContext.IsDateOrTime(tokens, at, out _);
    }

    Joint JointOf(int from, int to)
    {
        if (from == to) return Joint.Blank;
        if (to - from > MostBetween) return Joint.Start;
        // A sentence between figures parts two numbers; who reads digits out only pauses.
        if (tokens[from - 1].IsDigits && tokens[from - 1].Sentence != tokens[to].Sentence && tokens[from].Is('.')) return Joint.Start;
        var joint = Joint.Tight;
        for (var i = from; i < to; i++)
        {
            if (TightWords.Contains(tokens[i].Lower)) continue;
            if (WeakWords.Contains(tokens[i].Lower)) joint = Joint.Weak;
            else if (tokens[i].Kind != TokenKind.Symbol) return Joint.Start;
            else if (tokens[i].Lower is "," or "\n" or "\r" or ";"
                || (tokens[i].Is('.') && i + 1 < tokens.Length && !tokens[i].Touches(tokens[i + 1])))
                joint = Joint.Weak;
            else if (!IsTight(tokens[i].Lower[0])) return Joint.Start;
        }

        return joint;
    }

    // Hyphens and dashes of every script, and characters that can't be seen.
    static bool IsTight(char c) => c is '.' or '/' or '(' or ')' or '_' or '+' or '*' or '|' or '\u00b7' or '\u2022'
        || char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
