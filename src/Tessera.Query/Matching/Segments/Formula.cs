using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>A query in numbers, without NOT: it has been moved into the leaves. Made by <see cref="FormulaReader"/>.</summary>
abstract class Formula
{
    public static readonly Formula Always = new Truth(value: true), Never = new Truth(value: false);

    /// <summary>True when this is false.</summary>
    public abstract Formula Negated { get; }
}

/// <summary>True of every conversation, or of none.</summary>
sealed class Truth(bool value) : Formula
{
    public bool Value => value;

    public override Formula Negated => value ? Never : Always;
}

/// <summary>A question about one axis.</summary>
abstract class Leaf(Axis axis) : Formula
{
    public Axis Axis => axis;
}

/// <summary>
/// True when the class of the conversation is in the set. On an axis of many classes the set is what it is true of any one of, or, as all
/// but some, what it must have none of: it can be denied but not otherwise changed.
/// </summary>
sealed class ClassLeaf(Axis axis, ClassSet set) : Leaf(axis)
{
    public ClassSet Set => set;

    public override Formula Negated => new ClassLeaf(Axis, set.Complement);
}

/// <summary>True when a predicate about an order is, or isn't.</summary>
sealed class OrderLeaf(Axis axis, Predicate predicate, bool isDenied) : Leaf(axis)
{
    public Predicate Predicate => predicate;

    public bool IsDenied => isDenied;

    public override Formula Negated => new OrderLeaf(Axis, predicate, !isDenied);
}

/// <summary>True when the evaluator says so: of a query whose references can't be put in place of their names.</summary>
sealed class Evaluated(SegmentQuery query, bool isDenied) : Formula
{
    public SegmentQuery Query => query;

    public bool IsDenied => isDenied;

    public override Formula Negated => new Evaluated(query, !isDenied);
}

/// <summary>True when all of its parts are, or when any is.</summary>
sealed class Group : Formula
{
    Group(bool isAnd, Formula[] parts) => (IsAnd, Parts) = (isAnd, parts);

    public bool IsAnd { get; }

    /// <summary>Two or more; none is a <see cref="Truth"/> or a group of the same kind.</summary>
    public Formula[] Parts { get; }

    public override Formula Negated => new Group(!IsAnd, Array.ConvertAll(Parts, part => part.Negated));

    /// <summary>The group of these parts, or what is left of it: questions about one axis become one where they can.</summary>
    public static Formula Of(bool isAnd, ReadOnlySpan<Formula> parts)
    {
        var kept = new List<Formula>(parts.Length);
        return Add(isAnd, parts, kept) ? kept.Count switch
        {
            0 => isAnd ? Always : Never,
            1 => kept[0],
            _ => new Group(isAnd, [.. kept]),
        }
        : isAnd ? Never : Always;
    }

    /// <summary><see langword="false"/> when a part decides the whole.</summary>
    static bool Add(bool isAnd, ReadOnlySpan<Formula> parts, List<Formula> kept)
    {
        foreach (var part in parts)
        {
            var decided = part switch
            {
                Truth truth => truth.Value != isAnd,
                Group group when group.IsAnd == isAnd => !Add(isAnd, group.Parts, kept),
                ClassLeaf leaf => !Merge(isAnd, leaf, kept),
                _ => !Keep(part, kept),
            };
            if (decided)
                return false;
        }
        return true;
    }

    static bool Keep(Formula part, List<Formula> kept)
    {
        kept.Add(part);
        return true;
    }

    static bool Merge(bool isAnd, ClassLeaf leaf, List<Formula> kept)
    {
        for (var i = 0; i < kept.Count; i++)
        {
            if (kept[i] is not ClassLeaf other || other.Axis != leaf.Axis)
                continue;
            // Any item is a or any is b: any is one of them. No item is a and none is b: none is either. Nothing else joins in a list.
            if (leaf.Axis.IsMany && (leaf.Set.AllBut != isAnd || other.Set.AllBut != isAnd))
                continue;
            var set = isAnd ? ClassSet.Intersection(other.Set, leaf.Set) : ClassSet.Union(other.Set, leaf.Set);
            if (isAnd ? set.IsNone : set.IsAll)
                return false;
            kept[i] = new ClassLeaf(leaf.Axis, set);
            return true;
        }
        return Keep(leaf, kept);
    }
}
