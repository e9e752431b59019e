namespace Tessera.Query.Matching.Segments;

/// <summary>A formula as an AND of ORs, or as the denial of one: whichever is shorter.</summary>
/// <param name="Units">The ORs of one leaf; no two that could be one.</param>
/// <param name="Wider">The ORs of several leaves.</param>
/// <param name="IsDenied">Whether the formula is true where this is false.</param>
sealed record Clauses(Leaf[] Units, Leaf[][] Wider, bool IsDenied)
{
    // More than that is cheaper to check by itself than to carry through the planes of 512 segments.
    const int MaxClauses = 16, MaxLeaves = 40;

    /// <summary>About how many lines of bits have to be read.</summary>
    int Cost => 2 * Units.Length + Wider.Sum(clause => 1 + 3 * clause.Length);

    /// <summary>The clauses of a formula that is neither constant nor left to the evaluator; <see langword="null"/> when they are too many.</summary>
    public static Clauses? Of(Formula formula)
    {
        switch (formula)
        {
            case Leaf leaf:
                return new Clauses([leaf], [], IsDenied: false);
            case Group { IsAnd: true } all when Array.TrueForAll(all.Parts, part => part is Leaf):
                return new Clauses(Array.ConvertAll(all.Parts, part => (Leaf)part), [], IsDenied: false);
            case Group { IsAnd: false } any when Array.TrueForAll(any.Parts, part => part is Leaf):
                return new Clauses(Array.ConvertAll(any.Parts, part => (Leaf)part.Negated), [], IsDenied: true);
        }
        var (plain, denied) = (Of(formula, isDenied: false), Of(formula.Negated, isDenied: true));
        return denied is null || plain?.Cost <= denied.Cost ? plain : denied;
    }

    static Clauses? Of(Formula formula, bool isDenied)
    {
        if (Expand(formula) is not { } clauses)
            return null;
        var units = Group.Of(isAnd: true, [.. clauses.Where(clause => clause.Length == 1).Select(clause => clause[0])]);
        var wider = clauses.Where(clause => clause.Length > 1).ToArray();
        return units switch
        {
            Truth { Value: true } => new Clauses([], wider, isDenied),
            Leaf leaf => new Clauses([leaf], wider, isDenied),
            Group group => new Clauses(Array.ConvertAll(group.Parts, part => (Leaf)part), wider, isDenied),
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
                    product = [.. product.SelectMany(_ => factor, Either).OfType<Leaf[]>()];
                    if (IsTooMuch(product))
                        return null;
                }
                return product;
            default:
                return null;
        }
    }

    /// <summary>The OR of two; <see langword="null"/> when it is always true.</summary>
    static Leaf[]? Either(Leaf[] a, Leaf[] b) => Group.Of(isAnd: false, [.. a, .. b]) switch
    {
        Leaf leaf => [leaf],
        Group group => Array.ConvertAll(group.Parts, part => (Leaf)part),
        _ => null,
    };

    static bool IsTooMuch(List<Leaf[]> clauses) => clauses.Count > MaxClauses || clauses.Sum(clause => clause.Length) > MaxLeaves;
}
