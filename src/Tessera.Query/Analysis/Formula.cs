using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>
/// Expressions reduced to logic. Each field they ask about is a variable, and each predicate about it a bit of the variable's value.
/// Segments referred to are replaced by their queries; one that isn't known here, or lies too deep, is a variable of its own.
/// </summary>
sealed class Formula(SegmentResolver? segments)
{
    const int MaxSegmentDepth = 8, MaxTerms = 4_000;

    readonly Dictionary<FieldReference, int> fields = [];
    readonly Dictionary<string, int> openSegments = [];
    readonly List<List<Predicate>?> variables = []; // the predicates about a field; null for an open segment
    int terms;

    /// <summary>About how much work it is to have translated all this and to find the <see cref="Cases"/>.</summary>
    public int Cost { get; private set; }

    public Term Translate(Expression expression) => Translate(expression, segmentDepth: 0);

    /// <summary>The values each variable can have; <see langword="null"/> when there are too many, or too many terms.</summary>
    public ImmutableArray<ImmutableArray<ulong>>? Cases()
    {
        if (terms > MaxTerms)
            return null;
        var cases = ImmutableArray.CreateBuilder<ImmutableArray<ulong>>(variables.Count);
        foreach (var predicates in variables)
        {
            if ((predicates is null ? [0, 1] : FieldCases.Of(predicates)) is not { } values)
                return null;
            cases.Add(values);
        }
        return cases.ToImmutable();
    }

    Term Translate(Expression expression, int segmentDepth)
    {
        Cost++;
        if (++terms > MaxTerms)
            return new Known(Value: true); // whatever it is: there are no cases
        return expression switch
        {
            Constant { Value: var value } => new Known(value),
            Not { Operand: var operand } => new Denied(Translate(operand, segmentDepth)),
            And { Operands: var operands } => new All([.. operands.Select(operand => Translate(operand, segmentDepth))]),
            Or { Operands: var operands } => new Any([.. operands.Select(operand => Translate(operand, segmentDepth))]),
            Predicate predicate => AtomOf(predicate),
            SegmentReference { SegmentId: var id } => Translate(id, segmentDepth),
            _ => throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression)),
        };
    }

    Term Translate(string segmentId, int segmentDepth)
    {
        if (segments is not null && segmentDepth < MaxSegmentDepth)
            return segments(segmentId) is { } query ? Translate(query.Root, segmentDepth + 1) : new Known(Value: false);
        if (!openSegments.TryGetValue(segmentId, out var variable))
            openSegments.Add(segmentId, variable = AddVariable(predicates: null));
        return new Atom(variable, Bit: 0);
    }

    Atom AtomOf(Predicate predicate)
    {
        if (!fields.TryGetValue(predicate.Field, out var variable))
            fields.Add(predicate.Field, variable = AddVariable([]));
        var predicates = variables[variable]!;
        var bit = predicates.IndexOf(predicate);
        if (bit < 0)
        {
            bit = predicates.Count;
            predicates.Add(predicate);
            // Each of its literals is two places more at which every predicate about the field is asked.
            Cost += 2 * (predicate is In { Literals: var literals } ? literals.Length : 1) * predicates.Count;
        }
        return new Atom(variable, bit);
    }

    int AddVariable(List<Predicate>? predicates)
    {
        variables.Add(predicates);
        return variables.Count - 1;
    }

    internal abstract record Term;

    internal sealed record Known(bool Value) : Term;

    internal sealed record Atom(int Variable, int Bit) : Term;

    internal sealed record Denied(Term Term) : Term;

    internal sealed record All(ImmutableArray<Term> Terms) : Term;

    internal sealed record Any(ImmutableArray<Term> Terms) : Term;
}
