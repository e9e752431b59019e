using System.Text;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Evaluation;

public sealed class ExplainerTests
{
    static readonly ConversationFacts facts = new ConversationFacts.Builder("C1")
        .Set(FieldCatalog.LobId, "wireless")
        .Set(FieldCatalog.Platform, "IOS")
        .Set(FieldCatalog.BrowserVersion, "14.1.2")
        .SetList(FieldCatalog.CompanySegment, ["bank", "hotel"])
        .SetTime(FieldCatalog.StartedAt, new DateTimeOffset(2020, 5, 15, 9, 30, 0, TimeSpan.Zero))
        .SetNamed(FieldFamily.Attributes, "turns", "9")
        .SetNamed(FieldFamily.Attributes, "plan", "gold")
        .Build();

    static SegmentQuery? Segment(string id) => id switch
    {
        "mobile" => SegmentQuery.TryCompile("platform IN ['ios', 'android']", out _),
        "mobile_bank" => SegmentQuery.TryCompile("SEGMENT('mobile') AND lob_id = 'bank'", out _),
        _ => null,
    };

    [Theory]
    [InlineData("lob_id = 'wireless'", "+ `lob_id` is 'wireless'.")]
    [InlineData("lob_id = 'bank'", "- `lob_id` is 'wireless', which is not 'bank'.")]
    [InlineData("lob_id != 'wireless'", "- `lob_id` is 'wireless'.")]
    [InlineData("lob_id != 'bank'", "+ `lob_id` is 'wireless', which is not 'bank'.")]
    [InlineData("campaign = 'x'", "- `campaign` has no value.")]
    [InlineData("campaign IS NULL", "+ `campaign` has no value.")]
    [InlineData("lob_id IS SET", "+ `lob_id` is 'wireless'.")]
    [InlineData("platform IN ['web', 'ios']", "+ `platform` is 'IOS', which is in the list.")]
    [InlineData("platform NOT IN ['web', 'ios']", "- `platform` is 'IOS', which is in the list.")]
    [InlineData("lob_id LIKE 'w%'", "+ `lob_id` is 'wireless', which is like 'w%'.")]
    [InlineData("lob_id LIKE 'x%'", "- `lob_id` is 'wireless', which is not like 'x%'.")]
    [InlineData("lob_id > 'x'", "- `lob_id` is 'wireless', which is not after 'x'.")]
    [InlineData("browser_version >= '14.10'", "- `browser_version` is '14.1.2', which is not at or after '14.10'.")]
    [InlineData("browser_version <= '14.10'", "+ `browser_version` is '14.1.2', which is at or before '14.10'.")]
    [InlineData("started_at < '2020-05-16'", "+ `started_at` is '2020-05-15T09:30:00Z', which is before '2020-05-16T00:00:00Z'.")]
    [InlineData("started_at = '2020-05-15T11:30+02:00'", "+ `started_at` is '2020-05-15T09:30:00Z'.")]
    [InlineData("attributes.turns < 9", "- `attributes.turns` is '9', which is not less than 9.")]
    [InlineData("attributes.turns <= 9", "+ `attributes.turns` is '9', which is at most 9.")]
    [InlineData("attributes.turns > 9", "- `attributes.turns` is '9', which is not more than 9.")]
    [InlineData("attributes.turns >= 9", "+ `attributes.turns` is '9', which is at least 9.")]
    [InlineData("attributes.turns = 9.0", "+ `attributes.turns` is '9', which is 9.")]
    [InlineData("attributes.turns BETWEEN 1 AND 5", "- `attributes.turns` is '9', which is not between 1 and 5.")]
    [InlineData("attributes.plan > 5", "- `attributes.plan` is 'gold', which is no number.")]
    [InlineData("attributes.plan IN [5, 6]", "- `attributes.plan` is 'gold', which is no number.")]
    [InlineData("attributes.plan IN [5, 'x']", "- `attributes.plan` is 'gold', which is not in the list.")]
    [InlineData("company_segment = 'hotel'", "+ `company_segment` is ['bank', 'hotel'], and one of them is 'hotel'.")]
    [InlineData("company_segment = 'x'", "- `company_segment` is ['bank', 'hotel'], and none of them is 'x'.")]
    [InlineData("company_segment NOT LIKE 'h%'", "- `company_segment` is ['bank', 'hotel'], and one of them is like 'h%'.")]
    [InlineData("company_segment IS SET", "+ `company_segment` is ['bank', 'hotel'].")]
    [InlineData("TRUE", "+ TRUE is true of every conversation.")]
    [InlineData("FALSE", "- FALSE is true of no conversation.")]
    [InlineData("TRUE AND TRUE", "+ All of the 2 conditions are true.")]
    [InlineData("TRUE AND FALSE AND TRUE", "- 1 of the 3 conditions is false.")]
    [InlineData("TRUE OR FALSE OR TRUE", "+ 2 of the 3 conditions are true.")]
    [InlineData("FALSE OR FALSE", "- None of the 2 conditions is true.")]
    [InlineData("NOT (TRUE OR FALSE)", "- The condition behind NOT is true.")]
    [InlineData("NOT NOT TRUE", "+ The condition behind NOT is false.")]
    [InlineData("SEGMENT('mobile')", "+ Segment 'mobile' matches.")]
    [InlineData("NOT SEGMENT('mobile_bank')", "+ Segment 'mobile_bank' doesn't match.")]
    [InlineData("SEGMENT('none')", "- There is no segment 'none'.")]
    public void A_clause_says_in_a_sentence_why_it_is_true_or_false(string text, string sentence)
    {
        var explanation = Explainer.Explain(SegmentQuery.TryCompile(text, out _)!, facts, Segment);
        Assert.Equal(sentence, $"{(explanation.Truth ? '+' : '-')} {explanation.Why}");
    }

