using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Tests.Language;

public sealed class ParserTests
{
    [Theory]
    // The queries ASAPP shows
    [InlineData("TRUE", "TRUE")]
    [InlineData(
        "group_id IN ['mobile_support', 'mobile_tech'] AND platform = 'ios'",
        "group_id IN ['mobile_support', 'mobile_tech'] AND platform = 'IOS'")]
    [InlineData(
        "intent_code = 'BILLING'\nAND lob_id IN ['wireless_service', 'broadband_service']",
        "intent_code = 'BILLING' AND lob_id IN ['wireless_service', 'broadband_service']")]
    // Binding: NOT over AND over OR
    [InlineData("lob_id='a' OR lob_id='b' AND lob_id='c'", "lob_id = 'a' OR lob_id = 'b' AND lob_id = 'c'")]
    [InlineData("(lob_id='a' OR lob_id='b') AND lob_id='c'", "(lob_id = 'a' OR lob_id = 'b') AND lob_id = 'c'")]
    [InlineData("lob_id='a' OR (lob_id='b' AND lob_id='c')", "lob_id = 'a' OR lob_id = 'b' AND lob_id = 'c'")]
    [InlineData("NOT lob_id='a' AND lob_id='b'", "NOT lob_id = 'a' AND lob_id = 'b'")]
    [InlineData("NOT (lob_id='a' AND lob_id='b')", "NOT (lob_id = 'a' AND lob_id = 'b')")]
    [InlineData("(NOT lob_id='a') AND lob_id='b'", "NOT lob_id = 'a' AND lob_id = 'b'")]
    [InlineData("NOT NOT TRUE", "NOT NOT TRUE")]
    [InlineData("lob_id='a' AND (lob_id='b' AND (lob_id='c'))", "lob_id = 'a' AND lob_id = 'b' AND lob_id = 'c'")]
    [InlineData("lob_id='a' OR (lob_id='b' OR lob_id='c')", "lob_id = 'a' OR lob_id = 'b' OR lob_id = 'c'")]
    [InlineData("((((lob_id='a'))))", "lob_id = 'a'")]
    // Operators
    [InlineData("lob_id != 'a'", "NOT lob_id = 'a'")]
    [InlineData("lob_id<>'a'", "NOT lob_id = 'a'")]
    [InlineData("NOT lob_id != 'a'", "NOT NOT lob_id = 'a'")]
    [InlineData("attributes.x<1 OR attributes.x<=1 OR attributes.x>1 OR attributes.x>=1",
        "attributes.x < 1 OR attributes.x <= 1 OR attributes.x > 1 OR attributes.x >= 1")]
    [InlineData("lob_id in ('a','b')", "lob_id IN ['a', 'b']")]
    [InlineData("lob_id not in ['a']", "NOT lob_id IN ['a']")]
    [InlineData("lob_id IN ['b', 'a', 'b', 5]", "lob_id IN ['b', 'a', 'b', 5]")]
    [InlineData("attributes.x between -1 and 2.50", "attributes.x BETWEEN -1 AND 2.5")]
    [InlineData("attributes.x NOT BETWEEN 'a' AND 'b' AND TRUE", "NOT attributes.x BETWEEN 'a' AND 'b' AND TRUE")]
    [InlineData(@"lob_id LIKE '100\%%'", @"lob_id LIKE '100\%%'")]
    [InlineData("lob_id NOT LIKE '_'", "NOT lob_id LIKE '_'")]
    [InlineData("lob_id is set", "lob_id IS SET")]
    [InlineData("lob_id IS NOT SET", "lob_id IS NOT SET")]
    [InlineData("NOT lob_id IS SET", "lob_id IS NOT SET")]
    [InlineData("lob_id IS NULL", "lob_id IS NOT SET")]
    [InlineData("lob_id IS NOT NULL", "lob_id IS SET")]
    [InlineData("segment('GLOBAL') or false", "SEGMENT('GLOBAL') OR FALSE")]
    // Fields
    [InlineData("LOB_ID = 'A'", "lob_id = 'A'")]
    [InlineData("Attributes.Turns = 'x'", "attributes.Turns = 'x'")]
    [InlineData("attributes['turns'] = 'x'", "attributes.turns = 'x'")]
    [InlineData("metadata [ 'net promoter' ] = 'x'", "metadata['net promoter'] = 'x'")]
    [InlineData(
        "customer.AND = 'x' AND agent.NOT = 'y' AND customer.in IN ['z']",
        "customer.AND = 'x' AND agent.NOT = 'y' AND customer.in IN ['z']")]
    [InlineData("attributes['it''s'] = 'x'", "attributes['it''s'] = 'x'")]
    [InlineData(
        "attributes.größe = 'x' AND attributes['2fa'] = 'y' AND attributes._x1 = 'z'",
        "attributes.größe = 'x' AND attributes['2fa'] = 'y' AND attributes._x1 = 'z'")]
    [InlineData("attributes.x=5--comment", "attributes.x = 5")]
    // Literals
    [InlineData("business_rule = 'Apply customer''s discount'", "business_rule = 'Apply customer''s discount'")]
    [InlineData("business_rule = ''''", "business_rule = ''''")]
    [InlineData("business_rule = ''", "business_rule = ''")]
    [InlineData("business_rule = 'a\nb -- c'", "business_rule = 'a\nb -- c'")]
    [InlineData("platform = 'Voice_Ios'", "platform = 'VOICE_IOS'")]
    [InlineData("attributes.x = -00.50", "attributes.x = -0.5")]
    [InlineData("attributes.x = -0", "attributes.x = 0")]
    [InlineData("browser_version >= '14.01'", "browser_version >= '14.01'")]
    [InlineData("started_at = '2020-05-15'", "started_at = '2020-05-15T00:00:00Z'")]
    [InlineData("started_at = '2020-05-15T09:30:00.5+02:00'", "started_at = '2020-05-15T07:30:00.5Z'")]
    // Space and comments
    [InlineData("-- everything\r\nTRUE -- really", "TRUE")]
    [InlineData("\t\u00A0lob_id\u2028=\r\n'a'\f", "lob_id = 'a'")]
    public void A_query_reads_as_its_canonical_form_says(string text, string canonical)
    {
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.Null(error);
        Assert.Equal(canonical, query!.Canonical);
        Assert.Equal(text, query.Text);
    }

    [Fact]
    public void Every_part_of_the_tree_knows_its_place_in_the_text()
    {
        const string text = "lob_id != 'a' AND (NOT platform IN ['ios'] OR (SEGMENT('x')))";
        var query = SegmentQuery.TryCompile(text, out _)!;
        Assert.Equal(
            [
                text,
                "lob_id != 'a'",
                "lob_id != 'a'",
                "NOT platform IN ['ios'] OR (SEGMENT('x'))",
                "NOT platform IN ['ios']",
                "platform IN ['ios']",
                "SEGMENT('x')",
            ],
            query.Root.SelfAndWithin().Select(part => text.Substring(part.Span.Offset, part.Span.Length)));
        var list = query.Root.SelfAndWithin().OfType<In>().Single();
        Assert.Equal("'ios'", text.Substring(list.Literals[0].Span.Offset, list.Literals[0].Span.Length));
    }

    [Fact]
    public void Segments_referred_to_are_listed_once_in_the_order_of_the_text()
    {
        var query = SegmentQuery.TryCompile("SEGMENT('b') OR NOT segment('a''s') AND SEGMENT('b') OR SEGMENT('B')", out _)!;
        Assert.Equal(["b", "a's", "B"], query.References);
        Assert.Empty(SegmentQuery.TryCompile("TRUE", out _)!.References);
    }
}
