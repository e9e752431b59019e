using System.Text;
using System.Text.RegularExpressions;
using Tessera.Query.Values;

namespace Tessera.Query.Tests.Values;

public sealed class TextTests
{
    [Fact]
    public void Text_is_ordered_by_code_point_as_UTF_8_bytes_are()
    {
        string[] texts =
        [
            "", "\u0001", "A", "Z", "a", "aa", "a\uD7FF", "a\uE000", "a\uFFFD", "a\uFFFF", "a😀", "a😀b", "a😁", "b", "ß", "ﬀ", "\uFFFF",
            "😀", "😁\uFFFF",
        ];
        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                var bytes = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Assert.True(Math.Sign(bytes) == Math.Sign(CodePointOrder.Compare(left, right)), $"{left} {right}");
            }
        }
        Assert.Equal(texts, texts.Reverse().Order(CodePointOrder.Comparer));
    }

    [Theory]
    [InlineData("bank%", "bank", true)]
    [InlineData("bank%", "bank_balance", true)]
    [InlineData("bank%", "a bank", false)]
    [InlineData("%bank", "a bank", true)]
    [InlineData("%an%", "bank", true)]
    [InlineData("b_nk", "bank", true)]
    [InlineData("b_nk", "bnk", false)]
    [InlineData("bank", "bank", true)]
    [InlineData("bank", "Bank", false)]
    [InlineData("", "bank", false)]
    [InlineData("%", "b", true)]
    [InlineData("_", "😀", true)]
    [InlineData("__", "😀", false)]
    [InlineData("%_", "😀", true)]
    [InlineData("%_%_%", "😀", false)]
    [InlineData("%😁", "😀😁", true)]
    [InlineData("_", "e\u0301", false)]
    [InlineData(@"100\%", "100%", true)]
    [InlineData(@"100\%", "1000", false)]
    [InlineData(@"a\_b", "a_b", true)]
    [InlineData(@"a\_b", "axb", false)]
    [InlineData(@"a\\b", @"a\b", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a%", "a\nb", true)]
    public void A_pattern_matches_the_whole_value(string pattern, string value, bool matches) =>
        Assert.Equal(matches, Like(pattern, value));

    [Theory]
    [InlineData("Bank%", "bANKING", true)]
    [InlineData("größe", "GRÖßE", true)]
    [InlineData("𐐀", "𐐨", true)]
    [InlineData("ß", "SS", false)]
    [InlineData("b_nk", "BANK", true)]
    public void A_pattern_can_match_in_any_case(string pattern, string value, bool matches) =>
        Assert.Equal(matches, Like(pattern, value, ignoreCase: true));

    [Theory]
    [InlineData(@"\", 0)]
    [InlineData(@"ab\", 2)]
    [InlineData(@"a\b", 1)]
    [InlineData(@"\\\", 2)]
    public void A_backslash_that_escapes_nothing_makes_no_pattern(string pattern, int place)
    {
        Assert.False(LikePattern.TryParse(pattern, out _, out var badEscape));
        Assert.Equal(place, badEscape);
    }

    [Fact]
    public void Patterns_match_as_regular_expressions_do()
    {
        var random = new Random(1);
        for (var i = 0; i < 3_000; i++)
        {
            var pattern = Random("ab%_", 8);
            var value = Random("ab", 10);
            var expression = $"^{pattern.Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.')}$";
            var expected = Regex.IsMatch(value, expression, RegexOptions.Singleline | RegexOptions.NonBacktracking);
            Assert.True(Like(pattern, value) == expected, $"{pattern} {value}");
        }

        string Random(string alphabet, int maxLength) =>
            string.Concat(Enumerable.Range(0, random.Next(maxLength)).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }

    [Fact]
    public void A_pattern_made_to_backtrack_is_matched_in_no_time()
    {
        var pattern = string.Concat(Enumerable.Repeat("%a", 2000)) + "%b";
        Assert.False(Like(pattern, new string('a', 4000)));
    }

    static bool Like(string text, string value, bool ignoreCase = false)
    {
        Assert.True(LikePattern.TryParse(text, out var pattern, out _));
        return pattern.Matches(value, ignoreCase);
    }
}
