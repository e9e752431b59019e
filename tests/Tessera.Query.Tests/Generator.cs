using System.Collections.Immutable;
using System.Text;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Tests;

/// <summary>
/// Makes random queries and conversations that have something to do with one another: values are drawn from small pools, so that
/// predicates come true about as often as not. The same seed gives the same sequence.
/// </summary>
sealed class Generator(int seed)
{
    static readonly string[] identifiers =
        ["bank", "Bank", "hotel", "plane", "a-b", "a_b", "5", "05", "30", "bank_balance", "bank_fraud", "x"];

    // Quotes, wildcards, what sorts differently by UTF-16 unit and by code point, and what looks like a number but is none.
    static readonly string[] texts =
    [
        .. identifiers, "O'Brien", "''", "100%", "a%b", @"a\b", " bank", "bank ", "BANK", "größe", "ſ", "\uFFFD", "\uE000", "😀", "😁",
        "a😀b", "-0", "0.0", "5.0", "-3", "3.25", "12345678901234567890.5", "12345678901234567890.50", "1e5", "+5", " 5", "5.", ".5",
        "1,000", "٥", "00", "--5", "5-", "1.2.3", "0.000000000000000000000000001", "' OR 1=1 --", "\"; DROP TABLE conversation; --",
        "a[b]c*d?", "{\"a\":1}", "\n",
    ];

    static readonly string[] versions =
        ["14.1.2", "14.10", "14", "14.0", "14.01", "14.0-beta", "14.0-rc.1", "15b2", "100000000000000000000", "x"];

    static readonly string[] numbers = ["0", "5", "30", "-3", "3.25", "12345678901234567890.5", "1000", "0.000000000000000000000000001"];

    static readonly string[] patterns =
    [
        "bank%", "%a%", "_", "%_", "a_b", @"a\_b", @"100\%", "%😀%", "__", "%", "bank", "%k_b%e", "B%", "14.%", "%o%s%", "",
        "%[b]%", "%*%", "%?", @"%\\b", "_%_", "größe", "%'%", "web%",
    ];

    // Two of them are properties of a customer or an agent, elsewhere they are names like others.
    static readonly string[] names =
        ["turns", "multi_task", "status", "ranking", "net promoter", "IN", "größe", "it's", "Turns", "a\"b", "$.x", "a.b", "\\", "😀"];

    static readonly DateTimeOffset[] instants =
    [
        new(2020, 5, 13, 13, 7, 21, TimeSpan.Zero), new(2020, 5, 15, 0, 0, 0, TimeSpan.Zero), new(2020, 5, 15, 0, 0, 0, 1, TimeSpan.Zero),
        new(2020, 5, 16, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MinValue, DateTimeOffset.MaxValue,
        new(2026, 1, 31, 9, 30, 15, 123, 456, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 31, 9, 30, 15, 123, 456, TimeSpan.Zero).AddTicks(1),
    ];

    readonly Random random = new(seed);

    /// <summary>The ids a query may refer to.</summary>
    public ImmutableArray<string> SegmentIds { get; init; } = [];

    /// <summary>The field all predicates are to be about, if it is to be one.</summary>
    public FieldReference? Only { get; init; }

    public int Next(int limit) => random.Next(limit);

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>A query of about one to a dozen predicates.</summary>
    public SegmentQuery Query(int depth = 3) =>
        SegmentQuery.TryCompile(Restyle(Tree(depth)), out var error) ?? throw new InvalidOperationException(error!.Message);

    /// <summary>A tree as the parser would make it, without places in a text.</summary>
    public Expression Tree(int depth) => (depth <= 0 ? 0 : Next(6)) switch
    {
        1 => new And(Operands<And>(depth)),
        2 or 3 => new Or(Operands<Or>(depth)),
        4 => new Not(Tree(depth - 1)),
        _ => Leaf(),
    };

    public Expression Leaf() => Next(20) switch
    {
        0 => new Constant(Chance(0.5)),
        < 4 when !SegmentIds.IsEmpty => new SegmentReference(Pick(SegmentIds)),
        _ => Predicate(),
    };

    public Predicate Predicate()
    {
        var field = Field();
        return Next(6) switch
        {
            0 => new In(field, [.. Enumerable.Range(0, 1 + Next(4)).Select(_ => Literal(field))]),
            1 when field.Type != FieldType.Enum => Range(field),
            2 when field.Type != FieldType.Time => new Like(field, Pattern()),
            3 => new IsSet(field),
            4 when field.Type != FieldType.Enum => new Comparison(field, (ComparisonOperator)(2 + Next(4)), Literal(field)),
            _ => new Comparison(field, ComparisonOperator.Equal, Literal(field)),
        };
    }

    public FieldReference Field() => Only is not null ? Only
        : Chance(0.3) ? FieldReference.To(Pick(Enum.GetValues<FieldFamily>()), Pick(names))
        : FieldReference.To(Pick(FieldCatalog.All));

    public Literal Literal(FieldReference field) => field.Type switch
    {
        FieldType.Time => new TimeLiteral(Pick(instants)),
        FieldType.Version => new VersionLiteral(new DottedVersion(Pick(versions))),
        FieldType.Enum => new TextLiteral(Chance(0.1) ? "NONE_SUCH" : Pick(field.Field!.Values)),
        _ when Chance(0.3) && Number.TryParse(Pick(numbers), out var number) => new NumberLiteral(number),
        _ => new TextLiteral(Chance(0.02) ? "" : Pick(texts)),
    };

    /// <summary>What is known of a conversation; each field is missing about one time in four.</summary>
    public ConversationFacts Facts(string? id = null)
    {
        var builder = new ConversationFacts.Builder(id ?? $"C{Next(1_000_000)}");
        foreach (var field in FieldCatalog.All)
        {
            if (Chance(0.25))
                continue;
            _ = field.Type switch
            {
                FieldType.Time => builder.SetTime(field, Pick(instants)),
                FieldType.TextList => builder.SetList(field, Enumerable.Range(0, Next(4)).Select(_ => Pick(identifiers))),
                FieldType.Version => builder.Set(field, Pick(versions)),
                FieldType.Enum => builder.Set(field, Chance(0.2) ? Pick(field.Values).ToLowerInvariant() : Pick(field.Values)),
                _ => builder.Set(field, Pick(field.Alphabet == FieldAlphabet.Any ? texts : identifiers)),
            };
        }
        foreach (var family in Enum.GetValues<FieldFamily>())
            foreach (var name in names)
                if (Chance(0.6))
                    builder.SetNamed(family, name, Pick(texts));
        return builder.Build();
    }

    /// <summary>Segments that refer only to those before them.</summary>
    public static IReadOnlyDictionary<string, SegmentQuery> Segments(int seed, int count)
    {
        var segments = new Dictionary<string, SegmentQuery>();
        for (var i = 0; i < count; i++)
            segments.Add($"S{i}", new Generator(seed + i) { SegmentIds = [.. segments.Keys] }.Query(depth: 2));
        return segments;
    }

    /// <summary>Writes a tree in one of the many ways that mean the same.</summary>
    public string Restyle(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression, needsOperand: false);
        return text.ToString();
    }

