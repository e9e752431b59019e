using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>
/// Finds the sensitive numbers of one message: by their form, by the words beside them, and as answers to what was asked.
/// </summary>
internal sealed class NumberScan(ScannedMessage message, IReadOnlyList<SensitiveKind> asked, bool askedOther)
{
    readonly NumberGroups groups = message.Groups;

    static readonly HashSet<string> BeforeYears = WordSet.Of("in since until from by of year before after");

    static readonly HashSet<string> AfterAmounts = WordSet.Of("too more less short extra missing left");

    /// <summary>Finds them all.</summary>
    public void Run()
    {
        for (var first = 0; first < groups.Count;)
        {
            var end = groups.EndOfRun(first);
            Scan(first, end);
            first = end;
        }
    }

    void Scan(int first, int end)
    {
        while (CardNumbers.TryFind(groups, first, end, out var cardFirst, out var cardEnd))
        {
            Label(first, cardFirst);
            Add(SensitiveKind.CreditCardNumber, cardFirst, cardEnd);
            first = AfterCard(cardEnd, end);
        }

        Label(first, end);
    }

    // "4111 1111 1111 1111 12/26 123": three or four digits behind the card and its month are the security code.
    int AfterCard(int first, int end)
    {
        var code = first + 1 < end && groups[first].Digits.Length == 2 && groups[first + 1].Digits.Length is 2 or 4
            && groups[first + 1].Before == Joint.Tight
            ? first + 2 : first;
        if (code >= end || groups[code].Digits.Length is not (3 or 4) || ValueLabel.Of(message, groups[code].First, groups[code].End).Told)
            return first;
        Add(SensitiveKind.Cvv, code, code + 1);
        return code + 1;
    }

    void Label(int first, int end)
    {
        if (first >= end) return;
        var label = ValueLabel.Of(message, groups[first].First, groups[end - 1].End);
        foreach (var (pieceFirst, pieceEnd) in Pieces(first, end))
        {
            var form = NumberForms.Of(groups, pieceFirst, pieceEnd, told: label.Told && label.Kind is null || !label.Told && askedOther);
            if (form is { } kind && (label.Kind is null || kind == SensitiveKind.Ssn)) Add(kind, pieceFirst, pieceEnd);
        }

        if (label.Told)
        {
            if (label.Kind is { } kind)
                AddFitting(kind, first, end, label.Beside ? static (k, n) => n >= 5 && NumberFit.Beside(k, n) : NumberFit.Beside);
        }
        else if (groups.IsCodePart(first))
        {
            return;
        }
        else if (asked.Count == 1)
        {
            AddFitting(asked[0], first, end, NumberFit.Answers);
        }
        else if (asked.Count > 1)
        {
            AddOneOf(first, end);
        }
    }

    void AddFitting(SensitiveKind kind, int first, int end, Func<SensitiveKind, int, bool> fits)
    {
        if (kind == SensitiveKind.CreditCardNumber && EndsWithCode(first, end))
        {
            Add(kind, first, end - 1);
            Add(SensitiveKind.Cvv, end - 1, end);
            return;
        }

        if (fits(kind, groups.Length(first, end)))
        {
            Add(kind, first, end);
            return;
        }

        foreach (var (pieceFirst, pieceEnd) in Pieces(first, end))
        {
            if (fits(kind, groups.Length(pieceFirst, pieceEnd)))
            {
                Add(kind, pieceFirst, pieceEnd);
                continue;
            }

            for (var i = pieceFirst; i < pieceEnd; i++)
            {
                if (fits(kind, groups[i].Digits.Length)) Add(kind, i, i + 1);
            }
        }
    }

    // A whole card number, a pause, and three or four digits more: its security code in the same breath.
    bool EndsWithCode(int first, int end) =>
        groups[end - 1] is { Before: Joint.Weak, Digits.Length: 3 or 4 } && groups.Length(first, end - 1) is 15 or 16;

    // Several things were asked for: every piece goes to the one whose length it has, in the order they were asked.
    void AddOneOf(int first, int end)
    {
        var pieces = Pieces(first, end);
        if (pieces.Count == 1 && end - first == asked.Count && !groups[first].Spoken)
            pieces = [.. Enumerable.Range(first, end - first).Select(i => (i, i + 1))];
        if (pieces.Count == 1 || !pieces.All(piece => IsWhole(piece.First, piece.End))) pieces = [(first, end), .. pieces];
        foreach (var (pieceFirst, pieceEnd) in pieces)
        {
            var length = groups.Length(pieceFirst, pieceEnd);
            foreach (var kind in asked.Where(k => NumberFit.Whole(k, length)).Concat(asked.Where(k => NumberFit.Answers(k, length))))
            {
                Add(kind, pieceFirst, pieceEnd);
                break;
            }
        }
    }

    bool IsWhole(int first, int end) => asked.Any(kind => NumberFit.Whole(kind, groups.Length(first, end)));

    List<(int First, int End)> Pieces(int first, int end)
    {
        var pieces = new List<(int, int)>();
        var from = first;
        for (var i = first + 1; i <= end; i++)
        {
            if (i < end && groups[i].Before != Joint.Weak) continue;
            pieces.Add((from, i));
            from = i;
        }

        return pieces;
    }

    void Add(SensitiveKind kind, int first, int end)
    {
        if (kind is SensitiveKind.Pin or SensitiveKind.Cvv or SensitiveKind.AccountNumber or SensitiveKind.Ssn
            && (IsYear(first, end) || IsCounted(first, end)))
            return;
        var (start, stop) = groups.Place(first, end);
        message.Add(kind, start, stop);
    }

    // "Over 6000", "only 6537" and "2000 too much" are amounts.
    bool IsCounted(int first, int end)
    {
        var (before, after) = (groups[first].First - 1, groups[end - 1].End);
        return (before >= 0 && Vocabulary.Amounts.Contains(message.Tokens[before].Lower))
            || (after < message.Tokens.Length && AfterAmounts.Contains(message.Tokens[after].Lower));
    }

    // "since 2019" answers no question for a PIN.
    bool IsYear(int first, int end) =>
        end == first + 1 && groups[first] is { Digits: ['1' or '2', '9' or '0', _, _], First: > 0 and var token }
        && BeforeYears.Contains(message.Tokens[token - 1].Lower);
}
