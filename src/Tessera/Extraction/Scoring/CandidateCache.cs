using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>The candidates of each message by kind, looked for once for all fields of a transcript.</summary>
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
}
