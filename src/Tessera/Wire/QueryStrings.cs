namespace Tessera.Wire;

/// <summary>Texts in the query string, by the rules of texts in bodies.</summary>
internal static class QueryStrings
{
    /// <summary>A text; null where there is none, 400-01 for one that breaks its rule.</summary>
    public static Result<string?> InQuery(this TextRule rule, IQueryCollection query, string name)
    {
        if (query[name] is not [{ Length: > 0 } text, ..]) return (string?)null;
        return rule.Check(text) is { } wrong ? Problem.BadBody($"{name}: {wrong}.") : text;
    }

    /// <summary>One of a few words; null where there is none, 400-01 for another.</summary>
    public static Result<string?> ChoiceInQuery(IQueryCollection query, string name, params IReadOnlyList<string> choices)
    {
        if (query[name] is not [{ Length: > 0 } text, ..]) return (string?)null;
        return choices.Contains(text) ? text : Problem.BadBody($"{name}: expected one of {string.Join(", ", choices)}, found {text}.");
    }
}
