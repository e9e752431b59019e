using System.Globalization;

namespace Tessera.Wire;

/// <summary>A page of a list that is numbered and given out from the highest number down: its cursors name one.</summary>
/// <param name="Request">The page as asked for.</param>
/// <param name="Below">Only what is below this number.</param>
/// <param name="Above">Only what is above this number, the nearest first.</param>
internal sealed record NumberedPage(PageRequest Request, long? Below, long? Above)
{
    /// <summary>Reads <c>cursor</c> and <c>limit</c>.</summary>
    public static Result<NumberedPage> Read(HttpRequest request)
    {
        var read = PageRequest.Read(request);
        if (read.Problem is { } problem) return problem;
        var page = read.Value!;
        if ((page.After ?? page.Before) is not { } cursor) return new NumberedPage(page, null, null);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return PageRequest.BadCursor;
        return page.After is null ? new NumberedPage(page, null, number) : new NumberedPage(page, number, null);
    }

    /// <summary>
    /// The condition, order and limit of the SQL that reads the page; its parameters are <c>@Below</c>, <c>@Above</c>, <c>@Rows</c>.
    /// </summary>
    public string Sql(string column) => Above is null
        ? $"AND (CAST(@Below AS BIGINT) IS NULL OR {column} < @Below) ORDER BY {column} DESC LIMIT @Rows"
        : $"AND {column} > @Above ORDER BY {column} LIMIT @Rows";

    /// <summary>Makes the page of the rows that <see cref="Sql"/> gave.</summary>
    public Page<T> Page<T>(List<T> rows, Func<T, long> number) =>
        Request.Page(rows, row => number(row).ToString(CultureInfo.InvariantCulture));
}
