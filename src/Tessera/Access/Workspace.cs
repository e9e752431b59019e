namespace Tessera.Access;

/// <summary>A workspace's number. It comes from a key alone, never from a request.</summary>
internal readonly record struct WorkspaceId(long Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>What a key may do.</summary>
/// <remarks>Persisted as bits: explicit and append-only.</remarks>
[Flags]
internal enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send metadata, conversations and messages.</summary>
    Ingest = 1,

    /// <summary>Read conversations, definitions and results; preview and explain.</summary>
    Read = 2,

    /// <summary>Change definitions: segments and fields.</summary>
    Config = 4,

    /// <summary>Have structured data extracted.</summary>
    Extract = 8,

    /// <summary>Have market segments drafted.</summary>
    Generate = 16,

    /// <summary>Administer the workspace.</summary>
    Admin = 32,

    /// <summary>All of them.</summary>
    All = Ingest | Read | Config | Extract | Generate | Admin,
}

/// <summary>Scopes as people write them.</summary>
internal static class ScopeNames
{
    /// <summary>The names, in order.</summary>
    public static readonly string[] All = ["ingest", "read", "config", "extract", "generate", "admin"];

    /// <summary>The names of the scopes that are set.</summary>
    public static string[] Of(Scopes scopes) => [.. All.Where((_, bit) => ((int)scopes & (1 << bit)) != 0)];

    /// <summary>Reads <c>all</c> or a comma-separated list of names; null where one is unknown.</summary>
    public static Scopes? Parse(string text)
    {
        var scopes = Scopes.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.Equals("all", StringComparison.OrdinalIgnoreCase)) scopes |= Scopes.All;
            else if (Array.FindIndex(All, n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var bit)
                scopes |= (Scopes)(1 << bit);
            else return null;
        }

        return scopes == Scopes.None ? null : scopes;
    }
}
