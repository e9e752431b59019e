using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Query.Values;

namespace Tessera.Query.Tests.Matching;

/// <summary>
/// Makes random conversations and queries that have something to do with one another: values come from small pools, so that predicates
/// come true about as often as not. The same seed makes the same.
/// </summary>
sealed class ConversationGenerator(int seed)
{
    static readonly string[] identifiers = ["bank", "Bank", "hotel", "plane", "a-b", "a_b", "5", "05", "30", "bank_balance", "bank_fraud", "x"];

    // Quotes, wildcards, SQL, what sorts differently by UTF-16 unit and by code point, and what looks like a number but is none.
    static readonly string[] texts =
    [
        .. identifiers, "O'Brien", "''", "100%", "a%b", @"a\b", " bank", "bank ", "BANK", "größe", "GRÖSSE", "ſ", "\uFFFD", "\uE000", "😀", "😁",
        "a😀b", "-0", "0.0", "5.0", "-3", "3.25", "12345678901234567890.5", "12345678901234567890.50", "1e5", "+5", " 5", "5.", ".5", "1,000", "٥",
        "00", "-", "--5", "5-", "1.2.3", "0.000000000000000000000000001", "' OR 1=1 --", "\"; DROP TABLE conversation; --", "a[b]c*d?", "{\"a\":1}", "\n", "a\tb",
    ];

    static readonly string[] versions = ["14.1.2", "14.10", "14", "14.0", "14.01", "14.0-beta", "14.0-rc.1", "15b2", "100000000000000000000", "x"];
    static readonly string[] numbers = ["0", "5", "30", "-3", "3.25", "12345678901234567890.5", "1000", "0.000000000000000000000000001"];

    static readonly string[] patterns =
    [
        "bank%", "%a%", "_", "%_", "a_b", @"a\_b", @"100\%", "%😀%", "__", "%", "bank", "%k_b%e", "B%", "14.%", "%o%s%", "", "%[b]%", "%*%", "%?d",
        @"%\\b", "_%_", "%%", "größe", "GRÖ%", "%'%", "web%", "VOICE\\_%", "%_I%",
    ];

    static readonly string[] names = ["turns", "multi_task", "net promoter", "IN", "größe", "it's", "Turns", "a\"b", "$.x", "a.b", "\\", "😀"];

    static readonly DateTimeOffset[] instants =
    [
        new(2020, 5, 13, 13, 7, 21, TimeSpan.Zero), new(2020, 5, 15, 0, 0, 0, TimeSpan.Zero), new(2020, 5, 15, 0, 0, 0, 1, TimeSpan.Zero),
        new(2020, 5, 16, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 31, 9, 30, 15, 123, 456, TimeSpan.Zero),
    ];

    readonly Random random = new(seed);

    /// <summary>The ids a query may refer to.</summary>
    public ImmutableArray<string> SegmentIds { get; init; } = [];

    /// <summary>Times a database of microseconds can't keep exactly; only where none is involved.</summary>
    public bool AnyTimes { get; init; } = true;

    public int Next(int limit) => random.Next(limit);

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public SegmentQuery Query(int depth = 3) => Compile(Tree(depth).ToString());

    public static SegmentQuery Compile(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new InvalidOperationException($"{error!.Message} in {text}");

    /// <summary>Segments that refer to those before them; where asked for, now and then also to themselves, to later ones and to none.</summary>
    public static Dictionary<string, SegmentQuery> Segments(int seed, int count, bool circular)
    {
        var segments = new Dictionary<string, SegmentQuery>(StringComparer.Ordinal);
        var all = Enumerable.Range(0, count).Select(i => $"S{i}").Append("no such segment").ToImmutableArray();
        for (var i = 0; i < count; i++)
            segments.Add($"S{i}", new ConversationGenerator(seed + i) { SegmentIds = circular ? all : all[..i] }.Query(depth: 2));
        return segments;
    }

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

    public FieldReference Field() =>
        Chance(0.3) ? FieldReference.To(Pick(Enum.GetValues<FieldFamily>()), Pick(names)) : FieldReference.To(Pick(FieldCatalog.All));

    /// <summary>What is known of a conversation; each field is missing about one time in four, and most names are.</summary>
    public ConversationFacts Facts(string id)
    {
        var builder = new ConversationFacts.Builder(id);
        foreach (var field in FieldCatalog.All)
        {
            if (Chance(0.25))
                continue;
            _ = field.Type switch
            {
                FieldType.Time => builder.SetTime(field, Instant()),
                FieldType.TextList => builder.SetList(field, Enumerable.Range(0, Next(4)).Select(_ => Pick(identifiers))),
                FieldType.Version => builder.Set(field, Pick(versions)),
                FieldType.Enum => builder.Set(field, Chance(0.2) ? Pick(field.Values).ToLowerInvariant() : Pick(field.Values)),
                _ when field == FieldCatalog.CustomerId => builder.Set(field, Chance(0.5) ? $"customer {Next(1_000_000)}" : Pick(texts)),
                _ => builder.Set(field, Pick(field.Alphabet == FieldAlphabet.Any ? texts : identifiers)),
            };
        }
        foreach (var family in Enum.GetValues<FieldFamily>())
            foreach (var name in names)
                if (Chance(family == FieldFamily.Agent ? 0.05 : 0.4))
                    builder.SetNamed(family, name, Pick(texts));
        return builder.Build();
    }

    Expression Tree(int depth) => (depth <= 0 ? 0 : Next(6)) switch
    {
        1 => new And(Operands<And>(depth)),
        2 or 3 => new Or(Operands<Or>(depth)),
        4 => new Not(Tree(depth - 1)),
        _ => Leaf(),
    };

    Expression Leaf() => Next(20) switch
    {
        0 => new Constant(Chance(0.5)),
        < 4 when !SegmentIds.IsEmpty => new SegmentReference(Pick(SegmentIds)),
        _ => Predicate(),
    };

    ImmutableArray<Expression> Operands<TSame>(int depth)
        where TSame : Expression => [.. Enumerable.Range(0, 2 + Next(3)).Select(_ => Tree(depth - 1)).SelectMany(part => part is TSame ? part.Parts : [part])];

    Literal Literal(FieldReference field) => field.Type switch
    {
        FieldType.Time => new TimeLiteral(Instant()),
        FieldType.Version => new VersionLiteral(new DottedVersion(Pick(versions))),
        FieldType.Enum => new TextLiteral(Chance(0.1) ? "NONE_SUCH" : Pick(field.Field!.Values)),
        _ when Chance(0.3) && Number.TryParse(Pick(numbers), out var number) => new NumberLiteral(number),
        _ => new TextLiteral(Chance(0.02) ? "" : Pick(texts)),
    };

    Between Range(FieldReference field)
    {
        var low = Literal(field);
        var high = Literal(field);
        while (high.GetType() != low.GetType())
            high = Literal(field);
        return new Between(field, low, high);
    }

    LikePattern Pattern() => LikePattern.TryParse(Pick(patterns), out var pattern, out _) ? pattern : throw new InvalidOperationException();

    DateTimeOffset Instant() => (AnyTimes ? Next(20) : -1) switch
    {
        0 => DateTimeOffset.MinValue,
        1 => DateTimeOffset.MaxValue,
        2 => instants[0].AddTicks(Next(3)),
        _ => Pick(instants),
    };
}
