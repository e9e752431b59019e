using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Analysis;

/// <summary>
/// Answers whether expressions can be true together of any conversation at all. "No" is certain. "Yes" is not: combinations of predicates
/// count as possible where that can't be told (<see cref="FieldCases"/>), and so does everything once the work allowed has run out.
/// </summary>
sealed class Satisfiability(SegmentResolver? segments)
{
    // In steps of about 100 ns: a question may take a millisecond, and all questions about one query some twenty.
    const int WorkPerQuestion = 10_000, WorkInAll = 200_000;

    int workLeft = WorkInAll;

    /// <summary>Whether some conversation may make all of these true.</summary>
    public bool CanHold(params ReadOnlySpan<Expression> together)
    {
        if (workLeft <= 0)
            return true;
        var formula = new Formula(segments);
        var terms = ImmutableArray.CreateBuilder<Formula.Term>();
        foreach (var expression in together)
            terms.Add(formula.Translate(expression));
        workLeft -= formula.Cost;
        if (workLeft <= 0 || formula.Cases() is not { } cases)
            return true;

        var search = new Search(new Formula.All(terms.ToImmutable()), cases, WorkPerQuestion);
        var canHold = search.CanHold();
        workLeft -= search.WorkDone;
        return canHold;
    }

    /// <summary>Tries the cases of one field after the other, and gives a branch up as soon as its outcome is settled.</summary>
    sealed class Search(Formula.Term root, ImmutableArray<ImmutableArray<ulong>> cases, int workAllowed)
    {
        readonly ulong?[] chosen = new ulong?[cases.Length];

        public int WorkDone { get; private set; }

        public bool CanHold() => CanHold(from: 0);

        bool CanHold(int from)
        {
            if (Truth(root) is { } settled)
                return settled;
            if (WorkDone > workAllowed)
                return true;
            foreach (var choice in cases[from])
            {
                chosen[from] = choice;
                if (CanHold(from + 1))
                    return true;
            }
            chosen[from] = null;
            return false;
        }

        /// <summary>Whether the term is true by what is chosen so far; <see langword="null"/> when that is open.</summary>
        bool? Truth(Formula.Term term)
        {
            WorkDone++;
            switch (term)
            {
                case Formula.Known known:
                    return known.Value;
                case Formula.Atom atom:
                    return chosen[atom.Variable] is { } choice ? (choice >> atom.Bit & 1) != 0 : null;
                case Formula.Denied denied:
                    return !Truth(denied.Term);
                case Formula.All all:
                    return First(all.Terms, settledBy: false);
                case Formula.Any any:
                    return First(any.Terms, settledBy: true);
                default:
                    throw new ArgumentException($"Not a term: {term.GetType()}.", nameof(term));
            }
        }

        bool? First(ImmutableArray<Formula.Term> terms, bool settledBy)
        {
            var open = false;
            foreach (var term in terms)
            {
                var truth = Truth(term);
                if (truth == settledBy)
                    return settledBy;
                open |= truth is null;
            }
            return open ? null : !settledBy;
        }
    }
}
