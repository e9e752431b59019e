using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Analysis;

public sealed class LinterTests
{
    static SegmentQuery? Segment(string id) => id switch
    {
        "mobile" => SegmentQuery.TryCompile("platform IN ['ios', 'android']", out _),
        "mobile_bank" => SegmentQuery.TryCompile("SEGMENT('mobile') AND lob_id = 'bank'", out _),
        _ => null,
    };

    static string[]? Observed(FieldReference field) => field.ToString() switch
    {
        "lob_id" => ["hotel", "bank", "007"],
        "company_segment" => ["hotel", "bank"],
        "platform" => ["IOS", "web"],
        "attributes.plan" => [],
        _ => null,
    };

    [Theory]
    [InlineData("TRUE")]
    [InlineData("FALSE")]
    [InlineData("lob_id = 'bank' AND platform = 'ios'")]
    [InlineData("lob_id IN ['bank', 'hotel'] AND NOT company_segment = 'hotel'")]
    [InlineData("company_segment = 'bank' AND company_segment = 'hotel'")]
    [InlineData("lob_id IS NOT SET")]
    [InlineData("lob_id != 'bank' AND platform IS SET")]
    [InlineData("attributes.turns > 5 AND attributes.turns < 7")]
    [InlineData("attributes.turns > 5 OR attributes.turns > '5'")]
    [InlineData("attributes.turns IS SET AND NOT attributes.turns < 5 AND NOT attributes.turns >= 5")]
    [InlineData("lob_id = 7")]
    [InlineData("lob_id LIKE '%an%' AND lob_id LIKE 'b%'")]
    [InlineData("platform = 'ios' OR platform = 'web'")]
    [InlineData("SEGMENT('mobile') AND lob_id = 'bank'")]
    public void What_may_well_be_meant_is_left_alone(string text) => Assert.Empty(Lints(text));

    [Theory]
    [InlineData("lob_id = 'hotel' OR TRUE", "always-true at lob_id = 'hotel' OR TRUE: The query matches every conversation.")]
    [InlineData(
        "lob_id = 'hotel' OR lob_id != 'hotel'",
        "always-true at lob_id = 'hotel' OR lob_id != 'hotel': The query matches every conversation.")]
    [InlineData(
        "platform = 'ios' AND (lob_id IS SET OR lob_id IS NULL)",
        "always-true at lob_id IS SET OR lob_id IS NULL: `lob_id IS SET OR lob_id IS NOT SET` is always true.")]
    [InlineData(
        "lob_id = 'bank' AND lob_id = 'hotel'",
        "always-false at lob_id = 'bank' AND lob_id = 'hotel': The query matches no conversation.",
        "contradicts at lob_id = 'hotel': `lob_id = 'hotel'` can't be true together with `lob_id = 'bank'`.")]
    [InlineData(
        "platform = 'ios' OR attributes.turns > 5 AND attributes.turns < 3",
        "always-false at attributes.turns > 5 AND attributes.turns < 3: `attributes.turns > 5 AND attributes.turns < 3` is never true.",
        "contradicts at attributes.turns < 3: `attributes.turns < 3` can't be true together with `attributes.turns > 5`.")]
    [InlineData(
        "lob_id = 'bank' AND (platform = 'ios' AND lob_id IS NULL OR lob_id = 'hotel')",
        "always-false at lob_id = 'bank' AND (platform = 'ios' AND lob_id IS NULL OR lob_id = 'hotel'): The query matches no conversation.",
        "contradicts at platform = 'ios' AND lob_id IS NULL OR lob_id = 'hotel': `platform = 'IOS' AND lob_id IS NOT SET OR lob_id = 'hotel'` can't be true together with `lob_id = 'bank'`.")]
    [InlineData(
        "started_at BETWEEN '2021-01-01' AND '2020-01-01'",
        "always-false at started_at BETWEEN '2021-01-01' AND '2020-01-01': The query matches no conversation.")]
    [InlineData(
        "browser_version > '14.10' AND browser_version < '14.9'",
        "always-false at browser_version > '14.10' AND browser_version < '14.9': The query matches no conversation.",
        "contradicts at browser_version < '14.9': `browser_version < '14.9'` can't be true together with `browser_version > '14.10'`.")]
    [InlineData(
        "company_segment IS NULL AND company_segment = 'hotel'",
        "always-false at company_segment IS NULL AND company_segment = 'hotel': The query matches no conversation.",
        "contradicts at company_segment = 'hotel': `company_segment = 'hotel'` can't be true together with `company_segment IS NOT SET`.")]
    [InlineData(
        "SEGMENT('mobile_bank') AND platform = 'web'",
        "always-false at SEGMENT('mobile_bank') AND platform = 'web': The query matches no conversation.",
        "contradicts at platform = 'web': `platform = 'WEB'` can't be true together with `SEGMENT('mobile_bank')`.")]
    [InlineData("SEGMENT('none') OR lob_id = 'bank'", "always-false at SEGMENT('none'): There is no segment 'none'.")]
    [InlineData(
        "lob_id = ''",
        "always-false at lob_id = '': The query matches no conversation.",
        "impossible-value at '': `lob_id` is never '': what is empty counts as missing. Ask IS NULL for that.")]
    public void What_is_always_true_or_false_is_told(string text, params string[] lints) => Assert.Equal(lints, Lints(text));

