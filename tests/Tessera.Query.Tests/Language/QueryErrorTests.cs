using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Tests.Language;

public sealed class QueryErrorTests
{
    [Theory]
    [InlineData("",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("   ",
        "Line 1, column 4: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("-- only a comment",
        "Line 1, column 18: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("lob_id.x = 'a'",
        "Line 1, column 7: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `.`.")]
    [InlineData("lob_id['x'] = 'a'",
        "Line 1, column 7: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `[`.")]
    [InlineData("attributes = 'x'",
        "Line 1, column 12: expected `.` and a name after `attributes`, but found `=`.")]
    [InlineData("attributes.",
        "Line 1, column 12: expected a name after the `.`, but found the end of the query.")]
    [InlineData("attributes. = 'x'",
        "Line 1, column 13: expected a name after the `.`, but found `=`.")]
    [InlineData("attributes.net-promoter = '9'",
        "Line 1, column 11: expected a name of letters, digits and `_`, or any name in brackets and quotes, but found `.net-promoter`. Did you mean `['net-promoter']`?")]
    [InlineData("attributes.2fa = 'on'",
        "Line 1, column 11: expected a name of letters, digits and `_`, or any name in brackets and quotes, but found `.2fa`. Did you mean `['2fa']`?")]
    [InlineData("attributes.a.b = 'c'",
        "Line 1, column 11: expected a name of letters, digits and `_`, or any name in brackets and quotes, but found `.a.b`. Did you mean `['a.b']`?")]
    [InlineData("attributes[turns] > 3",
        "Line 1, column 12: expected a name in single quotes, but found `turns`. Did you mean `'turns'`?")]
    [InlineData("attributes[''] = 'x'",
        "Line 1, column 12: expected a name in single quotes, but found `''`.")]
    [InlineData("attributes['x' = 'a'",
        "Line 1, column 16: expected `]`, but found `=`.")]
    [InlineData("attributes[\"x\"] = 'a'",
        "Line 1, column 12: expected text in single quotes, but found `\"x\"`. Did you mean `'x'`?")]
    [InlineData("lob_id",
        "Line 1, column 7: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found the end of the query.")]
    [InlineData("lob_id =",
        "Line 1, column 9: expected text in single quotes, or a number, but found the end of the query.")]
    [InlineData("lob_id = wireless",
        "Line 1, column 10: expected text in single quotes, or a number, but found `wireless`. Did you mean `'wireless'`?")]
    [InlineData("lob_id = \"wireless\"",
        "Line 1, column 10: expected text in single quotes, but found `\"wireless\"`. Did you mean `'wireless'`?")]
    [InlineData("\"lob_id\" = 'wireless'",
        "Line 1, column 1: expected a name without quotes, but found `\"lob_id\"`. Did you mean `lob_id`?")]
    [InlineData("`lob_id` = 'wireless'",
        "Line 1, column 1: expected a name without quotes, but found ``lob_id``. Did you mean `lob_id`?")]
    [InlineData("lob_id = ‘wireless’",
        "Line 1, column 10: expected text in single quotes, but found `‘wireless’`. Did you mean `'wireless'`?")]
    [InlineData("lob_id = “wireless”",
        "Line 1, column 10: expected text in single quotes, but found `“wireless”`. Did you mean `'wireless'`?")]
    [InlineData("lob_id == 'a'",
        "Line 1, column 8: expected `=`, but found `==`. Did you mean `=`?")]
    [InlineData("lob_id => 5",
        "Line 1, column 8: expected `>=`, but found `=>`. Did you mean `>=`?")]
    [InlineData("attributes.x =< 5",
        "Line 1, column 14: expected `<=`, but found `=<`. Did you mean `<=`?")]
    [InlineData("lob_id = 'a' && lob_id = 'b'",
        "Line 1, column 14: expected `AND`, but found `&&`. Did you mean `AND`?")]
    [InlineData("lob_id = 'a' || lob_id = 'b'",
        "Line 1, column 14: expected `OR`, but found `||`. Did you mean `OR`?")]
    [InlineData("!lob_id = 'a'",
        "Line 1, column 1: expected `NOT`, but found `!`. Did you mean `NOT`?")]
    [InlineData("lob_id = 'a' lob_name = 'b'",
        "Line 1, column 14: expected `AND`, `OR` or the end of the query, but found `lob_name`.")]
    [InlineData("lob_id = 'a' AND",
        "Line 1, column 17: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("lob_id = 'a' OR OR lob_id = 'b'",
        "Line 1, column 17: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `OR`.")]
    [InlineData("AND lob_id = 'a'",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `AND`.")]
    [InlineData("(lob_id = 'a'",
        "Line 1, column 14: expected `AND`, `OR` or `)`, but found the end of the query.")]
    [InlineData("lob_id = 'a')",
        "Line 1, column 13: expected `AND`, `OR` or the end of the query, but found `)`.")]
    [InlineData("()",
        "Line 1, column 2: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `)`.")]
    [InlineData("NOT",
        "Line 1, column 4: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("lob_id IN",
        "Line 1, column 10: expected a list such as `['a', 'b']`, but found the end of the query.")]
    [InlineData("lob_id IN 'a'",
        "Line 1, column 11: expected a list such as `['a', 'b']`, but found `'a'`. Did you mean `['a']`?")]
    [InlineData("lob_id IN []",
        "Line 1, column 12: expected text in single quotes, or a number, but found `]`.")]
    [InlineData("lob_id IN ['a',]",
        "Line 1, column 16: expected text in single quotes, or a number, but found `]`.")]
    [InlineData("lob_id IN ['a' 'b']",
        "Line 1, column 16: expected `,` or `]`, but found `'b'`.")]
    [InlineData("lob_id IN ['a', 'b')",
        "Line 1, column 20: expected `,` or `]`, but found `)`.")]
    [InlineData("lob_id IN ['a'",
        "Line 1, column 15: expected `,` or `]`, but found the end of the query.")]
    [InlineData("lob_id NOT 'a'",
        "Line 1, column 12: expected `IN`, `BETWEEN` or `LIKE` after `NOT`, but found `'a'`.")]
    [InlineData("lob_id NOT = 'a'",
        "Line 1, column 12: expected `IN`, `BETWEEN` or `LIKE` after `NOT`, but found `=`.")]
    [InlineData("lob_id IS 'a'",
        "Line 1, column 11: expected `SET`, `NOT SET`, `NULL` or `NOT NULL`, but found `'a'`.")]
    [InlineData("lob_id IS EMPTY",
        "Line 1, column 11: expected `SET`, `NOT SET`, `NULL` or `NOT NULL`, but found `EMPTY`. Did you mean `NULL`?")]
    [InlineData("lob_id IS NOT",
        "Line 1, column 14: expected `SET` or `NULL`, but found the end of the query.")]
    [InlineData("lob_id = NULL",
        "Line 1, column 8: expected `IS NULL` or `IS NOT NULL`, since nothing equals NULL, but found `= NULL`. Did you mean `IS NULL`?")]
    [InlineData("lob_id != NULL",
        "Line 1, column 8: expected `IS NULL` or `IS NOT NULL`, since nothing equals NULL, but found `!= NULL`. Did you mean `IS NOT NULL`?")]
    [InlineData("lob_id < NULL",
        "Line 1, column 8: expected `IS NULL` or `IS NOT NULL`, since nothing equals NULL, but found `< NULL`.")]
    [InlineData("lob_id LIKE 5",
        "Line 1, column 13: expected a pattern in single quotes, but found `5`. Did you mean `'5'`?")]
    [InlineData("lob_id LIKE bank",
        "Line 1, column 13: expected a pattern in single quotes, but found `bank`. Did you mean `'bank'`?")]
    [InlineData("lob_id LIKE 'a\\b'",
        "Line 1, column 13: expected a pattern with `%`, `_` or `\\` after each `\\`, but found `'a\\b'`.")]
    [InlineData("lob_id LIKE 'a\\'",
        "Line 1, column 13: expected a pattern with `%`, `_` or `\\` after each `\\`, but found `'a\\'`.")]
    [InlineData("attributes.x BETWEEN 1",
        "Line 1, column 23: expected `AND` and the high end of `BETWEEN`, but found the end of the query.")]
    [InlineData("attributes.x BETWEEN 1 OR 5",
        "Line 1, column 24: expected `AND` and the high end of `BETWEEN`, but found `OR`.")]
    [InlineData("attributes.x > .5",
        "Line 1, column 16: expected a digit before the decimal point, but found `.5`. Did you mean `0.5`?")]
    [InlineData("attributes.x > 5.",
        "Line 1, column 16: expected a digit after the decimal point, but found `5.`. Did you mean `5`?")]
    [InlineData("attributes.x > +5",
        "Line 1, column 16: expected a number without a plus sign, but found `+5`. Did you mean `5`?")]
    [InlineData("attributes.x > 1e5",
        "Line 1, column 16: expected a number, or text in single quotes, but found `1e5`. Did you mean `'1e5'`?")]
    [InlineData("attributes.x > 1.2.3",
        "Line 1, column 16: expected a number, or text in single quotes, but found `1.2.3`. Did you mean `'1.2.3'`?")]
    [InlineData("attributes.x > -",
        "Line 1, column 16: expected text in single quotes, or a number, but found `-`.")]
    [InlineData("attributes.x > - 5",
        "Line 1, column 16: expected text in single quotes, or a number, but found `-`.")]
    [InlineData("lob_id = 'unclosed",
        "Line 1, column 10: expected a closing `'`, but found the end of the query.")]
    [InlineData("business_rule = 'Apply customer's discount'",
        "Line 1, column 17: expected each `'` within text to be doubled, but found `'Apply customer's discount'`. Did you mean `'Apply customer''s discount'`?")]
    [InlineData("business_rule = 'O'Brien' AND lob_id = 'x'",
        "Line 1, column 17: expected each `'` within text to be doubled, but found `'O'Brien'`. Did you mean `'O''Brien'`?")]
    [InlineData("SEGMENT",
        "Line 1, column 8: expected `(` and the id of a segment in single quotes, but found the end of the query.")]
    [InlineData("SEGMENT mobile",
        "Line 1, column 9: expected `(` and the id of a segment in single quotes, but found `mobile`.")]
    [InlineData("SEGMENT('')",
        "Line 1, column 9: expected the id of a segment in single quotes, but found `''`.")]
    [InlineData("SEGMENT(mobile)",
        "Line 1, column 9: expected the id of a segment in single quotes, but found `mobile`. Did you mean `'mobile'`?")]
    [InlineData("SEGMENT('mobile'",
        "Line 1, column 17: expected `)`, but found the end of the query.")]
    [InlineData("SEGMENT()",
        "Line 1, column 9: expected the id of a segment in single quotes, but found `)`.")]
    [InlineData("lob_id = 'a';",
        "Line 1, column 13: expected `AND`, `OR` or the end of the query, but found `;`.")]
    [InlineData("lob_id = 'a' # x",
        "Line 1, column 14: expected `AND`, `OR` or the end of the query, but found `#`.")]
    [InlineData("lob_id = 😀",
        "Line 1, column 10: expected text in single quotes, or a number, but found `😀`.")]
    [InlineData("lob_id = 'a\0b'",
        "Line 1, column 12: expected a character that can be stored, but found U+0000.")]
    [InlineData("TRUE FALSE",
        "Line 1, column 6: expected `AND`, `OR` or the end of the query, but found `FALSE`.")]
    [InlineData("5 = lob_id",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `5`.")]
    [InlineData("'bank' = lob_id",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `'bank'`.")]
    [InlineData("lob_id = 'a' AND (platform = 'IOS' OR",
        "Line 1, column 38: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query.")]
    [InlineData("lob_id = TRUE",
        "Line 1, column 10: expected text in single quotes, or a number, but found `TRUE`. Did you mean `'TRUE'`?")]
    [InlineData("lob_id = lob_name",
        "Line 1, column 10: expected text in single quotes, or a number, but found `lob_name`. Did you mean `'lob_name'`?")]
    [InlineData("lob_id = AND",
        "Line 1, column 10: expected text in single quotes, or a number, but found `AND`.")]
    [InlineData("lob_id ~ 'x'",
        "Line 1, column 8: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `~`.")]
    [InlineData("lob_id = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' 'b'",
        "Line 1, column 86: expected `AND`, `OR` or the end of the query, but found `'b'`.")]
    [InlineData("lob_id IN ['a', b]",
        "Line 1, column 17: expected text in single quotes, or a number, but found `b`. Did you mean `'b'`?")]
    [InlineData("lob_id IN (SELECT 'x')",
        "Line 1, column 12: expected text in single quotes, or a number, but found `SELECT`. Did you mean `'SELECT'`?")]
    [InlineData("agent = 'x'",
        "Line 1, column 7: expected `.` and a name after `agent`, but found `=`.")]
    [InlineData("agent id = 'x'",
        "Line 1, column 7: expected `.` and a name after `agent`, but found `id`.")]
    [InlineData("lob_id ISNT 'x'",
        "Line 1, column 8: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `ISNT`.")]
    [InlineData("lob_id EXISTS",
        "Line 1, column 8: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `EXISTS`.")]
    [InlineData("lob_id CONTAINS 'x'",
        "Line 1, column 8: expected an operator such as `=`, `IN`, `LIKE` or `IS SET`, but found `CONTAINS`.")]
    [InlineData("attributes.x = true",
        "Line 1, column 16: expected text in single quotes, or a number, but found `true`. Did you mean `'true'`?")]
    [InlineData("business_rule = 'O'Brien AND lob_id = 'x'",
        "Line 1, column 20: expected `AND`, `OR` or the end of the query, but found `Brien`.")]
    [InlineData("'x",
        "Line 1, column 1: expected a closing `'`, but found the end of the query.")]
    [InlineData("set = 'x'",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `set`.")]
    [InlineData("attributes.x >",
        "Line 1, column 15: expected text in single quotes, or a number, but found the end of the query.")]
    [InlineData("attributes.x > .",
        "Line 1, column 16: expected text in single quotes, or a number, but found `.`.")]
    [InlineData(";",
        "Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found `;`.")]
    public void What_does_not_follow_the_grammar_is_told_in_a_sentence(string text, string sentence) =>
        AssertError(text, QueryErrorKind.Syntax, sentence);

    [Theory]
    [InlineData("platfrom = 'ios'",
        "Line 1, column 1: expected the name of a field, but found `platfrom`. Did you mean `platform`?")]
    [InlineData("lobId = 'x'",
        "Line 1, column 1: expected the name of a field, but found `lobId`. Did you mean `lob_id`?")]
    [InlineData("intentcode = 'x'",
        "Line 1, column 1: expected the name of a field, but found `intentcode`. Did you mean `intent_code`?")]
    [InlineData("customers who are angry",
        "Line 1, column 1: expected the name of a field, but found `customers`.")]
    [InlineData("TRU",
        "Line 1, column 1: expected the name of a field, but found `TRU`. Did you mean `TRUE`?")]
    [InlineData("attribute.turns > 3",
        "Line 1, column 1: expected `attributes`, `metadata`, `customer`, `agent`, `data` or `fit`, but found `attribute`. Did you mean `attributes`?")]
    [InlineData("lob_id\n= 'a'\n  AND platfrom = 'b'",
        "Line 3, column 7: expected the name of a field, but found `platfrom`. Did you mean `platform`?")]
    [InlineData("SELECT * FROM conversations WHERE lob_id = 'a'",
        "Line 1, column 1: expected the name of a field, but found `SELECT`.")]
    [InlineData("customers who",
        "Line 1, column 1: expected the name of a field, but found `customers`.")]
    public void An_unknown_field_is_told_with_the_nearest_name(string text, string sentence) =>
        AssertError(text, QueryErrorKind.UnknownField, sentence);

    [Theory]
    [InlineData("attributes.x BETWEEN 1 AND 'b'",
        "Line 1, column 28: expected a number like the low end, but found `'b'`.")]
    [InlineData("platform > 'IOS'",
        "Line 1, column 10: expected `=`, `!=`, `IN`, `LIKE` or `IS` for `platform`, whose values have no order, but found `>`.")]
    [InlineData("platform BETWEEN 'A' AND 'B'",
        "Line 1, column 10: expected `=`, `!=`, `IN`, `LIKE` or `IS` for `platform`, whose values have no order, but found `BETWEEN`.")]
    [InlineData("platform = 5",
        "Line 1, column 12: expected text in single quotes, but found `5`. Did you mean `'5'`?")]
    [InlineData("browser_version > 14",
        "Line 1, column 19: expected a version in single quotes, but found `14`. Did you mean `'14'`?")]
    [InlineData("started_at > 'yesterday'",
        "Line 1, column 14: expected a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`, but found `'yesterday'`.")]
    [InlineData("started_at > 5",
        "Line 1, column 14: expected a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`, but found `5`.")]
    [InlineData("started_at LIKE '2020%'",
        "Line 1, column 12: expected an operator such as `=`, `<` or `BETWEEN` for `started_at`, which is a time, but found `LIKE`.")]
    [InlineData("started_at = '2020-02-30'",
        "Line 1, column 14: expected a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`, but found `'2020-02-30'`.")]
    [InlineData("started_at = '2020-05-15T25:00:00Z'",
        "Line 1, column 14: expected a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`, but found `'2020-05-15T25:00:00Z'`.")]
    public void What_does_not_suit_the_type_of_the_field_is_told(string text, string sentence) =>
        AssertError(text, QueryErrorKind.Type, sentence);

    [Theory]
    [InlineData("lob_id\n= 'a' AND\n\n  x = 1", 4, 3)]
    [InlineData("lob_id\r\n= 'a' AND\r\n  x = 1", 3, 3)]
    [InlineData("lob_id\r= 'a' AND\rx = 1", 3, 1)]
    [InlineData("lob_id = '😀' AND x = 1", 1, 19)]
    [InlineData("lob_id = 'a\nb' AND x = 1", 2, 8)]
    public void Lines_and_columns_count_from_one_and_columns_in_UTF_16_units(string text, int line, int column)
    {
        var error = ErrorOf(text);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Equal("x", text.Substring(error.Offset, error.Length));
    }

    [Fact]
    public void A_long_or_invisible_find_is_quoted_short_and_visible()
    {
        Assert.Equal(
            $"Line 1, column 1: expected the name of a field, but found `{new string('x', 40)}…`.",
            ErrorOf($"{new string('x', 300)} = 'a'").Message);
        Assert.Equal(
            "Line 1, column 10: expected text in single quotes, or a number, but found `\\u202E`.", ErrorOf("lob_id = \u202E'a'").Message);
        Assert.Equal(
            "Line 1, column 14: expected a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`, but found `'\\u000A'`.",
            ErrorOf("started_at = '\n'").Message);
    }

    [Theory]
    [InlineData('\uD800')]
    [InlineData('\uDC00')]
    public void Half_a_surrogate_pair_is_refused_wherever_it_stands(char half)
    {
        var sentence = $"Line 1, column 6: expected a character that can be stored, but found U+{(int)half:X4}.";
        AssertError($"'abc'{half}", QueryErrorKind.Syntax, sentence);
        AssertError($"-- b {half}\nTRUE", QueryErrorKind.Syntax, sentence);
    }

    [Fact]
    public void An_error_says_where_it_is_what_was_expected_what_was_found_and_what_may_have_been_meant() => Assert.Equal(
        new QueryError
        {
            Kind = QueryErrorKind.UnknownField,
            Line = 2,
            Column = 4,
            Offset = 8,
            Length = 8,
            Expected = "the name of a field",
            Found = "`platfrom`",
            Suggestion = "platform",
        },
        ErrorOf("TRUE\nOR platfrom = 'ios'"));

    static void AssertError(string text, QueryErrorKind kind, string sentence)
    {
        var error = ErrorOf(text);
        Assert.Equal(sentence, error.Message);
        Assert.Equal(kind, error.Kind);
        Assert.Equal(sentence, error.ToString());
        if (error.Suggestion is null)
            return;
        // What is suggested leads further.
        var mended = text.Remove(error.Offset, error.Length).Insert(error.Offset, error.Suggestion);
        Assert.True(SegmentQuery.TryCompile(mended, out var next) is not null || next!.Offset > error.Offset, mended);
    }

    static QueryError ErrorOf(string text)
    {
        Assert.Null(SegmentQuery.TryCompile(text, out var error));
        Assert.NotNull(error);
        Assert.InRange(error.Offset, 0, text.Length);
        Assert.InRange(error.Length, 0, text.Length - error.Offset);
        return error;
    }
}
