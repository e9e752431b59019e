using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Which entities of a list are asked for; null asks for all.</summary>
/// <param name="Kinds">Of these kinds.</param>
/// <param name="OIds">With these ids.</param>
/// <param name="Offering">Linked to this offering.</param>
/// <param name="Text">With this in name or description, whatever the letters' size.</param>
internal sealed record MarketFilter(MarketKind[] Kinds, List<string>? OIds, string? Offering, string? Text)
{
    /// <summary>The most ids of one question.</summary>
    public const int MostIds = 500;

    /// <summary>The longest text that is searched for, in characters.</summary>
    public const int MostText = 1024;

    /// <summary>The words to look for as a pattern of LIKE, with <c>!</c> before what would stand for others.</summary>
    public string? Pattern =>
        Text is null
            ? null
            : $"%{Searchable(Text).Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";

    /// <summary>What is searched of a text: neither database knows the small letters of every script, so they are made here.</summary>
    public static string Searchable(string text) => text.ToLowerInvariant();

    /// <summary>
    /// Reads a list's query string: ids as <c>oIds=a&amp;oIds=b</c>, <c>oIds[]=a</c>, <c>oIds[0]=a</c> or <c>oIds=a,b</c>.
    /// </summary>
    public static Result<MarketFilter> Read(HttpRequest request, MarketKind[] kinds, string textName)
    {
        List<string>? ids = null;
        foreach (var (name, values) in request.Query)
        {
            if (name != "oIds" && !(name.StartsWith("oIds[", StringComparison.Ordinal) && name.EndsWith(']'))) continue;
            ids ??= [];
            foreach (var value in values)
                ids.AddRange((value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        // An empty list of ids is how clients say none in particular.
        if (ids is []) ids = null;
        if (ids?.Count > MostIds) return Problem.BadBody($"oIds: expected at most {MostIds}, found {ids.Count}.");
        var text = Value(request, textName);
        if (text?.Length > MostText) return Problem.BadBody($"{textName}: expected at most {MostText} characters, found {text.Length}.");
        var filter = new MarketFilter(kinds, ids, Value(request, "productOId"), text);
        return filter.Mentions('\0') ? Problem.BadBody("The query string must not contain the character U+0000.") : filter;
    }

    static string? Value(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    bool Mentions(char c) => (OIds ?? []).Append(Offering).Append(Text).Any(t => t?.Contains(c) == true);
}