    [Fact]
    public void A_query_is_explained_clause_by_clause() => Assert.Equal(
        """
        - NOT lob_id = 'bank' AND (SEGMENT('mobile_bank') OR attributes.turns > 5 AND campaign IS SET)
          + NOT lob_id = 'bank' (wireless)
          - SEGMENT('mobile_bank') OR attributes.turns > 5 AND campaign IS SET
            - SEGMENT('mobile_bank')
              - SEGMENT('mobile') AND lob_id = 'bank'
                + SEGMENT('mobile')
                  + platform IN ['IOS', 'ANDROID'] (IOS)
                - lob_id = 'bank' (wireless)
            - attributes.turns > 5 AND campaign IS SET
              + attributes.turns > 5 (9)
              - campaign IS SET

        """,
        Outline("lob_id != 'bank' AND (SEGMENT('mobile_bank') OR attributes.turns > 5 AND campaign is set)"));

    [Fact]
    public void A_segment_is_unfolded_once() => Assert.Equal(
        """
        + SEGMENT('mobile') OR NOT SEGMENT('mobile')
          + SEGMENT('mobile')
            + platform IN ['IOS', 'ANDROID'] (IOS)
          - NOT SEGMENT('mobile')

        """,
        Outline("SEGMENT('mobile') OR NOT SEGMENT('mobile')"));

    [Fact]
    public void Clauses_know_their_place_in_the_text_of_their_own_query()
    {
        const string text = "SEGMENT('mobile') AND lob_id != 'bank'";
        var explanation = Explainer.Explain(SegmentQuery.TryCompile(text, out _)!, facts, Segment);
        Assert.Equal(text, text.Substring(explanation.Offset, explanation.Length));
        Assert.Equal("lob_id != 'bank'", text.Substring(explanation.Children[1].Offset, explanation.Children[1].Length));
        var unfolded = explanation.Children[0].Children.Single();
        Assert.Equal((0, Segment("mobile")!.Text.Length), (unfolded.Offset, unfolded.Length));
    }

    [Fact]
    public void Segments_are_unfolded_to_a_limited_depth()
    {
        SegmentQuery? Chain(string id) => SegmentQuery.TryCompile($"SEGMENT('{id}x')", out _);
        var depth = 0;
        for (var explanation = Explainer.Explain(Chain("")!, facts, id => id.Length < 40 ? Chain(id) : null);
            explanation.Children is [var child, ..];
            explanation = child)
            depth++;
        Assert.Equal(Explainer.MaxSegmentDepth, depth);
    }

    [Fact]
    public void A_long_value_is_shortened_in_the_sentence_only()
    {
        var value = new string('x', 79) + "😀" + new string('y', 900);
        var conversation = new ConversationFacts.Builder("C1").Set(FieldCatalog.LobName, value).Build();
        var explanation = Explainer.Explain(SegmentQuery.TryCompile("lob_name IS SET", out _)!, conversation, Segment);
        Assert.Equal(value, explanation.Actual);
        Assert.Equal($"`lob_name` is '{new string('x', 79)}….", explanation.Why);
    }

    [Theory]
    [InlineData("lob_id = 'wireless'", "")]
    [InlineData("lob_id = 'bank'", "lob_id = 'bank'")]
    [InlineData("lob_id = 'bank' AND platform = 'ios'", "lob_id = 'bank'")]
    [InlineData("lob_id = 'bank' AND platform = 'web'", "")]
    [InlineData("lob_id = 'bank' OR platform = 'web'", "lob_id = 'bank'; platform = 'WEB'")]
    [InlineData("lob_id != 'wireless' AND platform = 'ios'", "NOT lob_id = 'wireless'")]
    [InlineData("NOT (lob_id = 'wireless' AND platform = 'ios')", "lob_id = 'wireless'; platform = 'IOS'")]
    [InlineData("SEGMENT('mobile_bank') AND attributes.turns > 5", "SEGMENT('mobile_bank')")]
    [InlineData("campaign = 'x' AND platform = 'ios' AND campaign = 'x'", "campaign = 'x'")]
    [InlineData("campaign = 'x' AND NOT campaign = 'x'", "")]
    [InlineData("FALSE", "")]
    [InlineData("FALSE AND lob_id = 'bank'", "")]
    public void A_near_miss_is_one_clause_away(string text, string nearMisses) => Assert.Equal(
        nearMisses,
        string.Join("; ", Explainer.NearMisses(SegmentQuery.TryCompile(text, out _)!, facts, Segment).Select(clause => clause.Clause)));

    static string Outline(string text)
    {
        var outline = new StringBuilder();
        Write(Explainer.Explain(SegmentQuery.TryCompile(text, out _)!, facts, Segment), indent: 0);
        return outline.ToString();

        void Write(Explanation clause, int indent)
        {
            var actual = clause.Actual is null ? "" : $" ({clause.Actual})";
            outline.Append(' ', indent).Append(clause.Truth ? "+ " : "- ").Append(clause.Clause).Append(actual).Append('\n');
            foreach (var child in clause.Children)
                Write(child, indent + 2);
        }
    }
}
