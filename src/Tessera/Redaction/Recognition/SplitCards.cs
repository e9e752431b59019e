namespace Tessera.Redaction.Recognition;

/// <summary>
/// A card's number that one side sends in several messages, each with nothing else to count, though nobody asked: "4111 1111" and then
/// "1111 1111".
/// </summary>
internal static class SplitCards
{
    /// <summary>A number is sent in at most this many messages.</summary>
    const int MostPieces = 5;

    /// <summary>Where the newest message completes a number, adds every piece to its message.</summary>
    public static void Find(IReadOnlyList<ScannedMessage> said)
    {
        var newest = said[^1];
        var digits = Piece(newest);
        var pieces = new List<ScannedMessage> { newest };
        for (var i = said.Count - 2;
            digits is not null && i >= 0 && i >= said.Count - SensitiveScan.Reach && pieces.Count < MostPieces;
            i--)
        {
            // "Go on", says the other side.
            if (said[i].ByCustomer != newest.ByCustomer) continue;
            if (Piece(said[i]) is not { } before || before.Length + digits.Length > CardNumbers.Most) return;
            digits = before + digits;
            pieces.Add(said[i]);
            if (!CardNumbers.IsCard(digits)) continue;
            foreach (var piece in pieces)
            {
                var (start, end) = piece.Groups.Place(0, piece.Groups.Count);
                piece.Add(SensitiveKind.CreditCardNumber, start, end);
            }

            return;
        }
    }

    // The digits of a message with one number that is nothing known yet.
    static string? Piece(ScannedMessage message)
    {
        var groups = message.Groups;
        if (groups.Count == 0 || groups.EndOfRun(0) != groups.Count || groups.Length(0, groups.Count) >= CardNumbers.Fewest) return null;
        var (start, end) = groups.Place(0, groups.Count);
        return message.Spans.Overlaps(start, end) || ValueLabel.Of(message, groups[0].First, groups[groups.Count - 1].End).Told ? null
            : string.Concat(Enumerable.Range(0, groups.Count).Select(i => groups[i].Digits));
    }
}
