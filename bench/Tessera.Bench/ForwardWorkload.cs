using System.Globalization;
using System.Text;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Bench;

/// <summary>
/// Segments and conversations over 17 fields of 5 to 1,000 values, each value drawn with a density of about one over the root of its
/// rank. The same seed, shape and count give the same, and the first segments of a larger count are those of a smaller one.
/// </summary>
sealed class ForwardWorkload
{
    public const int Conversations = 2_000;

    // The first six are too few to be selective, the last eight are what "rare" and "sel" select by.
    static readonly (Field Field, int Values)[] fields =
    [
        (FieldCatalog.DeviceType, 5), (FieldCatalog.OperatingSystem, 6), (FieldCatalog.EntryType, 8), (FieldCatalog.BrowserType, 10),
        (FieldCatalog.Platform, 17), (FieldCatalog.LobId, 20), (FieldCatalog.CompanySubdivision, 30), (FieldCatalog.GroupId, 50),
        (FieldCatalog.BusinessRule, 70), (FieldCatalog.LobName, 100), (FieldCatalog.AgentRoutingCode, 150), (FieldCatalog.GroupName, 200),
        (FieldCatalog.BrowserVersion, 300), (FieldCatalog.Campaign, 400), (FieldCatalog.IntentCode, 500), (FieldCatalog.IntentName, 700),
        (FieldCatalog.AgentId, 1_000),
    ];

    const int FirstSelective = 9;

    readonly Random random;

    ForwardWorkload(int seed) => random = new Random(seed);

    /// <summary>The names of the fields, in the order of the values of a conversation.</summary>
    public static IEnumerable<Field> Fields => fields.Select(each => each.Field);

    public static IEnumerable<string> Queries(string shape, int count)
    {
        var workload = new ForwardWorkload(seed: 20_261_120);
        for (var i = 0; i < count; i++)
            yield return shape switch
            {
                "rare" => workload.Rare(),
                "sel" => workload.Selective(),
                "mixed" => workload.Mixed(),
                _ => throw new ArgumentException($"No shape: {shape}", nameof(shape)),
            };
    }

    /// <summary>Conversations as their values, one for each field.</summary>
    public static IEnumerable<string[]> Events(int count)
    {
        var workload = new ForwardWorkload(seed: 4_711);
        for (var i = 0; i < count; i++)
            yield return [.. Enumerable.Range(0, fields.Length).Select(workload.Value)];
    }

    /// <summary>A conversation; equal texts are shared, as <see cref="ConversationFacts"/> asks of whoever makes many.</summary>
    public static ConversationFacts Facts(int number, string[] values)
    {
        var builder = new ConversationFacts.Builder(number.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < fields.Length; i++)
            builder.Set(fields[i].Field, string.Intern(values[i]));
        return builder.Build();
    }

    string Rare()
    {
        var (a, b) = TwoOf(FirstSelective, fields.Length);
        return $"{Equal(a)} AND {Equal(b)} AND {Tail(all: 0.97, positive: 0.98)}";
    }

    string Selective()
    {
        var field = random.Next(FirstSelective, fields.Length);
        return $"{(Is(0.5) ? Equal(field) : In(field))} AND {Tail(all: 0.6, positive: 0.78)}";
    }

    /// <summary>One to three predicates on any fields: an and-group, an or-group or a not-group.</summary>
    string Tail(double all, double positive)
    {
        var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Predicate(random.Next(fields.Length), positive)).ToList();
        return parts.Count == 1 ? parts[0]
            : Is(all) ? string.Join(" AND ", parts)
            : $"{(Is(0.5) ? "NOT " : "")}({string.Join(" OR ", parts)})";
    }

    string Mixed() => Tree(random.Next(1, 5), isAnd: Is(0.7));

    string Tree(int predicates, bool isAnd)
    {
        if (predicates == 1)
            return Predicate(random.Next(fields.Length), 0.885);
        var left = random.Next(1, predicates);
        var group = $"({Tree(left, !isAnd || Is(0.4))}{(isAnd ? " AND " : " OR ")}{Tree(predicates - left, !isAnd || Is(0.4))})";
        return Is(0.1) ? $"NOT {group}" : group;
    }

    string Predicate(int field, double positive) => (Is(positive), Is(0.6)) switch
    {
        (true, true) => Equal(field),
        (true, false) => In(field),
        (false, true) => $"{fields[field].Field} != '{Value(field)}'",
        (false, false) => In(field, "NOT IN"),
    };

    string Equal(int field) => $"{fields[field].Field} = '{Value(field)}'";

    string In(int field, string keyword = "IN")
    {
        var text = new StringBuilder($"{fields[field].Field} {keyword} [");
        var count = random.Next(2, 5);
        for (var i = 0; i < count; i++)
            text.Append(i == 0 ? "'" : ", '").Append(Value(field)).Append('\'');
        return text.Append(']').ToString();
    }

    /// <summary>A value: with u drawn evenly, n u² is drawn with a density of one over the root.</summary>
    string Value(int field)
    {
        var (ofField, count) = fields[field];
        var u = random.NextDouble();
        var rank = (int)(count * u * u);
        return ofField.Type switch
        {
            FieldType.Enum => ofField.Values[rank % ofField.Values.Length],
            FieldType.Version => $"{rank / 10}.{rank % 10}",
            _ => $"{ofField.Name}_{rank}",
        };
    }

    (int A, int B) TwoOf(int from, int to)
    {
        var a = random.Next(from, to);
        var b = random.Next(from, to - 1);
        return (a, b >= a ? b + 1 : b);
    }

#pragma warning disable CA5394 // Drawn to be measured, nothing to guess.
    bool Is(double probability) => random.NextDouble() < probability;
#pragma warning restore CA5394
}
