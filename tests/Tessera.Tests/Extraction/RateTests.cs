using Tessera.Extraction.Evaluation;

namespace Tessera.Tests.Extraction;

/// <summary>Intervals are those of the textbooks, and gates are honest about them.</summary>
public sealed class RateTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(0, 10, 0, 0, 0.2775)]
    [InlineData(10, 10, 1, 0.7225, 1)]
    [InlineData(5, 10, 0.5, 0.2366, 0.7634)]
    [InlineData(81, 263, 0.308, 0.2553, 0.3662)]
    public void A_proportion_has_Wilsons_interval(int part, int whole, double value, double low, double high)
    {
        var rate = Rate.Wilson(part, whole);

        Assert.Equal((value, low, high), (Math.Round(rate.Value, 4), Math.Round(rate.Low, 4), Math.Round(rate.High, 4)));
    }

    [Fact]
    public void F1_is_bootstrapped_with_the_same_draws_each_time()
    {
        Score[] scores = [.. Enumerable.Range(0, 200)
            .Select(i => new Score { Asked = 1, Support = 1, Right = i % 5 == 0 ? 0 : 1, Wrong = i % 5 == 0 ? 1 : 0 })];
        var rate = Rate.BootstrappedF1(scores);

        Assert.Equal(rate, Rate.BootstrappedF1(scores));
        Assert.Equal(0.8, rate.Value);
        // Here F1 is a proportion too: its own interval is about 0.8 ± 1.96 · sqrt(0.16 / 200).
        Assert.InRange(rate.Low, 0.73, 0.76);
        Assert.InRange(rate.High, 0.84, 0.87);
        Assert.Equal(new Rate(0, 0, 1), Rate.BootstrappedF1([new Score { Asked = 1 }]));
    }

    [Theory]
    [InlineData(100, 0, 0, 0.0, GateOutcome.Pass)]
    [InlineData(100, 3, 0, 0.1, GateOutcome.Pass)]
    [InlineData(100, 10, 0, 0.1, GateOutcome.Undecided)]
    [InlineData(100, 11, 0, 0.1, GateOutcome.Fail)]
    [InlineData(100, 10, 10, 0.0, GateOutcome.Undecided)]
    [InlineData(100, 0, 30, 0.0, GateOutcome.Pass)]
    [InlineData(30, 0, 0, 0.0, GateOutcome.Pass)]
    [InlineData(29, 0, 0, 0.0, GateOutcome.Undecided)]
    [InlineData(29, 29, 0, 0.0, GateOutcome.Undecided)]
    [InlineData(0, 0, 0, 0.0, GateOutcome.Undecided)]
    public void A_candidate_passes_where_its_interval_lies_within_what_is_tolerated(
        int cases, int lost, int won, double tolerance, object outcome)
    {
        var (right, wrong) = (new Score { Asked = 1, Support = 1, Right = 1 }, new Score { Asked = 1, Support = 1, Wrong = 1 });
        var scores = Enumerable.Range(0, cases).Select(i => i < lost ? (wrong, right) : i < lost + won ? (right, wrong) : (right, right))
            .ToList();

        var result = new NoWorseThan("base", GateMetric.Accuracy, tolerance, NoWorseThan.DefaultMinCases, null).Hold("new", scores);

        Assert.Equal((outcome, cases), (result.Outcome, result.Conversations));
        Assert.True(result.Low <= result.Difference && result.Difference <= result.High, $"{result}");
    }

    [Fact]
    public void Latency_is_that_of_the_middle_and_of_the_slowest_twentieth()
    {
        Assert.Equal(new Latency(0, 0), Latency.Of([]));
        Assert.Equal(new Latency(7, 7), Latency.Of([7000]));
        Assert.Equal(new Latency(50, 95), Latency.Of(Enumerable.Range(1, 100).Reverse().Select(i => i * 1000L)));
    }
}
