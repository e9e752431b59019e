using System.Numerics;
using Tessera.Query.Values;

namespace Tessera.Query.Tests.Values;

public sealed class NumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("007", "7")]
    [InlineData("-01.50", "-1.5")]
    [InlineData("0.5", "0.5")]
    [InlineData("12345678901234567890123456789012345678901234567890.5", "12345678901234567890123456789012345678901234567890.5")]
    public void A_number_has_one_shortest_form(string text, string shortest)
    {
        Assert.True(Number.TryParse(text, out var number));
        Assert.Equal(shortest, number.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("--5")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("1e5")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("∞")]
    [InlineData("NaN")]
    [InlineData("٥")]
    [InlineData("５")]
    [InlineData("1\0")]
    public void Other_ways_to_write_a_number_are_none(string text)
    {
        Assert.False(Number.TryParse(text, out _));
        Assert.False(Number.TryCompare(text, default, out _));
    }

    [Fact]
    public void Numbers_of_any_length_compare_exactly()
    {
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var (left, right) = (Random(), Random());
            var expected = Scaled(left).CompareTo(Scaled(right));
            Assert.True(Number.TryParse(left, out var a) & Number.TryParse(right, out var b), $"{left} {right}");
            Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
            Assert.Equal(expected == 0, a == b);
            Assert.Equal(expected == 0, a.GetHashCode() == b.GetHashCode());
            Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0), (a < b, a <= b, a > b, a >= b));
            Assert.True(Number.TryCompare(left, b, out var order));
            Assert.Equal(expected, Math.Sign(order));
        }

        // Few digits, so that equal numbers come up; sometimes very many.
        string Random()
        {
            var digits = random.Next(10) == 0 ? 40 : 1 + random.Next(3);
            var whole = string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(digits == 40 ? 10 : 2)));
            var fraction = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(2)));
            return (random.Next(2) == 0 ? "-" : "") + whole + (fraction.Length > 0 ? $".{fraction}" : "");
        }

        static BigInteger Scaled(string text)
        {
            var point = text.IndexOf('.', StringComparison.Ordinal);
            var decimals = point < 0 ? 0 : text.Length - point - 1;
            return BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal)) * BigInteger.Pow(10, 10 - decimals);
        }
    }

    [Fact]
    public void The_default_number_is_zero()
    {
        Assert.True(Number.TryParse("0", out var zero));
        Assert.Equal(zero, default);
        Assert.Equal(0, zero.CompareTo(default));
    }
}
