namespace Tessera.Query.Language;

/// <summary>How large a query may be. Within them, whatever is done with one query is quick and needs little stack.</summary>
public static class QueryLimits
{
    /// <summary>The longest text, in bytes of UTF-8: 8 KiB.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>
    /// The deepest nesting. A parenthesis around an expression opens a level, and so does a NOT, also the one within <c>!=</c>,
    /// <c>NOT IN</c>, <c>NOT BETWEEN</c> and <c>NOT LIKE</c>, but not the one of <c>IS NOT</c>.
    /// </summary>
    public const int MaxDepth = 64;

    /// <summary>The most literals: values compared with, patterns and segment ids. A name within a family is none.</summary>
    public const int MaxLiterals = 1000;
}
