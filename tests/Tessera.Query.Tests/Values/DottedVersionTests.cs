using Tessera.Query.Values;

namespace Tessera.Query.Tests.Values;

public sealed class DottedVersionTests
{
    static readonly string[] ascending =
    [
        "beta", "", "0", "0.9", "1-alpha", "1-alpha.1", "1-alpha.2", "1-alpha.10", "1-beta", "1", "1.0-rc", "1.0", "1.0.0", "1.0.1", "1.01",
        "1.1", "1.1.2", "1.2", "1.10", "2a", "2b", "2", "2.0b2", "2.0b10", "2.0", "10", "99999999999999999999", "100000000000000000000",
    ];

    [Fact]
    public void Versions_are_ordered_part_by_part()
    {
        for (var i = 0; i < ascending.Length; i++)
        {
            for (var j = 0; j < ascending.Length; j++)
            {
                var (left, right) = (new DottedVersion(ascending[i]), new DottedVersion(ascending[j]));
                Assert.True(Math.Sign(left.CompareTo(right)) == i.CompareTo(j), $"{left} {right}");
                Assert.Equal(i == j, left == right);
                Assert.Equal((i < j, i <= j, i > j, i >= j), (left < right, left <= right, left > right, left >= right));
            }
        }
    }

    [Theory]
    [InlineData("14.1", "14.01")]
    [InlineData("14.1", "14-1")]
    [InlineData("14.1", "14_1")]
    [InlineData("14.1", "14.1.")]
    [InlineData("14b", "14-b")]
    [InlineData("14", "14.0")]
    public void Only_the_same_spelling_is_equal(string left, string right)
    {
        Assert.NotEqual(new DottedVersion(left), new DottedVersion(right));
        Assert.NotEqual(0, DottedVersion.Compare(left, right));
        Assert.Equal(Math.Sign(DottedVersion.Compare(left, right)), -Math.Sign(DottedVersion.Compare(right, left)));
    }
}
