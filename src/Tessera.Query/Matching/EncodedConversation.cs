using Tessera.Query.Evaluation;
using Tessera.Query.Matching.Segments;

namespace Tessera.Query.Matching;

/// <summary>
/// A conversation with its values looked up, to be matched more than once. <see cref="SegmentSnapshot.Encode(ConversationFacts)"/> makes
/// it. It may be used with any snapshot of the same index; where the index has learnt of new values since, it is encoded again by itself.
/// One thread at a time. It takes 8 bytes for each field that queries ask about, and keeps the facts alive.
/// </summary>
public sealed class EncodedConversation
{
    // The class on each axis; on an axis with many, where they start in `many` and end.
    int[] classes = [];
    int[] ends = [];
    int[] many = new int[8];
    int manyCount;
    int version;
    Vocabulary? vocabulary;
    ConversationFacts? facts;

    internal EncodedConversation()
    {
    }

    /// <summary>The conversation.</summary>
    public ConversationFacts Facts => facts!;

    internal ReadOnlySpan<int> Classes => classes;

    internal int ClassOn(int axis) => (uint)axis < (uint)classes.Length ? classes[axis] : Axis.Missing;

    internal ReadOnlySpan<int> ManyOn(int axis) =>
        (uint)axis < (uint)classes.Length ? many.AsSpan(classes[axis]..Math.Max(classes[axis], ends[axis])) : default;

    /// <summary>Whether this is right for a snapshot of that vocabulary at that version.</summary>
    internal bool Serves(Vocabulary other, int atVersion) => ReferenceEquals(vocabulary, other) && version >= atVersion;

    internal void Begin(ConversationFacts conversation, Vocabulary encodedBy, int atVersion)
    {
        (facts, vocabulary, version, manyCount) = (conversation, encodedBy, atVersion, 0);
        var axes = encodedBy.Axes;
        if (classes.Length < axes)
        {
            Array.Resize(ref classes, axes + 8);
            Array.Resize(ref ends, axes + 8);
        }
        Array.Clear(classes);
        Array.Clear(ends);
    }

    internal void Set(Axis axis, int valueClass)
    {
        if (axis.Number >= classes.Length)
            return; // an axis younger than the version that was asked for
        classes[axis.Number] = valueClass;
    }

    internal void BeginMany(Axis axis)
    {
        if (axis.Number < classes.Length)
            classes[axis.Number] = ends[axis.Number] = manyCount;
    }

    /// <summary>Adds a class on the axis begun last, if it isn't there.</summary>
    internal void Add(Axis axis, int valueClass)
    {
        if (axis.Number >= classes.Length || ManyOn(axis.Number).Contains(valueClass))
            return;
        if (manyCount == many.Length)
            Array.Resize(ref many, manyCount * 2);
        many[manyCount++] = valueClass;
        ends[axis.Number] = manyCount;
    }

    internal void SetMany(Axis axis, int[] distinct)
    {
        if (axis.Number >= classes.Length)
            return;
        BeginMany(axis);
        if (manyCount + distinct.Length > many.Length)
            Array.Resize(ref many, Math.Max(manyCount + distinct.Length, many.Length * 2));
        distinct.CopyTo(many, manyCount);
        manyCount += distinct.Length;
        ends[axis.Number] = manyCount;
    }

    internal void Reset() => (facts, vocabulary) = (null, null);
}
