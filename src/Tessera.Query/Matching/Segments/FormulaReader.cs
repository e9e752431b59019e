using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Reads queries into formulas, taking down in the vocabulary what they speak of. What is referred to is put in the place of the reference;
/// where that would be too much, or goes in a circle, the whole query is left to the <see cref="Evaluator"/>. For one thread.
/// </summary>
sealed class FormulaReader(Vocabulary vocabulary, SegmentResolver segments)
{
    // References in place of each other: this deep, and this many expressions in all.
    const int MaxSegmentDepth = 16, MaxExpressions = 2_000;

    readonly List<string> path = [];
    int expressions;
    bool tooMuch;

    public Formula Read(SegmentQuery query)
    {
        path.Clear();
        (expressions, tooMuch) = (0, false);
        var formula = Read(query.Tree(), isDenied: false);
        return tooMuch ? new Evaluated(query, isDenied: false) : formula;
    }

    Formula Read(Expression expression, bool isDenied) => expression switch
    {
        Constant { Value: var value } => value != isDenied ? Formula.Always : Formula.Never,
        Not { Operand: var operand } => Read(operand, !isDenied),
        And { Operands: var operands } => Read(operands, isAnd: !isDenied, isDenied),
        Or { Operands: var operands } => Read(operands, isAnd: isDenied, isDenied),
        SegmentReference { SegmentId: var id } => Read(id, isDenied),
        Predicate predicate => isDenied ? Read(predicate).Negated : Read(predicate),
        _ => throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression)),
    };

    Formula Read(ImmutableArray<Expression> operands, bool isAnd, bool isDenied)
    {
        var parts = new Formula[operands.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Read(operands[i], isDenied);
        return Group.Of(isAnd, parts);
    }

    Formula Read(string segmentId, bool isDenied)
    {
        if (tooMuch || segments(segmentId) is not { } referenced)
            return isDenied ? Formula.Always : Formula.Never;
        expressions += Size(referenced);
        if (path.Count == MaxSegmentDepth || expressions > MaxExpressions || path.Contains(segmentId, StringComparer.Ordinal))
        {
            tooMuch = true;
            return Formula.Never;
        }
        path.Add(segmentId);
        var formula = Read(referenced.Root, isDenied);
        path.RemoveAt(path.Count - 1);
        return formula;
    }

    // A query of 8 KiB has at most about one expression for every three bytes.
    static int Size(SegmentQuery query) => 1 + query.Text.Length / 10;

    Formula Read(Predicate predicate) => predicate.Field.Type switch
    {
        FieldType.TextList => ReadOfList(predicate),
        FieldType.Time => predicate is IsSet ? Presence(predicate.Field) : Ordered(predicate, AxisKind.Time),
        _ => ReadOfOne(predicate),
    };

    Formula ReadOfOne(Predicate predicate) => predicate switch
    {
        IsSet => new ClassLeaf(vocabulary.AxisOf(predicate.Field, AxisKind.Value), ClassSet.Present),
        Like => Asked(predicate),
        Comparison { Literal: NumberLiteral } or Between { Low: NumberLiteral } => Ordered(predicate, AxisKind.Number),
        Comparison { Operator: ComparisonOperator.Equal, Literal: var literal } => Values(predicate.Field, [literal]),
        In { Literals: var literals } => ReadIn(predicate.Field, literals),
        _ => Ordered(predicate, predicate.Field.Type == FieldType.Version ? AxisKind.Version : AxisKind.Text),
    };

    ClassLeaf ReadOfList(Predicate predicate) => predicate switch
    {
        IsSet => Presence(predicate.Field),
        Comparison { Operator: ComparisonOperator.Equal, Literal: TextLiteral literal } => Values(predicate.Field, [literal]),
        In { Literals: var literals } when literals.All(literal => literal is TextLiteral) => Values(predicate.Field, literals.AsSpan()),
        _ => Asked(predicate),
    };

    Formula ReadIn(FieldReference field, ImmutableArray<Literal> literals)
    {
        if (!HasNumber(literals))
            return Values(field, literals.AsSpan());
        var numbers = new In(field, [.. literals.Where(literal => literal is NumberLiteral)]);
        var texts = literals.Where(literal => literal is not NumberLiteral).ToArray();
        var leaf = Ordered(numbers, AxisKind.Number);
        return texts.Length == 0 ? leaf : Group.Of(isAnd: false, [leaf, Values(field, texts)]);
    }

    ClassLeaf Values(FieldReference field, ReadOnlySpan<Literal> literals)
    {
        var axis = vocabulary.AxisOf(field, AxisKind.Value);
        var classes = new int[literals.Length];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = vocabulary.Intern(axis, literals[i] switch
            {
                TextLiteral text => text.Value,
                VersionLiteral version => version.Value.Text,
                var other => throw new ArgumentException($"Not compared as text: {other.GetType()}.", nameof(literals)),
            });
        return new ClassLeaf(axis, new ClassSet(SortDistinct(classes), AllBut: false));
    }

    static int[] SortDistinct(int[] classes)
    {
        if (classes.Length == 1)
            return classes;
        Array.Sort(classes);
        var count = 1;
        for (var i = 1; i < classes.Length; i++)
            if (classes[i] != classes[i - 1])
                classes[count++] = classes[i];
        return count == classes.Length ? classes : classes[..count];
    }

    static bool HasNumber(ImmutableArray<Literal> literals)
    {
        foreach (var literal in literals)
            if (literal is NumberLiteral)
                return true;
        return false;
    }

    ClassLeaf Asked(Predicate predicate)
    {
        var axis = vocabulary.AxisOf(predicate.Field, AxisKind.Asked);
        return new ClassLeaf(axis, new ClassSet([vocabulary.Intern(axis, predicate)], AllBut: false));
    }

    ClassLeaf Presence(FieldReference field) => new(vocabulary.AxisOf(field, AxisKind.Presence), ClassSet.Present);

    OrderLeaf Ordered(Predicate predicate, AxisKind kind) => new(vocabulary.AxisOf(predicate.Field, kind), predicate, isDenied: false);
}
