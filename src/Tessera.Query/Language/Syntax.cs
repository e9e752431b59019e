using System.Collections.Immutable;
using Tessera.Query.Fields;
using Tessera.Query.Values;

namespace Tessera.Query.Language;

/// <summary>
/// A part of a query's tree. The tree is immutable and holds meaning only: names are bound, literals are converted, <c>!=</c> and the
/// other negative forms are a <see cref="Not"/> around the positive one, parentheses have become shape. Two trees are equal when they
/// say the same in the same words; where they stood in their texts plays no part.
/// </summary>
public abstract record Node
{
    /// <summary>Where the part stands in the text it was read from; takes no part in equality.</summary>
    public TextSpan Span { get; init; }

    /// <summary>Whether both say the same, wherever they stand.</summary>
    public virtual bool Equals(Node? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>A part of a query that is true or false of a conversation.</summary>
public abstract record Expression : Node
{
    /// <summary>The expressions this one is made of; none for a <see cref="Constant"/>, a predicate or a reference.</summary>
    public virtual ImmutableArray<Expression> Parts => [];

    /// <summary>Every expression within and this one itself, in the order of the text.</summary>
    public IEnumerable<Expression> SelfAndWithin() => Parts.SelectMany(part => part.SelfAndWithin()).Prepend(this);

    /// <summary>The canonical text.</summary>
    public sealed override string ToString() => Printer.Print(this);
}

/// <summary><c>TRUE</c> or <c>FALSE</c>.</summary>
/// <param name="Value">Which of the two.</param>
public sealed record Constant(bool Value) : Expression;

/// <summary>True when every operand is.</summary>
/// <param name="Operands">Two or more; none is itself an <see cref="And"/>.</param>
public sealed record And(ImmutableArray<Expression> Operands) : Expression
{
    /// <inheritdoc/>
    public override ImmutableArray<Expression> Parts => Operands;

    /// <inheritdoc/>
    public bool Equals(And? other) => base.Equals(other) && Operands.AsSpan().SequenceEqual(other.Operands.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence.Hash(base.GetHashCode(), Operands);
}

/// <summary>True when an operand is.</summary>
/// <param name="Operands">Two or more; none is itself an <see cref="Or"/>.</param>
public sealed record Or(ImmutableArray<Expression> Operands) : Expression
{
    /// <inheritdoc/>
    public override ImmutableArray<Expression> Parts => Operands;

    /// <inheritdoc/>
    public bool Equals(Or? other) => base.Equals(other) && Operands.AsSpan().SequenceEqual(other.Operands.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence.Hash(base.GetHashCode(), Operands);
}

/// <summary>True when the operand is false.</summary>
/// <param name="Operand">What is denied.</param>
public sealed record Not(Expression Operand) : Expression
{
    /// <inheritdoc/>
    public override ImmutableArray<Expression> Parts => [Operand];
}

/// <summary>True when another segment of the workspace matches.</summary>
/// <param name="SegmentId">Its id.</param>
public sealed record SegmentReference(string SegmentId) : Expression;

/// <summary>A question about one field. With a missing value it is false; of a list it is true when it is true for any one item.</summary>
/// <param name="Field">What is asked about.</param>
public abstract record Predicate(FieldReference Field) : Expression;

/// <summary><c>field = literal</c> or one of the orderings.</summary>
/// <param name="Field">What is asked about.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Literal">What it is compared with.</param>
public sealed record Comparison(FieldReference Field, ComparisonOperator Operator, Literal Literal) : Predicate(Field);

/// <summary><c>field IN [literal, …]</c>.</summary>
/// <param name="Field">What is asked about.</param>
/// <param name="Literals">One or more, as written: in their order, with their repetitions.</param>
public sealed record In(FieldReference Field, ImmutableArray<Literal> Literals) : Predicate(Field)
{
    /// <inheritdoc/>
    public bool Equals(In? other) => base.Equals(other) && Literals.AsSpan().SequenceEqual(other.Literals.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence.Hash(base.GetHashCode(), Literals);
}

/// <summary><c>field BETWEEN low AND high</c>, both ends included. Of a list, one item must lie between.</summary>
/// <param name="Field">What is asked about.</param>
/// <param name="Low">The low end.</param>
/// <param name="High">The high end, of the same kind as the low one.</param>
public sealed record Between(FieldReference Field, Literal Low, Literal High) : Predicate(Field);

/// <summary><c>field LIKE 'pattern'</c>: exact case, or any case where the field is an enum.</summary>
/// <param name="Field">What is asked about.</param>
/// <param name="Pattern">What the whole value must look like.</param>
public sealed record Like(FieldReference Field, LikePattern Pattern) : Predicate(Field);

/// <summary><c>field IS SET</c>: there is a value.</summary>
/// <param name="Field">What is asked about.</param>
public sealed record IsSet(FieldReference Field) : Predicate(Field);

/// <summary>How a <see cref="Comparison"/> compares.</summary>
/// <remarks>The numbers are persisted: explicit and append-only.</remarks>
public enum ComparisonOperator
{
    /// <summary><c>=</c></summary>
    Equal = 1,

    /// <summary><c>&lt;</c></summary>
    Less = 2,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual = 3,

    /// <summary><c>&gt;</c></summary>
    Greater = 4,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual = 5,
}

/// <summary>A value written in a query, converted to what its field compares by.</summary>
public abstract record Literal : Node
{
    /// <summary>The literal in its canonical form.</summary>
    public sealed override string ToString() => Printer.Print(this);
}

/// <summary>Text, to be compared exactly; for an enum in upper case, to be compared in any case.</summary>
/// <param name="Value">The text, without quotes.</param>
public sealed record TextLiteral(string Value) : Literal;

/// <summary>A number, to be compared with values that are numbers.</summary>
/// <param name="Value">The number.</param>
public sealed record NumberLiteral(Number Value) : Literal;

/// <summary>A version number.</summary>
/// <param name="Value">The version.</param>
public sealed record VersionLiteral(DottedVersion Value) : Literal;

/// <summary>An instant.</summary>
/// <param name="Value">The instant, in UTC.</param>
public sealed record TimeLiteral(DateTimeOffset Value) : Literal;

static class Sequence
{
    public static int Hash<T>(int seed, ImmutableArray<T> items)
    {
        var hash = new HashCode();
        hash.Add(seed);
        foreach (var item in items)
            hash.Add(item);
        return hash.ToHashCode();
    }
}
