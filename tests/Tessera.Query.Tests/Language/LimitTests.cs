using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Tests.Language;

public sealed class LimitTests
{
    [Theory]
    [InlineData("a", 1)]
    [InlineData("ß", 2)]
    [InlineData("€", 3)]
    [InlineData("😀", 4)]
    public void A_text_may_be_8_KiB_of_UTF_8_long(string character, int bytes)
    {
        const string frame = "lob_name = ''";
        var count = (QueryLimits.MaxBytes - frame.Length) / bytes;
        var filler = new string('x', (QueryLimits.MaxBytes - frame.Length) % bytes);
        var longest = $"lob_name = '{Repeated(character, count)}{filler}'";

        Assert.Null(ErrorOf(longest[..^1].TrimEnd('x') + "'"));
        Assert.Null(ErrorOf(longest));
        Assert.Equal("Line 1, column 1: expected at most 8,192 bytes of UTF-8, but found 8,193.", ErrorOf(longest + " ")?.Message);
        Assert.Equal(QueryErrorKind.Limit, ErrorOf(longest + " ")?.Kind);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    [InlineData("NOT (", ")")]
    [InlineData("(lob_id = 'b' OR (lob_id = 'c' AND ", "))")]
    public void Parentheses_and_NOT_may_nest_64_levels_deep(string open, string close)
    {
        var levels = (open.Contains("NOT", StringComparison.Ordinal) ? 1 : 0) + open.Count(character => character == '(');
        string Nested(int depth)
        {
            var oddLevel = depth % levels == 1 ? "NOT " : "";
            return $"{Repeated(open, depth / levels)}{oddLevel}lob_id = 'a'{Repeated(close, depth / levels)}";
        }

        Assert.Null(ErrorOf(Nested(63)));
        Assert.Null(ErrorOf(Nested(64)));
        var error = ErrorOf(Nested(65));
        Assert.Equal(QueryErrorKind.Limit, error?.Kind);
        Assert.EndsWith(
            ": expected at most 64 levels of parentheses and NOT, but found one more.", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lob_id != 'a'")]
    [InlineData("lob_id NOT IN ['a']")]
    [InlineData("lob_id NOT LIKE 'a'")]
    [InlineData("lob_id NOT BETWEEN 'a' AND 'b'")]
    public void The_NOT_within_a_predicate_counts_as_a_level(string predicate)
    {
        Assert.Null(ErrorOf($"{new string('(', 63)}{predicate}{new string(')', 63)}"));
        Assert.Equal(QueryErrorKind.Limit, ErrorOf($"{new string('(', 64)}{predicate}{new string(')', 64)}")?.Kind);
    }

    [Theory]
    [InlineData("lob_id IS NULL")]
    [InlineData("lob_id IS NOT NULL")]
    [InlineData("lob_id IS NOT SET")]
    public void The_NOT_of_IS_NOT_counts_as_none(string predicate)
    {
        var text = Repeated("(TRUE OR (TRUE AND ", 32) + predicate + new string(')', 64);
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.Null(error);
        Assert.Equal(query!.Root, SegmentQuery.TryCompile(query.Canonical, out _)!.Root);
    }

    [Fact]
    public void Levels_closed_again_do_not_count()
    {
        var deep = $"{new string('(', 64)}lob_id != 'a'"[1..] + new string(')', 63);
        Assert.Null(ErrorOf(string.Join(" AND ", Enumerable.Repeat(deep, 10))));
    }

    [Fact]
    public void The_canonical_form_is_never_deeper_than_the_text()
    {
        var text = Repeated("(TRUE OR (TRUE AND ", 31) + "(TRUE OR lob_id != 'a')" + new string(')', 62);
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.Null(error);
        Assert.Equal(query!.Root, SegmentQuery.TryCompile(query.Canonical, out _)!.Root);
    }

    [Theory]
    [InlineData("lob_id IN [", "1", "]")]
    [InlineData("attributes.x IN [", "1", "]")]
    public void A_query_may_hold_1000_values(string open, string value, string close)
    {
        string Filled(int count) => open + string.Join(',', Enumerable.Repeat(value, count)) + close;
        Assert.Null(ErrorOf(Filled(999)));
        Assert.Null(ErrorOf(Filled(1000)));
        var error = ErrorOf(Filled(1001));
        Assert.Equal($"Line 1, column {open.Length + 2001}: expected at most 1,000 values, but found one more.", error?.Message);
        Assert.Equal(QueryErrorKind.Limit, error?.Kind);
    }

    [Fact]
    public void Values_patterns_and_segment_ids_count_together()
    {
        var values = string.Join(',', Enumerable.Repeat("1", 995));
        var others = $"lob_id BETWEEN 1 AND 2 AND lob_id LIKE 'a' AND SEGMENT('b') AND attributes['c'] IN [{values}]";
        Assert.Null(ErrorOf($"{others} AND lob_id = 1"));
        Assert.Equal(QueryErrorKind.Limit, ErrorOf($"{others} AND lob_id = 1 AND lob_id = 2")?.Kind);
        Assert.Equal(QueryErrorKind.Limit, ErrorOf($"{others} AND lob_id = 1 AND lob_id LIKE 'a'")?.Kind);
        Assert.Equal(QueryErrorKind.Limit, ErrorOf($"{others} AND lob_id = 1 AND SEGMENT('a')")?.Kind);
        Assert.Null(ErrorOf($"{others} AND lob_id = 1 AND lob_id IS SET"));
    }

    static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    static QueryError? ErrorOf(string text)
    {
        _ = SegmentQuery.TryCompile(text, out var error);
        return error;
    }
}
