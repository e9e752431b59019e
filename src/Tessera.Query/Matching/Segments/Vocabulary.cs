using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// What the queries of a workspace speak of: fields, values, patterns, each with a number. It only grows; it is made anew when all
/// segments are indexed anew. One thread adds at a time; any number encode conversations.
/// </summary>
sealed class Vocabulary
{
    static readonly int kinds = Enum.GetValues<AxisKind>().Length;

    readonly Axis?[] catalogued = new Axis?[FieldCatalog.All.Length * kinds];
    readonly Dictionary<(FieldReference Field, AxisKind Kind), Axis> named = [];
    readonly List<FieldCodes?> codesOfAxis = [];
    readonly List<Axis> axes = [];
    volatile FieldCodes[] fields = [];
    volatile int version;
    volatile int axisCount;

    /// <summary>Rises with everything added: what was encoded at one version is right for all before it.</summary>
    public int Version => version;

    /// <summary>How many axes there are.</summary>
    public int Axes => axisCount;

    public long MemoryBytes => 8L * catalogued.Length + fields.Sum(codes => codes.MemoryBytes);

    public Axis this[int number] => axes[number];

    /// <summary>One more than the highest class on an axis that isn't ordered and isn't many.</summary>
    public int ClassesOn(Axis axis) => codesOfAxis[axis.Number]!.ClassesOn(axis.Kind);

    public Axis AxisOf(FieldReference field, AxisKind kind)
    {
        if (field.Field is { } single)
            return catalogued[single.Ordinal * kinds + (int)kind] ??= Add(field, kind);
        if (!named.TryGetValue((field, kind), out var axis))
            named.Add((field, kind), axis = Add(field, kind));
        return axis;
    }

    /// <summary>The class of a value on its axis.</summary>
    public int Intern(Axis axis, string value)
    {
        var codes = codesOfAxis[axis.Number]!;
        var before = codes.ClassesOn(AxisKind.Value);
        var found = codes.Intern(value);
        if (found >= before)
            version++;
        return found;
    }

    /// <summary>The class of a predicate on the axis of the predicates asked of its field.</summary>
    public int Intern(Axis axis, Language.Predicate predicate)
    {
        version++;
        return codesOfAxis[axis.Number]!.Intern(predicate);
    }

    /// <summary>Gives a conversation its classes on all axes but the ordered ones.</summary>
    public void Encode(ConversationFacts facts, EncodedConversation encoded)
    {
        // What is added meanwhile may or may not be in it; the version says the least that is.
        encoded.Begin(facts, this, version);
        foreach (var codes in fields)
            codes.Encode(facts, encoded);
    }

    Axis Add(FieldReference field, AxisKind kind)
    {
        var axis = new Axis(axes.Count, field, kind);
        axes.Add(axis);
        axisCount = axes.Count;
        if (axis.IsOrdered)
        {
            codesOfAxis.Add(null);
            return axis;
        }
        var codes = Array.Find(fields, known => known.Reference.Equals(field));
        if (codes is null)
            fields = [.. fields, codes = new FieldCodes(field)];
        codesOfAxis.Add(codes);
        codes.Begin(axis);
        version++;
        return axis;
    }
}
