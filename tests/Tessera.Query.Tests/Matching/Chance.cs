using System.Globalization;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Matching;

/// <summary>
/// Draws queries and conversations over the whole language from small pools, so that what is drawn has something to do with each other:
/// about a third of the queries match a conversation. The same seed draws the same.
/// </summary>
sealed class Chance(int seed)
{
    static readonly string[] words =
        ["bank", "Bank", "BANK", "hotel", "plane", "a%b", "a_b", @"a\b", "5", "05", "5.0", "-3", "größe", "😀", "\uE000"];
    static readonly string[] versions = ["14.1.2", "14.10", "14", "14.0", "14.01", "14.0-beta", "15", "x"];
    static readonly string[] numbers = ["0", "5", "30", "-3", "3.25", "12345678901234567890.5"];
    static readonly string[] patterns = ["b%", "%a%", "_", "%", "a_b", @"a\_b", "%o%", "14.%", "", "%5", "B___"];
    static readonly string[] names = ["turns", "net promoter", "it's"];
    static readonly string[] families = ["attributes", "metadata", "customer", "agent"];

    readonly Random random = new(seed);

    public int Next(int limit) => random.Next(limit);

    public bool Is(double probability) => random.NextDouble() < probability;

    /// <summary>A query of one to about a dozen predicates; it may refer to these segments.</summary>
    public SegmentQuery Query(IReadOnlyList<string> segmentIds, int depth = 3) => Compile(Tree(segmentIds, Next(depth + 1)));

    /// <summary>A query with one or two values that few conversations have, and mostly with something else.</summary>
    public SegmentQuery SelectiveQuery()
    {
        var campaign = Is(0.3)
            ? $"campaign IN [{Quoted(Value(FieldCatalog.Campaign))}, {Quoted(Value(FieldCatalog.Campaign))}]"
            : $"campaign = {Quoted(Value(FieldCatalog.Campaign))}";
        var customer = $"customer_id = {Quoted(Value(FieldCatalog.CustomerId))}";
        var item = $"company_segment = {Quoted(Pick(words))}";
        var rare = Next(5) switch { 0 => campaign, 1 => customer, 2 => $"{customer} AND {item}", _ => $"{campaign} AND {customer}" };
        return Compile(Is(0.3) ? rare : $"{rare} AND {Tree([], Next(3))}");
    }

    public static SegmentQuery Compile(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new ArgumentException($"{error!.Message} in {text}", nameof(text));

    public ConversationFacts Facts() => Facts($"C{Next(1_000_000)}");

    public ConversationFacts Facts(string id)
    {
        var builder = new ConversationFacts.Builder(id);
        foreach (var field in FieldCatalog.All)
        {
            if (Is(0.25))
                continue;
            _ = field.Type switch
            {
                FieldType.Time => builder.SetTime(field, Time()),
                FieldType.TextList => builder.SetList(field, Enumerable.Range(0, Next(4)).Select(_ => Pick(words))),
                FieldType.Enum => builder.Set(field, Is(0.2) ? Pick(field.Values).ToLowerInvariant() : Pick(field.Values)),
                _ => builder.Set(field, Value(field)),
            };
        }
        foreach (var family in Enum.GetValues<FieldFamily>())
            foreach (var name in names)
                if (Is(0.6))
                    builder.SetNamed(family, name, Pick(Is(0.5) ? words : numbers));
        return builder.Build();
    }

    string Tree(IReadOnlyList<string> segmentIds, int depth) => (depth <= 0 ? 0 : Next(7)) switch
    {
        1 or 2 => Group(" AND ", segmentIds, depth),
        3 or 4 => Group(" OR ", segmentIds, depth),
        5 => $"NOT ({Tree(segmentIds, depth - 1)})",
        _ => Leaf(segmentIds),
    };

    string Group(string between, IReadOnlyList<string> segmentIds, int depth) =>
        $"({string.Join(between, Enumerable.Range(0, 2 + Next(3)).Select(_ => Tree(segmentIds, depth - 1)))})";

    string Leaf(IReadOnlyList<string> segmentIds) => Next(40) switch
    {
        0 => Is(0.5) ? "TRUE" : "FALSE",
        < 4 when segmentIds.Count > 0 => $"SEGMENT('{(Is(0.05) ? "no such segment" : Pick(segmentIds))}')",
        _ => Predicate(),
    };

    string Predicate()
    {
        var field = Is(0.3) ? null : FieldCatalog.All[Next(FieldCatalog.All.Length)];
        var name = field?.Name ?? $"{Pick(families)}['{Pick(names).Replace("'", "''", StringComparison.Ordinal)}']";
        var mayBeNumber = field is null || field.Type is FieldType.Text or FieldType.TextList;
        string Literal() => mayBeNumber && Is(0.2) ? Pick(numbers) : Text(field);
        var negation = Is(0.3) ? "NOT " : "";
        switch (Next(8))
        {
            case 0:
                return $"{name} {negation}IN [{string.Join(", ", Enumerable.Range(0, 1 + Next(5)).Select(_ => Literal()))}]";
            case 1 when field?.Type != FieldType.Enum:
                return mayBeNumber && Is(0.3)
                    ? $"{name} {negation}BETWEEN {Pick(numbers)} AND {Pick(numbers)}"
                    : $"{name} {negation}BETWEEN {Text(field)} AND {Text(field)}";
            case 2 when field?.Type != FieldType.Time:
                return $"{name} {negation}LIKE {Quoted(Pick(patterns))}";
            case 3:
                return $"{name} IS {negation}SET";
            case 4 when field?.Type != FieldType.Enum:
                return $"{name} {Pick<string>(["<", "<=", ">", ">="])} {Literal()}";
            default:
                return $"{name} {(negation.Length > 0 ? "!=" : "=")} {Literal()}";
        }
    }

    string Text(Field? field) => Quoted(field switch
    {
        null => Pick(words),
        { Type: FieldType.Time } => Time().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        { Type: FieldType.Enum } => Is(0.1) ? "none_such" : Pick(field.Values).ToLowerInvariant(),
        { Type: FieldType.TextList } => Pick(words),
        _ => Value(field),
    });

    /// <summary>Few values, but for two fields on which queries are meant to be selective.</summary>
    string Value(Field field) => field switch
    {
        { Type: FieldType.Version } => Pick(versions),
        _ when field == FieldCatalog.CustomerId => $"customer {Math.Min(Next(400), Next(400))}",
        _ when field == FieldCatalog.Campaign => $"campaign_{Math.Min(Next(100), Next(100))}",
        _ => Pick(words),
    };

    DateTimeOffset Time() => new(2026, 1, 1 + Next(20), Next(2), 0, 0, TimeSpan.Zero);

    static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