    ImmutableArray<Expression> Operands<TSame>(int depth) where TSame : Expression =>
        [.. Enumerable.Range(0, 2 + Next(3)).Select(_ => Tree(depth - 1)).SelectMany(part => part is TSame ? part.Parts : [part])];

    Between Range(FieldReference field)
    {
        var low = Literal(field);
        var high = Literal(field);
        while (high.GetType() != low.GetType())
            high = Literal(field);
        return new Between(field, low, high);
    }

    LikePattern Pattern() => LikePattern.TryParse(Pick(patterns), out var pattern, out _) ? pattern : throw new InvalidOperationException();

    void Write(StringBuilder text, Expression expression, bool needsOperand)
    {
        var inParentheses = (needsOperand && expression is And or Or) || Chance(0.05);
        if (inParentheses)
            text.Append('(').Append(Space(0));
        switch (expression)
        {
            case And or Or:
                for (var i = 0; i < expression.Parts.Length; i++)
                {
                    if (i > 0)
                        text.Append(Space(1)).Append(Cased(expression is And ? "AND" : "OR")).Append(Space(1));
                    // An AND needs no parentheses within an OR.
                    Write(text, expression.Parts[i], needsOperand: expression is And || expression.Parts[i] is Or);
                }
                break;
            case Not { Operand: Predicate predicate } when Chance(0.5):
                text.Append(Negated(predicate));
                break;
            case Not { Operand: var operand }:
                text.Append(Cased("NOT")).Append(Space(1));
                Write(text, operand, needsOperand: true);
                break;
            default:
                text.Append(Chance(0.5) ? expression.ToString() : Cased(expression));
                break;
        }
        if (inParentheses)
            text.Append(Space(0)).Append(')');
    }

    string Negated(Predicate predicate)
    {
        var (field, canonical) = (predicate.Field.ToString(), predicate.ToString());
        return predicate switch
        {
            Comparison { Operator: ComparisonOperator.Equal, Literal: var literal } =>
                $"{field}{Space(0)}{Pick<string>(["!=", "<>"])}{Space(0)}{literal}",
            IsSet => $"{field} {Cased("IS")} {Pick<string>([Cased("NOT SET"), Cased("NULL")])}",
            Comparison => $"NOT {canonical}",
            _ => $"{field} {Cased("NOT")}{canonical[field.Length..]}",
        };
    }

    /// <summary>A leaf with its keywords, and the name of its field, in another case.</summary>
    string Cased(Expression leaf) => leaf switch
    {
        Constant constant => Cased(constant.ToString()),
        IsSet { Field: var field } => $"{Cased(field)} {Cased("IS NOT NULL")}",
        In { Field: var field, Literals: var literals } =>
            $"{Cased(field)} {Cased("IN")}({string.Join($"{Space(0)},{Space(0)}", literals)})",
        Comparison { Field: var field, Operator: var comparison, Literal: var literal } =>
            $"{Cased(field)}{Space(0)}{Printer.Symbol(comparison)}{Space(0)}{literal}",
        _ => leaf.ToString(),
    };

    string Cased(FieldReference reference) => reference.Field is { } field ? Cased(field.Name)
        : $"{Cased(FieldCatalog.Prefix(reference.Family!.Value))}{Space(0)}[{Space(0)}{Printer.Quote(reference.Name)}]";

    string Cased(string word) => Next(3) switch
    {
        0 => word.ToLowerInvariant(),
        1 => string.Concat(word.Select((letter, i) => i % 2 == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter))),
        _ => word,
    };

    string Space(int atLeast) => Next(8) switch
    {
        0 => "\n",
        1 => " -- a 'comment\r\n",
        2 => "\t \u00A0",
        3 when atLeast == 0 => "",
        _ => " ",
    };
}
