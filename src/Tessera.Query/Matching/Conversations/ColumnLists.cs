using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Writes the items of a list field as one text, so that a whole list is one value of a column: conversations share few different lists,
/// and what a query says of a list is worked out once. Each item stands behind its length: <c>4:bank5:hotel</c>.
/// </summary>
static class ColumnLists
{
    public static string Pack(ImmutableArray<string> items)
    {
        if (items.Length == 1)
            return $"{items[0].Length}:{items[0]}";
        var text = new StringBuilder();
        foreach (var item in items)
            text.Append(item.Length).Append(':').Append(item);
        return text.ToString();
    }

    public static string[] Unpack(string packed)
    {
        var items = new List<string>();
        for (var at = 0; at < packed.Length;)
        {
            var colon = packed.IndexOf(':', at);
            var length = int.Parse(packed.AsSpan(at..colon), NumberStyles.None, CultureInfo.InvariantCulture);
            items.Add(packed.Substring(colon + 1, length));
            at = colon + 1 + length;
        }
        return [.. items];
    }
}
