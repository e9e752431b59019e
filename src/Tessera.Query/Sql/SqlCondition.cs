using System.Collections.Immutable;

namespace Tessera.Query.Sql;

/// <summary>A query as a condition on the rows of the table <c>conversation</c>.</summary>
/// <param name="Where">
/// The condition, to stand behind WHERE or in parentheses beside others. It is true or false of each row and never unknown.
/// </param>
/// <param name="Parameters">The values it names, each once.</param>
public sealed record SqlCondition(string Where, ImmutableArray<SqlParameter> Parameters);

/// <summary>A value of a condition.</summary>
/// <param name="Name">Its name, with the <c>@</c>.</param>
/// <param name="Value">A <see cref="string"/>, or a <see cref="long"/> for a time in microseconds since 1970.</param>
public readonly record struct SqlParameter(string Name, object Value);
