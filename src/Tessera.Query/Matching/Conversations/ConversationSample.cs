using System.Numerics;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Draws a uniform sample of the matches: counts them, draws that many numbers, and looks up the rows they stand for.</summary>
static class ConversationSample
{
    public static (int Count, IReadOnlyList<ConversationFacts> Sample) Draw(
        ConversationPlan plan, ConversationVersion version, int size, int seed, CancellationToken cancellationToken)
    {
        var counts = new ConversationBlockCounting(plan, version.Parts, cancellationToken).Counts();
        var fresh = version.Fresh.Where(facts => Evaluator.Matches(plan.Query, facts, plan.Resolver)).ToList();
        var total = fresh.Count + counts.Sum(blocks => blocks.Sum());

        var ranks = new Queue<int>(Ranks(total, size, seed));
        var sample = new List<ConversationFacts>(ranks.Count);
        var before = 0;
        for (var part = 0; part < version.Parts.Length && ranks.Count > 0; part++)
        {
            ConversationBinding? query = null;
            var scan = new ConversationScan();
            for (var block = 0; block < counts[part].Length && ranks.Count > 0; before += counts[part][block++])
            {
                if (ranks.Peek() >= before + counts[part][block])
                    continue;
                var run = version.Parts[part].Run;
                var bits = scan.Fill(query ??= plan.Bind(run), version.Parts[part], block);
                while (ranks.Count > 0 && ranks.Peek() < before + counts[part][block])
                    sample.Add(run.Facts((block << BitmapBlock.RowBits) + Nth(bits, ranks.Dequeue() - before)));
            }
        }
        while (ranks.Count > 0)
            sample.Add(fresh[ranks.Dequeue() - before]);
        return (total, sample);
    }

    /// <summary>Different numbers below a total, each set of them as likely as any other, rising. By Robert Floyd.</summary>
    static SortedSet<int> Ranks(int total, int size, int seed)
    {
        var state = (ulong)(uint)seed;
        var ranks = new SortedSet<int>();
        for (var high = Math.Max(0, total - size); high < total; high++)
            if (!ranks.Add((int)Math.BigMul(NextRandom(ref state), (ulong)high + 1, out _)))
                ranks.Add(high);
        return ranks;
    }

    // SplitMix64. System.Random begins alike for seeds that follow one another, so that some rows would be drawn with too few of them.
    static ulong NextRandom(ref ulong state)
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }

    static int Nth(ReadOnlySpan<ulong> bits, int rank)
    {
        var word = 0;
        for (; BitOperations.PopCount(bits[word]) is var count && rank >= count; word++)
            rank -= count;
        var left = bits[word];
        for (; rank > 0; rank--)
            left &= left - 1;
        return word * 64 + BitOperations.TrailingZeroCount(left);
    }
}
