using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Fields;

public sealed class FieldCatalogTests
{
    [Fact]
    public void Ordinals_are_dense_and_few_enough_for_a_word_of_bits()
    {
        Assert.Equal(Enumerable.Range(0, FieldCatalog.All.Length), FieldCatalog.All.Select(field => field.Ordinal));
        Assert.InRange(FieldCatalog.All.Length, 22, 64);
    }

    [Fact]
    public void Fifteen_fields_come_with_metadata_and_are_found_by_their_wire_names()
    {
        var carried = FieldCatalog.All.Where(field => field.WireName is not null).ToList();
        Assert.Equal(15, carried.Count);
        Assert.All(carried, field => Assert.Same(field, FieldCatalog.FindWire(field.WireName!)));
        Assert.All(carried, field => Assert.True(field.IsCore));
        Assert.Null(FieldCatalog.FindWire("LobId"));
        Assert.Null(FieldCatalog.FindWire("lob_id"));
        Assert.Null(FieldCatalog.FindWire("eventId"));
    }

    [Fact]
    public void A_field_is_found_by_its_name_in_any_case()
    {
        Assert.All(FieldCatalog.All, field => Assert.Same(field, FieldCatalog.Find(field.Name.ToUpperInvariant())));
        Assert.Null(FieldCatalog.Find("lobId"));
        Assert.Null(FieldCatalog.Find(""));
        // LATIN SMALL LETTER LONG S folds to S, but is no letter of any name.
        Assert.Null(FieldCatalog.Find("browſer_type"));
        Assert.Equal(FieldFamily.Attributes, FieldCatalog.FindFamily("Attributes"));
        Assert.Null(FieldCatalog.FindFamily("attribute"));
    }

    [Theory]
    [InlineData("platfrom", "platform")]
    [InlineData("Platfrom", "platform")]
    [InlineData("lobId", "lob_id")]
    [InlineData("lobid", "lob_id")]
    [InlineData("agentRoutingCode", "agent_routing_code")]
    [InlineData("intentCode", "intent_code")]
    [InlineData("startedAt", "started_at")]
    [InlineData("browser_verison", "browser_version")]
    [InlineData("conversation_id", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_suggested(string name, string? nearest) => Assert.Equal(nearest, FieldCatalog.Nearest(name));

    [Theory]
    [InlineData("lob_id", "a-B_9", true)]
    [InlineData("lob_id", "a b", false)]
    [InlineData("lob_id", "a.b", false)]
    [InlineData("lob_id", "ä", false)]
    [InlineData("lob_id", "", true)]
    [InlineData("lob_name", "Apply customer's discount", true)]
    [InlineData("browser_version", "14.1.2", true)]
    [InlineData("browser_version", "14.1.2/3", false)]
    [InlineData("platform", "VOICE_IOS", true)]
    [InlineData("platform", "voice_ios", false)]
    [InlineData("platform", "FAX", false)]
    [InlineData("agent_id", "any: thing at all", true)]
    public void A_field_says_what_ingestion_accepts(string name, string value, bool accepts) =>
        Assert.Equal(accepts, FieldCatalog.Find(name)!.Accepts(value));

    [Theory]
    [InlineData("lob_id", 256)]
    [InlineData("company_segment", 64)]
    [InlineData("browser_type", 64)]
    [InlineData("browser_version", 16)]
    public void Lengths_count_in_code_points(string name, int max)
    {
        var field = FieldCatalog.Find(name)!;
        Assert.True(field.Accepts(new string('x', max)));
        Assert.False(field.Accepts(new string('x', max + 1)));
        Assert.True(FieldCatalog.LobName.Accepts(string.Concat(Enumerable.Repeat("😀", 256))));
        Assert.False(FieldCatalog.LobName.Accepts(string.Concat(Enumerable.Repeat("😀", 257))));
    }

    [Fact]
    public void References_to_the_same_thing_are_equal()
    {
        Assert.Equal(FieldReference.To(FieldFamily.Agent, "x"), FieldReference.To(FieldFamily.Agent, string.Concat("x", "")));
        Assert.NotEqual(FieldReference.To(FieldFamily.Agent, "x"), FieldReference.To(FieldFamily.Agent, "X"));
        Assert.NotEqual(FieldReference.To(FieldFamily.Agent, "x"), FieldReference.To(FieldFamily.Customer, "x"));
        Assert.NotEqual(FieldReference.To(FieldFamily.Agent, "lob_id"), FieldReference.To(FieldCatalog.LobId));
        Assert.Same(FieldReference.To(FieldCatalog.LobId), FieldReference.To(FieldCatalog.LobId));
    }

    [Fact]
    public void A_query_can_ask_about_every_field()
    {
        foreach (var field in FieldCatalog.All)
            Assert.NotNull(SegmentQuery.TryCompile($"{field.Name} = '2020-01-01'", out _));
    }
}
