using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>The kinds of value an example can be of: each recogniser that takes all of it.</summary>
internal static class ExampleShapes
{
    /// <summary>More words than this are no name of a person.</summary>
    const int LongestName = 5;

    /// <summary>The kinds of <paramref name="example"/>; none for an empty one.</summary>
    public static IReadOnlyList<ShapeKind> Of(string example)
    {
        var message = new MessageReading(new TranscriptMessage("", SenderRole.Customer, example), 0);
        var kinds = new List<ShapeKind>();
        if (message.Tokens.Length == 0)
            return kinds;
        foreach (var kind in Recognisers.ByForm)
        {
            var found = new List<Candidate>();
            Recognisers.Find(kind, message, found);
            if (found.Exists(c => c.FirstToken == 0 && c.EndToken == message.Tokens.Length && c.Lead != Lead.Bare))
                kinds.Add(kind);
        }

        if (kinds.Count == 0)
            kinds.AddRange([ShapeKind.Place, ShapeKind.Phrase]);
        if (message.Tokens.Length <= LongestName && Array.TrueForAll(message.Tokens, t => t.IsWord || t.Is('.') || t.Is('-')))
            kinds.Add(ShapeKind.PersonName);
        return kinds;
    }
}
