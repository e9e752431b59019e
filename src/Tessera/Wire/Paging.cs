using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tessera.Wire;

/// <summary>Which page of a list sorted by id is asked for: the first, the one after an id, or the one before an id.</summary>
internal sealed record PageRequest(string? After, string? Before, int Limit)
{
    /// <summary>Page size where none is asked for.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The largest page.</summary>
    public const int MostLimit = 100;

    /// <summary>400-01 for a cursor that no answer gave.</summary>
    public static Problem BadCursor => Problem.BadBody("cursor: expected nextCursor or prevCursor of an earlier answer.");

    /// <summary>Reads <c>cursor</c> and <c>limit</c> of the query string; empty stands for absent.</summary>
    public static Result<PageRequest> Read(HttpRequest request)
    {
        var limit = DefaultLimit;
        if (request.Query["limit"] is [{ Length: > 0 } asked, ..]
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
        {
            return Problem.BadBody($"limit: expected a whole number from 1 to {MostLimit}, found {asked}.");
        }

        if (request.Query["cursor"] is not [{ Length: > 0 } cursor, ..]) return new PageRequest(null, null, limit);
        return Decode(cursor) switch
        {
            ['>', .. var after] => new PageRequest(after, null, limit),
            ['<', .. var before] => new PageRequest(null, before, limit),
            _ => BadCursor,
        };
    }

    /// <summary>
    /// The condition, order and limit of the SQL that reads this page; its parameters are <c>@After</c>, <c>@Before</c>, <c>@Rows</c>.
    /// </summary>
    public string Sql(string column) => Before is null
        ? $"AND (CAST(@After AS TEXT) IS NULL OR {column} > @After) ORDER BY {column} LIMIT @Rows"
        : $"AND {column} < @Before ORDER BY {column} DESC LIMIT @Rows";

    /// <summary>One row more than the page tells whether another page follows.</summary>
    public int Rows => Limit + 1;

    /// <summary>Makes the page of the rows that <see cref="Sql"/> gave.</summary>
    public Page<T> Page<T>(List<T> rows, Func<T, string> id)
    {
        var more = rows.Count > Limit;
        if (more) rows.RemoveAt(Limit);
        if (Before is not null) rows.Reverse();
        var hasNext = Before is null ? more : true;
        var hasPrevious = Before is null ? After is not null : more;
        return new Page<T>(
            rows,
            hasNext && rows.Count > 0 ? Encode('>', id(rows[^1])) : null,
            hasPrevious && rows.Count > 0 ? Encode('<', id(rows[0])) : null);
    }

    static string Encode(char direction, string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(direction + id));

    static string? Decode(string cursor)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            return text.Contains('\0') ? null : text;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A page of a list and the cursors to its neighbours; null at the ends.</summary>
internal sealed record Page<T>(List<T> Items, string? NextCursor, string? PrevCursor)
{
    /// <summary>The same page of what <paramref name="make"/> makes of its items.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> make) => new([.. Items.Select(make)], NextCursor, PrevCursor);
}
