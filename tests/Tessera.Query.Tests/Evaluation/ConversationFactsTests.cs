using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Evaluation;

public sealed class ConversationFactsTests
{
    [Fact]
    public void What_was_set_is_known_and_nothing_else()
    {
        var time = new DateTimeOffset(2020, 5, 15, 9, 0, 0, TimeSpan.FromHours(2));
        var facts = new ConversationFacts.Builder("C1")
            .Set(FieldCatalog.CustomerId, "c-1")
            .Set(FieldCatalog.Platform, "ios")
            .Set(FieldCatalog.LobName, "Bank")
            .SetList(FieldCatalog.CompanySegment, ["b", "", "a", "b"])
            .SetTime(FieldCatalog.ReceivedAt, time)
            .SetNamed(FieldFamily.Customer, "tier", "gold")
            .SetNamed(FieldFamily.Attributes, "turns", "12")
            .SetNamed(FieldFamily.Attributes, "Turns", "13")
            .Build();

        Assert.Equal("C1", facts.ConversationId);
        Assert.Equal("c-1", facts.Text(FieldCatalog.CustomerId));
        Assert.Equal("ios", facts.Text(FieldCatalog.Platform));
        Assert.Equal("Bank", facts.Text(FieldCatalog.LobName));
        Assert.Equal(["b", "a", "b"], facts.List(FieldCatalog.CompanySegment));
        Assert.Equal(time, facts.Time(FieldCatalog.ReceivedAt));
        Assert.Equal(TimeSpan.Zero, facts.Time(FieldCatalog.ReceivedAt)!.Value.Offset);
        Assert.Equal("gold", facts.Named(FieldFamily.Customer, "tier"));
        Assert.Equal("12", facts.Named(FieldFamily.Attributes, "turns"));
        Assert.Equal(new Dictionary<string, string> { ["turns"] = "12", ["Turns"] = "13" }, facts.Family(FieldFamily.Attributes));

        Assert.Null(facts.Text(FieldCatalog.LobId));
        Assert.Null(facts.Time(FieldCatalog.StartedAt));
        Assert.Null(facts.Named(FieldFamily.Agent, "tier"));
        Assert.Null(facts.Named(FieldFamily.Customer, "turns"));
        Assert.Empty(facts.Family(FieldFamily.Metadata));
        Assert.Equal(5, FieldCatalog.All.Count(facts.Has));
    }

    [Fact]
    public void Empty_values_are_missing()
    {
        var facts = new ConversationFacts.Builder("C1")
            .Set(FieldCatalog.LobId, "a").Set(FieldCatalog.LobId, "")
            .Set(FieldCatalog.GroupId, "a").Set(FieldCatalog.GroupId, null)
            .SetList(FieldCatalog.CompanySegment, ["", ""])
            .SetTime(FieldCatalog.StartedAt, DateTimeOffset.UnixEpoch).SetTime(FieldCatalog.StartedAt, null)
            .SetNamed(FieldFamily.Agent, "x", "a").SetNamed(FieldFamily.Agent, "x", "")
            .Build();
        Assert.DoesNotContain(FieldCatalog.All, facts.Has);
        Assert.Empty(facts.List(FieldCatalog.CompanySegment));
        Assert.Null(facts.Named(FieldFamily.Agent, "x"));
    }

    [Fact]
    public void A_builder_of_facts_holds_the_same_and_leaves_them_alone()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var facts = new Generator(seed).Facts();
            var before = Describe(facts);
            var builder = facts.ToBuilder();
            Assert.Equal(before, Describe(builder.Build()));

            builder.Set(FieldCatalog.LobId, "changed").SetNamed(FieldFamily.Agent, "turns", "changed")
                .SetTime(FieldCatalog.StartedAt, null);
            var changed = builder.Build();
            Assert.Equal("changed", changed.Text(FieldCatalog.LobId));
            Assert.Equal("changed", changed.Named(FieldFamily.Agent, "turns"));
            Assert.Null(changed.Time(FieldCatalog.StartedAt));
            Assert.Equal(before, Describe(facts));
        }
    }

    [Fact]
    public void Asking_for_another_type_than_a_field_has_is_a_bug()
    {
        var builder = new ConversationFacts.Builder("C1");
        var facts = builder.Build();
        Assert.Throws<ArgumentException>(() => facts.Text(FieldCatalog.CompanySegment));
        Assert.Throws<ArgumentException>(() => facts.Text(FieldCatalog.StartedAt));
        Assert.Throws<ArgumentException>(() => facts.List(FieldCatalog.LobId));
        Assert.Throws<ArgumentException>(() => facts.Time(FieldCatalog.LobId));
        Assert.Throws<ArgumentException>(() => builder.Set(FieldCatalog.StartedAt, "2020-01-01"));
        Assert.Throws<ArgumentException>(() => builder.SetList(FieldCatalog.LobId, ["a"]));
        Assert.Throws<ArgumentException>(() => builder.SetTime(FieldCatalog.LobId, DateTimeOffset.UnixEpoch));
    }

    static string Describe(ConversationFacts facts) => string.Join(
        '\n',
        FieldCatalog.All.Select(field => field.Type switch
        {
            FieldType.Time => $"{field} {facts.Time(field):O}",
            FieldType.TextList => $"{field} {string.Join(',', facts.List(field))}",
            _ => $"{field} {facts.Text(field)}",
        }).Concat(Enum.GetValues<FieldFamily>().Select(family =>
            $"{family} {string.Join(',', facts.Family(family).OrderBy(pair => pair.Key, StringComparer.Ordinal))}")));
}
