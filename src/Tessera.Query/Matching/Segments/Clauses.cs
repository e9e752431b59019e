using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>A formula as an AND of ORs, or as the denial of one: whichever is shorter.</summary>
/// <param name="Units">The ORs of one leaf; no two that could be one.</param>
/// <param name="Wider">The ORs of several leaves.</param>
/// <param name="Rest">What must hold besides and is too much to be put in this form.</param>
/// <param name="IsDenied">Whether the formula is true where this is false; not with a rest.</param>
sealed record Clauses(Leaf[] Units, Leaf[][] Wider, Formula? Rest, bool IsDenied)
{
    // More than that is cheaper to check by itself than to carry through the planes of 512 segments.
    const int MaxClauses = 15, MaxLeaves = 40;

    /// <summary>About how many lines of bits have to be read.</summary>
    int Cost => 2 * Units.Length + Wider.Sum(clause => 1 + 3 * clause.Length);

    /// <summary>The clauses of a formula; <see langword="null"/> when it never holds.</summary>
    public static Clauses? Of(Formula formula)
    {
        switch (formula)
        {
            case Truth truth:
                return truth.Value ? new Clauses([], [], null, IsDenied: false) : null;
            case Leaf leaf:
                return new Clauses([leaf], [], null, IsDenied: false);
            case Group { IsAnd: true } all when IsOfLeaves(all):
                return new Clauses(LeavesOf(all), [], null, IsDenied: false);
            case Group { IsAnd: false } any when IsOfLeaves(any):
                return new Clauses(LeavesOf((Group)any.Negated), [], null, IsDenied: true);
            case Evaluated:
                return new Clauses([], [], formula, IsDenied: false);
        }
        var (plain, denied) = (Of(formula, isDenied: false), Of(formula.Negated, isDenied: true));
        if (denied is { Units: [], Wider: [] })
            return null;
        if (denied is { Units: [], Wider: [var only] })
            return new Clauses(Array.ConvertAll(only, leaf => (Leaf)leaf.Negated), [], null, IsDenied: false);
        return denied is null || plain?.Cost <= denied.Cost ? plain ?? Apart(formula) : denied;
    }

    /// <summary>The leaves that must hold by themselves, and a rest.</summary>
    static Clauses Apart(Formula formula)
    {
        if (formula is not Group { IsAnd: true } all)
            return new Clauses([], [], formula, IsDenied: false);
        return new Clauses(
            [.. all.Parts.OfType<Leaf>()], [], Group.Of(isAnd: true, [.. all.Parts.Where(part => part is not Leaf)]), IsDenied: false);
    }

    static Clauses? Of(Formula formula, bool isDenied)
    {
        if (Expand(formula) is not { } clauses)
            return null;
        var (ofOne, ofMore) = (new List<Formula>(clauses.Count), new List<Leaf[]>(clauses.Count));
        foreach (var clause in clauses)
            if (clause is [var only])
                ofOne.Add(only);
            else
                ofMore.Add(clause);
        var units = Group.Of(isAnd: true, CollectionsMarshal.AsSpan(ofOne));
        var wider = ofMore.ToArray();
        return units switch
        {
            Truth { Value: true } => new Clauses([], wider, null, isDenied),
            Leaf leaf => new Clauses([leaf], wider, null, isDenied),
            Group group when IsOfLeaves(group) => new Clauses(LeavesOf(group), wider, null, isDenied),
            _ => null, // they contradict each other: rare, and found to be false when it is checked
        };
    }

    static List<Leaf[]>? Expand(Formula formula)
    {
        switch (formula)
        {
            case Leaf leaf:
                return [[leaf]];
            case Group { IsAnd: true } all:
                var together = new List<Leaf[]>();
                foreach (var part in all.Parts)
                {
                    if (Expand(part) is not { } more)
                        return null;
                    together.AddRange(more);
                }
                return IsTooMuch(together) ? null : together;
            case Group any:
                List<Leaf[]> product = [[]];
                foreach (var part in any.Parts)
                {
                    if (Expand(part) is not { } factor || product.Count * factor.Count > 4 * MaxClauses)
                        return null;
                    product = Product(product, factor);
                    if (IsTooMuch(product))
                        return null;
                }
                return product;
            default:
                return null;
        }
    }

    /// <summary>The OR of each with each, without those that are always true.</summary>
    static List<Leaf[]> Product(List<Leaf[]> product, List<Leaf[]> factor)
    {
        var all = new List<Leaf[]>(product.Count * factor.Count);
        foreach (var a in product)
            foreach (var b in factor)
                if (Either(a, b) is { } either)
                    all.Add(either);
        return all;
    }

    /// <summary>The OR of two; <see langword="null"/> when it is always true.</summary>
    static Leaf[]? Either(Leaf[] a, Leaf[] b) => Group.Of(isAnd: false, [.. a, .. b]) switch
    {
        Leaf leaf => [leaf],
        Group group => LeavesOf(group),
        _ => null,
    };

    static bool IsTooMuch(List<Leaf[]> clauses) => clauses.Count > MaxClauses || clauses.Sum(clause => clause.Length) > MaxLeaves;

    static bool IsOfLeaves(Group group)
    {
        if (group.Parts.Length > MaxLeaves)
            return false;
        foreach (var part in group.Parts)
            if (part is not Leaf)
                return false;
        return true;
    }

    static Leaf[] LeavesOf(Group group) => Array.ConvertAll(group.Parts, part => (Leaf)part);
}
