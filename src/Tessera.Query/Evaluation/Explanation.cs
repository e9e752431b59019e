using System.Collections.Immutable;

namespace Tessera.Query.Evaluation;

/// <summary>Why a clause of a query is true or false of a conversation, and the clauses within it.</summary>
/// <param name="Clause">The clause in its canonical form.</param>
/// <param name="Offset">Where the clause stands in the text of the query it belongs to, from 0, in UTF-16 units.</param>
/// <param name="Length">How long it is there, in UTF-16 units.</param>
/// <param name="Truth">Whether the clause is true.</param>
/// <param name="Actual">
/// The value the clause asks about: the text, the items of a list with commas between, the instant in ISO 8601. <see langword="null"/>
/// when it is missing, and where the clause asks about no single field.
/// </param>
/// <param name="Why">The reason, in a sentence for people.</param>
/// <param name="Children">
/// The clauses within, in the order of the text; empty for a clause about one field, denied or not. Of a SEGMENT: the other segment's
/// query, whose offsets count in its own text. Each segment is unfolded at the first place that refers to it, and not where that lies
/// more than 8 segments deep.
/// </param>
public sealed record Explanation(
    string Clause, int Offset, int Length, bool Truth, string? Actual, string Why, ImmutableArray<Explanation> Children);
