using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>Points out what in a query is allowed but seldom meant.</summary>
public static class Linter
{
    /// <summary>
    /// The lints of a query, in the order of the text. A lint is always right about what can match (always true, always false, repeated,
    /// contradicts), but not every such thing is found: the work is limited to some milliseconds.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="observed">
    /// What the workspace has seen; <see langword="null"/> when nothing is known about that. Asked at most once for each field.
    /// </param>
    /// <param name="segments">
    /// Finds the segments referred to; <see langword="null"/> when nothing is known about them. With it, what they say counts too.
    /// </param>
    public static ImmutableArray<Lint> Lint(SegmentQuery query, ObservedValues? observed, SegmentResolver? segments)
    {
        var lints = new List<Lint>();
        new LogicLints(lints, segments).Inspect(query.Root);
        new LiteralLints(lints, observed).Inspect(query.Root);
        if (OnlyNegations(query.Root) && !lints.Exists(lint => lint.Kind == LintKind.AlwaysTrue && lint.Length == query.Root.Span.Length))
            lints.Add(new Lint(
                LintKind.OnlyNegations,
                "Every condition is negative, so conversations match of which nothing is known. Add IS SET to leave those out.",
                query.Root.Span.Offset,
                query.Root.Span.Length,
                Suggestion: null));
        return [.. lints.OrderBy(lint => lint.Offset).ThenByDescending(lint => lint.Length).ThenBy(lint => lint.Kind)];
    }

    /// <summary>Whether every clause stands under an odd number of NOTs, and not only to say that something is missing.</summary>
    static bool OnlyNegations(Expression root)
    {
        var (positive, negative) = (false, false);
        Count(root, denied: false);
        return negative && !positive;

        void Count(Expression expression, bool denied)
        {
            switch (expression)
            {
                case Not { Operand: var operand }:
                    Count(operand, !denied);
                    break;
                case And or Or:
                    foreach (var part in expression.Parts)
                        Count(part, denied);
                    break;
                case Constant:
                    break;
                default:
                    positive |= !denied;
                    negative |= denied && expression is not IsSet;
                    break;
            }
        }
    }
}
