using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Bench;

/// <summary>The shapes of a query, by how much it matches.</summary>
enum BackwardShape
{
    Rare,
    Sel,
    Mixed,
}

/// <summary>
/// Conversations with 17 fields of 5 to 1,000 values, drawn with a density of 1 / sqrt(rank), and queries about them. Everything follows
/// from the seed and the number of a conversation, so that the same rows can be made as often as they are needed.
/// </summary>
sealed class BackwardWorkload
{
    const int Seed = 20_260_131, MostValues = 1_000;

    // A field with an enum's values has those; the others have texts of at most 12 characters, which DuckDB keeps in place.
    static readonly (Field Field, int Values)[] counts =
    [
        (FieldCatalog.LobId, 8), (FieldCatalog.LobName, 10), (FieldCatalog.GroupId, 64), (FieldCatalog.GroupName, 100),
        (FieldCatalog.AgentRoutingCode, 150), (FieldCatalog.Campaign, 250), (FieldCatalog.DeviceType, 5), (FieldCatalog.Platform, 17),
        (FieldCatalog.CompanySegment, 40), (FieldCatalog.CompanySubdivision, 50), (FieldCatalog.BusinessRule, 400),
        (FieldCatalog.EntryType, 12), (FieldCatalog.OperatingSystem, 6), (FieldCatalog.BrowserType, 20), (FieldCatalog.BrowserVersion, 25),
        (FieldCatalog.IntentCode, 500), (FieldCatalog.IntentName, MostValues),
    ];

    static readonly string[][] values = [.. counts.Select(Values)];

    // For each field the rank at each of so many equally likely places.
    const int Places = 1 << 16;
    static readonly ushort[][] ranks = [.. counts.Select(count => Ranks(count.Values))];

    /// <summary>The names of the fields, as columns have them.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. counts.Select(count => count.Field.Name)];

    /// <summary>The values of one conversation, in the order of the columns.</summary>
    public static void Row(int number, Span<string> row)
    {
        var state = Mix(Seed + ((ulong)number << 20));
        for (var field = 0; field < row.Length; field++)
        {
            state = Mix(state + 0x9E3779B97F4A7C15);
            row[field] = values[field][ranks[field][state >> 48]];
        }
    }

    /// <summary>The facts of one conversation.</summary>
    public static ConversationFacts Facts(int number)
    {
        var row = new string[counts.Length];
        Row(number, row);
        var builder = new ConversationFacts.Builder(Id(number));
        for (var field = 0; field < row.Length; field++)
        {
            if (counts[field].Field.Type == FieldType.TextList)
                builder.SetList(counts[field].Field, [row[field]]);
            else
                builder.Set(counts[field].Field, row[field]);
        }
        return builder.Build();
    }

    /// <summary>Queries of a shape. Their texts mean the same in SQL over columns of these names.</summary>
    public static IReadOnlyList<string> Queries(BackwardShape shape, int count, int seed = 0)
    {
        var random = new Random(Seed + (int)shape + 10 * seed);
        return [.. Enumerable.Range(0, count).Select(_ => Query(shape, random))];
    }

    static string Query(BackwardShape shape, Random random)
    {
        switch (shape)
        {
            case BackwardShape.Rare:
                var (first, second) = (Selective(random), Selective(random));
                while (second == first)
                    second = Selective(random);
                return $"{Equal(first, random)} AND {Equal(second, random)} AND {Tail(random)}";
            case BackwardShape.Sel:
                var one = random.Next(2) == 0 ? Equal(Selective(random), random) : In(Selective(random), random, "IN");
                return $"{one} AND {Tail(random)}";
            default:
                var text = Any(random);
                for (var more = random.Next(4); more > 0; more--)
                    text = random.Next(6) switch
                    {
                        < 4 => $"{text} AND {Any(random)}",
                        4 => $"({text} OR {Any(random)})",
                        _ => $"NOT ({text}) AND {Any(random)}",
                    };
                return text;
        }
    }

    /// <summary>One or two further predicates: and-ed, or-ed, or denied together.</summary>
    static string Tail(Random random) => random.Next(4) switch
    {
        0 => Any(random),
        1 => $"{Any(random)} AND {Any(random)}",
        2 => $"({Any(random)} OR {Any(random)})",
        _ => $"NOT ({Any(random)} AND {Any(random)})",
    };

    static string Any(Random random)
    {
        var field = random.Next(counts.Length);
        return random.Next(10) switch
        {
            < 4 => Equal(field, random),
            < 7 => In(field, random, "IN"),
            < 9 => $"{counts[field].Field.Name} != '{Value(field, random)}'",
            _ => In(field, random, "NOT IN"),
        };
    }

    static string Equal(int field, Random random) => $"{counts[field].Field.Name} = '{Value(field, random)}'";

    static string In(int field, Random random, string word)
    {
        var literals = Enumerable.Range(0, 2 + random.Next(3)).Select(_ => $"'{Value(field, random)}'");
        return $"{counts[field].Field.Name} {word} ({string.Join(", ", literals)})";
    }

    static string Value(int field, Random random) => values[field][random.Next(counts[field].Values)];

    static int Selective(Random random)
    {
        while (true)
            if (random.Next(counts.Length) is var field && counts[field].Values >= 100)
                return field;
    }

    static string[] Values((Field Field, int Values) count) => count.Field.Type switch
    {
        FieldType.Enum => [.. count.Field.Values.Take(count.Values)],
        FieldType.Version => [.. Enumerable.Range(0, count.Values).Select(i => $"1{i}.{i % 7}.0")],
        _ => [.. Enumerable.Range(0, count.Values).Select(i => $"{count.Field.Name[..4]}-{i:D4}")],
    };

    static ushort[] Ranks(int count)
    {
        var densities = Enumerable.Range(1, count).Select(rank => 1 / Math.Sqrt(rank)).ToArray();
        var (total, sum, place) = (densities.Sum(), 0.0, 0);
        var made = new ushort[Places];
        for (var rank = 0; rank < count; rank++)
        {
            sum += densities[rank];
            for (var end = rank == count - 1 ? Places : (int)Math.Round(Places * sum / total); place < end; place++)
                made[place] = (ushort)rank;
        }
        return made;
    }

    /// <summary>Bits that look random and follow from these.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
        return bits ^ bits >> 31;
    }

    /// <summary>The id of a conversation: it sorts by its number, as real ids sort by time.</summary>
    public static string Id(int number) => string.Create(26, number, static (text, left) =>
    {
        const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var random = Mix((ulong)left);
        for (var i = 25; i > 10; i--, random >>= 4)
            text[i] = Alphabet[(int)(random & 31)];
        for (var i = 10; i >= 2; i--, left >>= 5)
            text[i] = Alphabet[left & 31];
        "01".CopyTo(text);
    });
}
