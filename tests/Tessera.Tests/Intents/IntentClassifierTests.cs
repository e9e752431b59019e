using Tessera.Intents;
using Tessera.Intents.Classification;

namespace Tessera.Tests.Intents;

public sealed class IntentClassifierTests
{
    static readonly IntentDefinition[] Few =
    [
        new("BALANCE", "Balance", "", ["What is the balance of my account?", "I want to check my account balance"]),
        new("FLIGHT", "Flight", "", ["I want to book a flight to Boston", "Please book me a plane ticket"]),
        new("WEATHER", "Weather", "", ["What will the weather be like tomorrow?", "Is it going to rain today?"]),
    ];

    [Theory]
    [InlineData("hi, can you check the balance on my account", "BALANCE")]
    [InlineData("I'd like to book a fligth please", "FLIGHT")]
    [InlineData("HOW WILL THE WEATHER BE ON SUNDAY", "WEATHER")]
    [InlineData("Bonjour, où est la gare ?", null)]
    [InlineData("¡!", null)]
    public void Two_examples_an_intent_are_enough_to_begin_with(string message, string? code) =>
        Assert.Equal(code, Train(Few).Judge([message])?.Code);

    [Fact]
    public void The_same_examples_make_the_same_classifier_in_whatever_order_intents_come()
    {
        var one = Train(Few).Candidates(["book a flight or check the weather?"]);
        var other = Train([.. Few.Reverse()]).Candidates(["book a flight or check the weather?"]);

        Assert.Equal(one, other);
        Assert.Equal(1, one.Sum(candidate => candidate.Confidence), 12);
        // Held to the last digit but two: a change of these changes what every workspace answers.
        Assert.Equal(0.62316131621096, one[0].Confidence, 14);
    }

    [Fact]
    public void Nothing_known_is_answered_by_the_share_of_the_examples()
    {
        var candidates = Train([.. Few, new("MORE", "More", "", ["q1 w2", "e3 r4"])]).Candidates(["¡!"]);

        Assert.All(candidates, candidate => Assert.Equal(0.25, candidate.Confidence));
    }

    [Fact]
    public void Without_two_intents_of_any_examples_nothing_is_told_apart()
    {
        var classifier = Train([Few[0], new("EMPTY", "Empty", "", [])]);

        Assert.Equal((0, 0), (classifier.Labels, classifier.Examples));
        Assert.Empty(classifier.Candidates(["balance"]));
        Assert.Null(classifier.Judge(["balance"]));
    }

    [Fact]
    public void A_customer_who_has_said_nothing_has_no_intent() =>
        Assert.Null(IntentClassifier.Train(1, 0, Few, TestContext.Current.CancellationToken).Judge([]));

    [Fact]
    public void One_example_an_intent_and_examples_without_words_are_learnt_too()
    {
        var classifier = Train([new("A", "A", "", ["apples"]), new("B", "B", "", ["pears"]), new("C", "C", "", ["?!", "..."])]);

        Assert.Equal("A", classifier.Candidates(["apples"])[0].Code);
        Assert.Equal(0, classifier.Reliability.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    [InlineData(1e-300)]
    [InlineData(3.14159e200)]
    [InlineData(1.0000001)]
    public void Logarithms_are_those_of_the_C_library_to_fourteen_digits(double value) =>
        Assert.Equal(0, (PortableMath.Log(value) - Math.Log(value)) / Math.Max(Math.Abs(Math.Log(value)), 1e-7), 12);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0.1)]
    [InlineData(699.9)]
    [InlineData(-699.9)]
    public void Exponentials_are_those_of_the_C_library_to_thirteen_digits(double value) =>
        Assert.Equal(1, PortableMath.Exp(value) / Math.Exp(value), 12);

    [Fact]
    public void Reliability_counts_by_confidence()
    {
        var reliability = new Reliability();
        reliability.Add(1, true);
        reliability.Add(0.9, false);
        reliability.Add(0.25, false);

        Assert.Equal([(0.2, 1), (0.9, 2)], reliability.Table.Select(step => (step.From, step.Count)));
        Assert.Equal(1 / 3.0, reliability.Accuracy, 12);
        Assert.Equal((0.25 + 2 * 0.45) / 3, reliability.ExpectedError, 12);
    }

    static IntentClassifier Train(IntentDefinition[] intents) =>
        IntentClassifier.Train(1, IntentClassifier.DefaultThreshold, intents, TestContext.Current.CancellationToken);
}
