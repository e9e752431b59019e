namespace Tessera.Query.Evaluation;

/// <summary>
/// Which of the segments a query refers to match a conversation. Each is evaluated once, those it refers to before it, without
/// recursion: any number of segments may refer to one another in any shape.
/// </summary>
sealed class SegmentTruths
{
    // A segment under evaluation counts as false, which is what it is where it refers to itself.
    readonly Dictionary<string, bool> truths = [];

    SegmentTruths()
    {
    }

    /// <summary>Whether the segment matches.</summary>
    public bool this[string segmentId] => truths.GetValueOrDefault(segmentId);

    public static SegmentTruths Of(SegmentQuery query, ConversationFacts facts, SegmentResolver segments)
    {
        var result = new SegmentTruths();
        var path = new Stack<(string? Id, SegmentQuery Query, int Next)>();
        path.Push((null, query, 0));
        while (path.TryPop(out var step))
        {
            var (id, current, next) = step;
            if (next < current.References.Length)
            {
                path.Push((id, current, next + 1));
                var reference = current.References[next];
                if (result.truths.TryAdd(reference, value: false) && segments(reference) is { } referenced)
                    path.Push((reference, referenced, 0));
            }
            else if (id is not null)
            {
                result.truths[id] = Evaluator.Holds(current.Root, facts, result);
            }
        }
        return result;
    }
}
