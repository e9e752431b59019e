using System.Collections.Concurrent;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// What the queries of a workspace speak of: fields, values, patterns, each with a number. It only grows; it is made anew when all
/// segments are indexed anew. Any number of threads read queries and encode conversations.
/// </summary>
/// <remarks>
/// What is known already, as nearly everything is after the first thousands of queries, is found without waiting; one thread adds at a
/// time.
/// </remarks>
sealed class Vocabulary
{
    static readonly int kinds = Enum.GetValues<AxisKind>().Length;

    readonly Axis?[] catalogued = new Axis?[FieldCatalog.All.Length * kinds];
    readonly Lock adding = new();
    readonly ConcurrentDictionary<(FieldReference Field, AxisKind Kind), Axis> named = [];
    readonly Dictionary<FieldReference, FieldCodes> codesOfField = [];
    volatile FieldCodes[] fields = [];
    volatile int fieldCount;
    volatile int version;
    volatile int axisCount;

    /// <summary>Rises with everything added: what was encoded at one version is right for all before it.</summary>
    public int Version => version;

    /// <summary>How many axes there are.</summary>
    public int Axes => axisCount;

    public long MemoryBytes
    {
        get
        {
            var bytes = 8L * catalogued.Length;
            foreach (var codes in Fields)
                bytes += codes.MemoryBytes;
            return bytes;
        }
    }

    /// <summary>The fields there are, in the order in which they came.</summary>
    ReadOnlySpan<FieldCodes> Fields
    {
        get
        {
            // The count first: the array read after it has at least so many.
            var count = fieldCount;
            return fields.AsSpan(0, count);
        }
    }

    public Axis AxisOf(FieldReference field, AxisKind kind)
    {
        if (field.Field is { } single)
            return Volatile.Read(ref catalogued[single.Ordinal * kinds + (int)kind]) ?? Add(field, kind);
        return named.TryGetValue((field, kind), out var axis) ? axis : Add(field, kind);
    }

    /// <summary>The class of a value on its axis.</summary>
    public int Intern(Axis axis, string value)
    {
        if (axis.Codes!.Find(value) is var known and not Axis.Other)
            return known;
        lock (adding)
        {
            var before = axis.Codes.ClassesOn(AxisKind.Value);
            var found = axis.Codes.Intern(value);
            if (found >= before)
                version++;
            return found;
        }
    }

    /// <summary>The class of a predicate on the axis of the predicates asked of its field.</summary>
    public int Intern(Axis axis, Language.Predicate predicate)
    {
        lock (adding)
        {
            var before = axis.Codes!.ClassesOn(AxisKind.Asked);
            var found = axis.Codes.Intern(predicate);
            if (found >= before)
                version++;
            return found;
        }
    }

    /// <summary>Gives a conversation its classes on all axes but the ordered ones.</summary>
    public void Encode(ConversationFacts facts, EncodedConversation encoded)
    {
        // What is added meanwhile may or may not be in it; the version says the least that is.
        encoded.Begin(facts, this, version);
        // In passes, each of which touches what the next will read.
        var asked = Fields;
        var scratch = MatchScratch.OfThread;
        var hashes = scratch.Hashes(asked.Length);
        var touched = facts.Touch();
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = asked[i].Hash(facts, ref touched);
        scratch.Touched = touched;
        for (var i = 0; i < hashes.Length; i++)
            asked[i].Encode(facts, hashes[i], encoded);
    }

    Axis Add(FieldReference field, AxisKind kind)
    {
        lock (adding)
        {
            var place = field.Field is { } single ? single.Ordinal * kinds + (int)kind : -1;
            // Another thread may have come first.
            if ((place < 0 ? named.GetValueOrDefault((field, kind)) : catalogued[place]) is { } known)
                return known;
            var isOrdered = kind >= AxisKind.Text;
            var axis = new Axis(axisCount, field, kind, isOrdered ? null : CodesOf(field));
            axisCount++;
            if (!isOrdered)
            {
                axis.Codes!.Begin(axis);
                version++;
            }
            if (place < 0)
                named[(field, kind)] = axis;
            else
                Volatile.Write(ref catalogued[place], axis);
            return axis;
        }
    }

    FieldCodes CodesOf(FieldReference field)
    {
        if (codesOfField.TryGetValue(field, out var codes))
            return codes;
        codesOfField.Add(field, codes = new FieldCodes(field));
        if (fieldCount == fields.Length)
        {
            var larger = new FieldCodes[Math.Max(8, fieldCount * 2)];
            fields.CopyTo(larger, 0);
            fields = larger;
        }
        fields[fieldCount] = codes;
        fieldCount++; // who sees the count sees the field
        return codes;
    }
}
