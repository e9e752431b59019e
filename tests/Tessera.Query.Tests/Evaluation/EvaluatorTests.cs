using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Evaluation;

public sealed class EvaluatorTests
{
    static readonly ConversationFacts facts = new ConversationFacts.Builder("C1")
        .Set(FieldCatalog.LobId, "wireless")
        .Set(FieldCatalog.LobName, "a\uFFFD")
        .Set(FieldCatalog.GroupId, "0042")
        .Set(FieldCatalog.Platform, "IOS")
        .Set(FieldCatalog.DeviceType, "phone")
        .Set(FieldCatalog.BrowserVersion, "14.1.2")
        .SetList(FieldCatalog.CompanySegment, ["bank", "hotel", "7"])
        .SetTime(FieldCatalog.StartedAt, new DateTimeOffset(2020, 5, 15, 0, 0, 0, TimeSpan.Zero))
        .SetNamed(FieldFamily.Attributes, "turns", "9")
        .SetNamed(FieldFamily.Attributes, "amount", "12345678901234567890.10")
        .SetNamed(FieldFamily.Attributes, "phone", "+15550100")
        .SetNamed(FieldFamily.Customer, "status", "Gold")
        .Build();

    [Theory]
    // Text: exact, ordered by code point
    [InlineData("lob_id = 'wireless'", true)]
    [InlineData("lob_id = 'Wireless'", false)]
    [InlineData("lob_id = 'wireless '", false)]
    [InlineData("lob_id > 'wire'", true)]
    [InlineData("lob_id < 'Wireless'", false)]
    [InlineData("lob_name < 'a😀'", true)]
    [InlineData("lob_id BETWEEN 'wireless' AND 'wireless'", true)]
    [InlineData("lob_id BETWEEN 'x' AND 'a'", false)]
    [InlineData("lob_id LIKE 'WIRE%'", false)]
    [InlineData("lob_id = ''", false)]
    [InlineData("lob_id > ''", true)]
    // Enums: any case, on both sides
    [InlineData("platform = 'ios'", true)]
    [InlineData("platform IN ['web', 'iOS']", true)]
    [InlineData("device_type = 'PHONE'", true)]
    [InlineData("device_type LIKE 'ph%'", true)]
    [InlineData("platform LIKE 'I_s'", true)]
    [InlineData("platform = 'iphone'", false)]
    // Lists: any one item
    [InlineData("company_segment = 'hotel'", true)]
    [InlineData("company_segment = 'bank' AND company_segment = 'hotel'", true)]
    [InlineData("company_segment != 'bank'", false)]
    [InlineData("company_segment NOT IN ['plane']", true)]
    [InlineData("company_segment LIKE '%ote%'", true)]
    [InlineData("company_segment = 7.0", true)]
    [InlineData("company_segment > 'c' AND company_segment < 'c'", true)]
    [InlineData("company_segment BETWEEN 'c' AND 'd'", false)]
    // Versions
    [InlineData("browser_version < '14.10'", true)]
    [InlineData("browser_version >= '14'", true)]
    [InlineData("browser_version = '14.1.2'", true)]
    [InlineData("browser_version = '14.01.2'", false)]
    [InlineData("browser_version BETWEEN '14' AND '15'", true)]
    [InlineData("browser_version LIKE '14.%'", true)]
    // Times
    [InlineData("started_at = '2020-05-15'", true)]
    [InlineData("started_at = '2020-05-15T02:00:00+02:00'", true)]
    [InlineData("started_at > '2020-05-15'", false)]
    [InlineData("started_at < '2020-05-15T00:00:00.0000001Z'", true)]
    [InlineData("started_at IN ['2020-05-14', '2020-05-15']", true)]
    [InlineData("started_at BETWEEN '2020-05-14' AND '2020-05-15'", true)]
    [InlineData("received_at < '2030-01-01'", false)]
    // Numbers: exact, and only where the value is one
    [InlineData("attributes.turns < 30", true)]
    [InlineData("attributes.turns < '30'", false)]
    [InlineData("attributes.turns = 9.0", true)]
    [InlineData("attributes.turns = '9.0'", false)]
    [InlineData("attributes.turns BETWEEN 8 AND 9", true)]
    [InlineData("attributes.turns IN [8, '9']", true)]
    [InlineData("attributes.amount = 12345678901234567890.1", true)]
    [InlineData("attributes.amount > 12345678901234567890.09999999999999999999", true)]
    [InlineData("attributes.amount < 12345678901234567890.1", false)]
    [InlineData("attributes.phone > 0", false)]
    [InlineData("group_id = 42", true)]
    [InlineData("lob_id > 0", false)]
    [InlineData("lob_id <= 0", false)]
    // Families: names are exact
    [InlineData("customer.status = 'Gold'", true)]
    [InlineData("customer.Status = 'Gold'", false)]
    [InlineData("agent.status = 'Gold'", false)]
    [InlineData("Customer['status'] IS SET", true)]
    // Missing: false, and NOT makes it true
    [InlineData("campaign = 'x'", false)]
    [InlineData("campaign != 'x'", true)]
    [InlineData("NOT campaign > 'x' AND NOT campaign <= 'x'", true)]
    [InlineData("campaign NOT LIKE '%'", true)]
    [InlineData("campaign NOT IN ['x']", true)]
    [InlineData("attributes.none NOT BETWEEN 1 AND 2", true)]
    [InlineData("campaign IS NULL", true)]
    [InlineData("company_segment IS SET AND platform IS SET AND started_at IS SET", true)]
    // Logic
    [InlineData("TRUE", true)]
    [InlineData("FALSE", false)]
    [InlineData("NOT FALSE AND (FALSE OR TRUE)", true)]
    [InlineData("TRUE OR FALSE AND FALSE", true)]
    public void A_query_matches_by_the_written_rules(string text, bool matches)
    {
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.True(query is not null, error?.Message);
        Assert.Equal(matches, Evaluator.Matches(query, facts, _ => null));
    }

    [Fact]
    public void What_a_predicate_accepts_of_each_value_is_what_it_says_of_a_conversation()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var generator = new Generator(seed);
            var predicate = generator.Predicate();
            var conversation = generator.Facts();
            var accepted = predicate.Field switch
            {
                { Family: { } family, Name: var name } =>
                    conversation.Named(family, name) is { } value && Evaluator.Accepts(predicate, value),
                { Field: { Type: FieldType.TextList } field } => conversation.List(field).Any(item => Evaluator.Accepts(predicate, item)),
                { Field: { Type: FieldType.Time } field } => conversation.Time(field) is { } time && Evaluator.Accepts(predicate, time),
                { Field: var field } => conversation.Text(field!) is { } value && Evaluator.Accepts(predicate, value),
            };
            var query = SegmentQuery.TryCompile(predicate.ToString(), out _)!;
            Assert.Equal(accepted, Evaluator.Matches(query, conversation, _ => null));
        }
    }

    [Fact]
    public void Evaluating_allocates_nothing()
    {
        const string text = "lob_id = 'wireless' AND platform IN ['sms', 'ios'] AND attributes.turns > 5 AND company_segment LIKE 'b%'";
        var query = SegmentQuery.TryCompile(text, out _)!;
        SegmentResolver segments = _ => null;
        Assert.True(Evaluator.Matches(query, facts, segments));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = Evaluator.Matches(query, facts, segments);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
