using System.Linq.Expressions;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tree = Tessera.Query.Language.Expression;

namespace Tessera.Bench;

/// <summary>One compiled delegate a segment, over the numbers of the conversation's values.</summary>
sealed class ForwardDelegates(ForwardDictionary dictionary, SegmentQuery[] queries)
{
    static readonly ParameterExpression values = System.Linq.Expressions.Expression.Parameter(typeof(int[]));

    readonly Func<int[], bool>[] delegates = Array.ConvertAll(
        queries, query => System.Linq.Expressions.Expression.Lambda<Func<int[], bool>>(Translate(query.Root, dictionary), values).Compile());

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

    static System.Linq.Expressions.Expression Translate(Tree tree, ForwardDictionary dictionary) => tree switch
    {
        And and => and.Operands.Select(part => Translate(part, dictionary)).Aggregate(System.Linq.Expressions.Expression.AndAlso),
        Or or => or.Operands.Select(part => Translate(part, dictionary)).Aggregate(System.Linq.Expressions.Expression.OrElse),
        Not not => System.Linq.Expressions.Expression.Not(Translate(not.Operand, dictionary)),
        Predicate predicate => dictionary.NumbersOf(predicate).Select<int, System.Linq.Expressions.Expression>(number =>
            System.Linq.Expressions.Expression.Equal(
                System.Linq.Expressions.Expression.ArrayIndex(values, System.Linq.Expressions.Expression.Constant(ForwardDictionary.FieldOf(predicate))),
                System.Linq.Expressions.Expression.Constant(number))).Aggregate(System.Linq.Expressions.Expression.OrElse),
        _ => throw new NotSupportedException($"{tree}"),
    };
}
