using Tessera.Query.Evaluation;

namespace Tessera.Query.Tests.Evaluation;

public sealed class StarOracleTests
{
    [Theory]
    [InlineData("train.ndjson.gz")]
    [InlineData("dev.ndjson.gz")]
    public void Every_query_matches_as_many_real_conversations_as_the_oracle_counted(string file)
    {
        var conversations = StarCorpus.Conversations(file);
        var oracle = StarCorpus.Oracle();
        Assert.Equal(37, oracle.Count);
        var isTrain = file.StartsWith("train", StringComparison.Ordinal);

        foreach (var (text, train, dev) in oracle)
        {
            var query = SegmentQuery.TryCompile(text, out var error);
            Assert.True(query is not null, error?.Message);
            var matches = conversations.Count(facts => Evaluator.Matches(query, facts, _ => null));
            Assert.True(matches == (isTrain ? train : dev), $"{text}: {matches} matches");
        }
    }
}
