using System.Text.Json;
using Tessera.OpenApi;

namespace Tessera.Tests.OpenApi;

/// <summary>
/// A name of a schema is one type's. That no two types of the service have one name, <see cref="DescriptionTests"/> finds: there is no
/// description otherwise.
/// </summary>
public sealed class SchemaNamesTests
{
    [Fact]
    public void Two_types_of_one_name_are_named_and_refused()
    {
        var names = new SchemaNames();
        Assert.Equal(("Thing", "Thing"), (NameOf<One.Thing>(names), NameOf<One.Thing>(names)));

        var refused = Assert.Throws<InvalidOperationException>(() => NameOf<Other.Thing>(names));

        Assert.Equal(
            $"Two types would be the schema Thing of one description: {typeof(One.Thing)} and {typeof(Other.Thing)}. Give one of them another name.", refused.Message);
        Assert.Throws<InvalidOperationException>(() => NameOf<Other.Error>(names));
    }

    [Fact]
    public void A_type_and_the_same_that_may_be_null_are_one_and_lists_have_no_name()
    {
        var names = new SchemaNames();

        Assert.Equal(("Kind", "Kind"), (NameOf<One.Kind>(names), NameOf<One.Kind?>(names)));
        Assert.Null(NameOf<List<One.Thing>>(names));
        Assert.Null(NameOf<string>(names));
    }

    static string? NameOf<T>(SchemaNames names) => names.Of(JsonSerializerOptions.Web.GetTypeInfo(typeof(T)));

    static class One
    {
        internal sealed record Thing(string A);

        internal enum Kind
        {
            A,
        }
    }

    static class Other
    {
        internal sealed record Thing(int B);

        internal sealed record Error(int Code);
    }
}
