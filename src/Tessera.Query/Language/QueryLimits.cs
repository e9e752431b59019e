namespace Tessera.Query.Language;

/// <summary>How large a query may be. Within them, whatever is done with one query is quick and needs little stack.</summary>
public static class QueryLimits
{
    /// <summary>The longest text, in bytes of UTF-8: 8 KiB.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>
    /// The deepest nesting. Each parenthesis around an expression opens a level, and so does each NOT, also the one within <c>!=</c>,
    /// <c>NOT IN</c> and the like.
    /// </summary>
    public const int MaxDepth = 64;

    /// <summary>The most literals: values compared with, patterns and segment ids. A name within a family is none.</summary>
    public const int MaxLiterals = 1000;
}