    [Theory]
    [InlineData(
        "lob_id = 'bank' AND platform = 'ios' AND lob_id = 'bank'",
        "repeated at lob_id = 'bank': `lob_id = 'bank'` adds nothing to `lob_id = 'bank'`.")]
    [InlineData(
        "lob_id = 'bank' OR lob_id IN ['bank', 'hotel']",
        "repeated at lob_id = 'bank': `lob_id = 'bank'` adds nothing to `lob_id IN ['bank', 'hotel']`.")]
    [InlineData("lob_id = 'bank' AND lob_id IS SET", "repeated at lob_id IS SET: `lob_id IS SET` adds nothing to `lob_id = 'bank'`.")]
    [InlineData(
        "attributes.turns > 3 AND attributes.turns > 5",
        "repeated at attributes.turns > 3: `attributes.turns > 3` adds nothing to `attributes.turns > 5`.")]
    [InlineData(
        "SEGMENT('mobile') OR SEGMENT('mobile_bank')",
        "repeated at SEGMENT('mobile_bank'): `SEGMENT('mobile_bank')` adds nothing to `SEGMENT('mobile')`.")]
    [InlineData("lob_id IN ['bank', 'hotel', 'bank']", "repeated at 'bank': 'bank' is in the list already.")]
    [InlineData("platform IN ['ios', 'IOS']", "repeated at 'IOS': 'IOS' is in the list already.")]
    [InlineData("attributes.x IN [5, 5.0, '5']", "repeated at 5.0: 5 is in the list already.")]
    public void What_adds_nothing_is_told(string text, string lint) => Assert.Equal([lint], Lints(text));

    [Theory]
    [InlineData("lob_id != 'bank'")]
    [InlineData("NOT (lob_id = 'bank' OR platform = 'ios')")]
    [InlineData("lob_id NOT IN ['bank'] AND (platform != 'ios' OR lob_id IS NULL)")]
    [InlineData("NOT SEGMENT('mobile')")]
    public void Only_negations_are_told(string text) => Assert.Equal(
        [$"only-negations at {text}: Every condition is negative, so conversations match of which nothing is known. Add IS SET to leave those out."],
        Lints(text));

    [Theory]
    [InlineData("platform = 'iosx'", "not-an-enum-member at 'iosx': 'IOSX' is no value of `platform`. Did you mean 'IOS'?", "'IOS'")]
    [InlineData("platform = 'fax'", "not-an-enum-member at 'fax': 'FAX' is no value of `platform`.", null)]
    [InlineData("lob_id = 'has space'",
        "impossible-value at 'has space': `lob_id` is never 'has space': it takes up to 256 characters: letters, digits, `-` and `_`.",
        null)]
    [InlineData("browser_version = '1.2/3'",
        "impossible-value at '1.2/3': `browser_version` is never '1.2/3': it takes up to 16 characters: letters, digits, `-`, `_` and `.`.",
        null)]
    [InlineData("lob_id = 'hotl'", "value-never-seen at 'hotl': 'hotl' was never seen on `lob_id`. Did you mean 'hotel'?", "'hotel'")]
    [InlineData("lob_id = 'Hotel'", "value-never-seen at 'Hotel': 'Hotel' was never seen on `lob_id`. Did you mean 'hotel'?", "'hotel'")]
    [InlineData("lob_id IN ['bank', 'plane']", "value-never-seen at 'plane': 'plane' was never seen on `lob_id`.", null)]
    [InlineData("lob_id = 8", "value-never-seen at 8: 8 was never seen on `lob_id`.", null)]
    [InlineData(
        "company_segment = 'bnak'",
        "value-never-seen at 'bnak': 'bnak' was never seen on `company_segment`. Did you mean 'bank'?", "'bank'")]
    [InlineData("platform IN ['WEB', 'sms']", "value-never-seen at 'sms': 'SMS' was never seen on `platform`.", null)]
    [InlineData("attributes.plan = 'gold'", "value-never-seen at 'gold': 'gold' was never seen on `attributes.plan`.", null)]
    [InlineData("lob_id LIKE 'x%'", "value-never-seen at lob_id LIKE 'x%': No value like 'x%' was ever seen on `lob_id`.", null)]
    public void A_value_that_can_not_be_or_never_was_is_told(string text, string lint, string? suggestion)
    {
        Assert.Equal([lint], Lints(text));
        Assert.Equal(suggestion, Linter.Lint(SegmentQuery.TryCompile(text, out _)!, Observed, Segment).Single().Suggestion);
    }

    [Fact]
    public void A_wrong_value_in_a_list_is_told_once() => Assert.Equal(
        ["not-an-enum-member at 'fax': 'FAX' is no value of `platform`.", "repeated at 'fax': 'FAX' is in the list already."],
        Lints("platform IN ['fax', 'fax']"));

    [Fact]
    public void Nothing_is_held_against_what_is_not_known()
    {
        var query = SegmentQuery.TryCompile("lob_id = 'never' AND SEGMENT('none') AND platform = 'ios' AND attributes.x = 'y'", out _)!;
        Assert.Empty(Linter.Lint(query, observed: null, segments: null));
        Assert.Empty(Linter.Lint(SegmentQuery.TryCompile("attributes.x = 'y'", out _)!, Observed, Segment));
    }

    [Fact]
    public void Every_kind_has_a_code()
    {
        var codes = Enum.GetValues<LintKind>().Select(kind => new Lint(kind, "", 0, 0, null).Code).ToList();
        Assert.Equal(
            [
                "always-true", "always-false", "value-never-seen", "only-negations", "not-an-enum-member", "repeated", "contradicts",
                "impossible-value",
            ],
            codes);
    }

    static IEnumerable<string> Lints(string text)
    {
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.True(query is not null, error?.Message);
        return Linter.Lint(query, Observed, Segment)
            .Select(lint => $"{lint.Code} at {text.Substring(lint.Offset, lint.Length)}: {lint.Message}");
    }
}
