using System.Linq.Expressions;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Linq = System.Linq.Expressions.Expression;
using Tree = Tessera.Query.Language.Expression;

namespace Tessera.Bench;

/// <summary>One compiled delegate a segment, over the numbers of the conversation's values.</summary>
sealed class ForwardDelegates(ForwardDictionary dictionary, SegmentQuery[] queries)
{
    static readonly ParameterExpression values = Linq.Parameter(typeof(int[]));

    readonly Func<int[], bool>[] delegates = Array.ConvertAll(
        queries, query => Linq.Lambda<Func<int[], bool>>(Translate(query.Root, dictionary), values).Compile());

    public ForwardResult Measure(ForwardRun run)
    {
        var encoded = new int[Query.Fields.FieldCatalog.All.Length];
        var found = new List<int>();
        return run.Measure("compiled delegates", facts =>
        {
            dictionary.Encode(facts, encoded);
            found.Clear();
            for (var i = 0; i < delegates.Length; i++)
                if (delegates[i](encoded))
                    found.Add(i);
        }, () => found);
    }

    static Linq Translate(Tree tree, ForwardDictionary dictionary) => tree switch
    {
        And and => and.Operands.Select(part => Translate(part, dictionary)).Aggregate(Linq.AndAlso),
        Or or => or.Operands.Select(part => Translate(part, dictionary)).Aggregate(Linq.OrElse),
        Not not => Linq.Not(Translate(not.Operand, dictionary)),
        Predicate predicate => dictionary.NumbersOf(predicate).Select<int, Linq>(number =>
            Linq.Equal(
                Linq.ArrayIndex(values, Linq.Constant(ForwardDictionary.FieldOf(predicate))),
                Linq.Constant(number))).Aggregate(Linq.OrElse),
        _ => throw new NotSupportedException($"{tree}"),
    };
}
