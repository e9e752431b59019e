using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// A predicate as the index asks it: once of each different value, by <see cref="Evaluator.Accepts(Predicate, string)"/>.
/// </summary>
sealed class ConversationQuestion
{
    readonly bool ofList;
    volatile Answer? lastAnswer;

    public ConversationQuestion(Predicate predicate)
    {
        Predicate = predicate;
        ofList = predicate.Field.Type == FieldType.TextList;
        Texts = predicate.Field.Type is FieldType.Text or FieldType.Version
            ? predicate switch
            {
                Comparison { Operator: ComparisonOperator.Equal, Literal: var literal } => TextsOf([literal]),
                In { Literals: var literals } => TextsOf(literals.AsSpan()),
                _ => null,
            }
            : null;
    }

    public Predicate Predicate { get; }

    /// <summary>The texts of which the predicate is true and no others; null when it isn't that simple.</summary>
    public string[]? Texts { get; }

    /// <summary>Whether the predicate is true of a value as a column keeps it; of a list, of any item.</summary>
    public bool Accepts(string value)
    {
        if (!ofList)
            return Evaluator.Accepts(Predicate, value);
        foreach (var item in ColumnLists.Unpack(value))
            if (Evaluator.Accepts(Predicate, item))
                return true;
        return false;
    }

    /// <summary>The values of a dictionary the predicate is true of. The last answer is kept: most runs share their dictionaries.</summary>
    public Answer Ask(ColumnDictionary dictionary)
    {
        if (lastAnswer is { } known && known.Dictionary == dictionary)
            return known;
        var codes = Texts is { } texts ? Find(dictionary, texts) : FindAccepted(dictionary);
        var table = new bool[dictionary.Count + 1];
        foreach (var code in codes)
            table[code] = true;
        return lastAnswer = new Answer(dictionary, codes, table);
    }

    static int[] Find(ColumnDictionary dictionary, string[] texts)
    {
        var codes = new List<int>(texts.Length);
        foreach (var text in texts)
            if (dictionary.Find(text) is > 0 and var code && !codes.Contains(code))
                codes.Add(code);
        codes.Sort();
        return [.. codes];
    }

    int[] FindAccepted(ColumnDictionary dictionary)
    {
        var codes = new List<int>();
        for (var code = 1; code <= dictionary.Count; code++)
            if (Accepts(dictionary[code]))
                codes.Add(code);
        return [.. codes];
    }

    static string[]? TextsOf(ReadOnlySpan<Literal> literals)
    {
        var texts = new string[literals.Length];
        for (var i = 0; i < literals.Length; i++)
        {
            if (((literals[i] as TextLiteral)?.Value ?? (literals[i] as VersionLiteral)?.Value.Text) is not { } text)
                return null;
            texts[i] = text;
        }
        return texts;
    }

    /// <summary>What a predicate says of the values of a dictionary.</summary>
    /// <param name="Dictionary">The dictionary.</param>
    /// <param name="Codes">The codes of the values it is true of, rising.</param>
    /// <param name="Table">Whether it is true, by code.</param>
    public sealed record Answer(ColumnDictionary Dictionary, int[] Codes, bool[] Table);
}
