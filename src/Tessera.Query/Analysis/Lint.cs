using Tessera.Query.Fields;

namespace Tessera.Query.Analysis;

/// <summary>What a lint is about.</summary>
/// <remarks>The numbers are persisted: explicit and append-only.</remarks>
public enum LintKind
{
    /// <summary>The query, or a clause of it, is true of every conversation.</summary>
    AlwaysTrue = 1,

    /// <summary>The query, or a clause of it, is true of no conversation.</summary>
    AlwaysFalse = 2,

    /// <summary>No conversation of the workspace has this value in this field.</summary>
    ValueNeverSeen = 3,

    /// <summary>Every clause is denied, so that conversations match of which nothing is known.</summary>
    OnlyNegations = 4,

    /// <summary>The enum has no such member.</summary>
    NotAnEnumMember = 5,

    /// <summary>The clause adds nothing to another beside it.</summary>
    Repeated = 6,

    /// <summary>The clause can't be true together with another beside it.</summary>
    Contradicts = 7,

    /// <summary>Ingestion would never accept this value in this field.</summary>
    ImpossibleValue = 8,
}

/// <summary>Something in a query that is allowed but seldom meant.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">What is odd, in a sentence or two for people.</param>
/// <param name="Offset">Where it stands in the query's text, from 0, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="Suggestion">Text that could replace it, or <see langword="null"/> when none suggests itself.</param>
public sealed record Lint(LintKind Kind, string Message, int Offset, int Length, string? Suggestion)
{
    /// <summary>The kind as it is written outside of code: <c>value-never-seen</c>.</summary>
    public string Code => Kind switch
    {
        LintKind.AlwaysTrue => "always-true",
        LintKind.AlwaysFalse => "always-false",
        LintKind.ValueNeverSeen => "value-never-seen",
        LintKind.OnlyNegations => "only-negations",
        LintKind.NotAnEnumMember => "not-an-enum-member",
        LintKind.Repeated => "repeated",
        LintKind.Contradicts => "contradicts",
        LintKind.ImpossibleValue => "impossible-value",
        _ => throw new InvalidOperationException($"A lint without a code: {Kind}."),
    };
}

/// <summary>
/// The values that conversations of the workspace have in a field (of a list: the items), in any order; <see langword="null"/> when that
/// isn't known.
/// </summary>
public delegate IReadOnlyCollection<string>? ObservedValues(FieldReference field);
