using System.Collections.Immutable;

namespace Tessera.Query.Sql;

/// <summary>The values of a condition; the same value has one name.</summary>
sealed class SqlParameters
{
    readonly Dictionary<object, string> names = [];

    public int Count => names.Count;

    /// <summary>The name of a value: a string or a long.</summary>
    public string Name(object value)
    {
        if (!names.TryGetValue(value, out var name))
            names.Add(value, name = $"@q{names.Count}");
        return name;
    }

    public ImmutableArray<SqlParameter> ToImmutable() => [.. names.Select(entry => new SqlParameter(entry.Value, entry.Key))];
}
