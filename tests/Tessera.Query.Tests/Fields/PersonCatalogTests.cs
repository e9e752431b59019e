using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Fields;

public sealed class PersonCatalogTests
{
    [Fact]
    public void The_page_on_people_names_every_property_and_no_other()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "people.md"));
        Assert.Contains($"\n| customer | {Names(FieldFamily.Customer)} |\n", page, StringComparison.Ordinal);
        Assert.Contains($"\n| agent | {Names(FieldFamily.Agent)} |\n", page, StringComparison.Ordinal);
        foreach (var query in page.Split("```query\n").Skip(1).Select(rest => rest.Split("```")[0]))
        {
            _ = SegmentQuery.TryCompile(query, out var error);
            Assert.Null(error?.Message);
        }
    }

    [Theory]
    [InlineData(FieldFamily.Customer, 7)]
    [InlineData(FieldFamily.Agent, 19)]
    [InlineData(FieldFamily.Attributes, 0)]
    [InlineData(FieldFamily.Metadata, 0)]
    public void A_family_of_people_has_its_properties_each_once(FieldFamily family, int count)
    {
        var properties = PersonCatalog.Of(family);
        Assert.Equal(count, properties.Length);
        Assert.Equal(count, properties.Select(property => property.Name).Distinct().Count());
        Assert.All(properties, property =>
        {
            Assert.True(PersonCatalog.Has(family, property.Name));
            Assert.False(PersonCatalog.Has(family, property.Name.ToUpperInvariant()));
            Assert.False(PersonCatalog.Has(FieldFamily.Attributes, property.Name));
            // One name is the other, in the way of the wire and in the way of queries.
            var words = property.Name.Split('_');
            Assert.Equal(
                property.WireName, words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        });
    }

    static string Names(FieldFamily family) => string.Join(' ', PersonCatalog.Of(family).Select(property => $"`{property.Name}`"));

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tessera.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests don't run within the repository.");
        return folder.FullName;
    }
}
