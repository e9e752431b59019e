using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Language;

public sealed class PortabilityTests
{
    [Theory]
    [InlineData("TRUE")]
    [InlineData("group_id IN ['mobile_support', 'mobile_tech'] AND platform = 'ios'")]
    [InlineData("NOT (lob_id = 'a' OR\n\tlob_name = 'B c') AND NOT NOT TRUE")]
    [InlineData("company_segment = 'x' OR browser_version = '14.1.2' AND intent_code IN ['A']")]
    public void A_query_in_the_documented_language_is_portable(string text)
    {
        var query = SegmentQuery.TryCompile(text, out _)!;
        Assert.Empty(query.Extensions);
        Assert.True(query.IsPortable);
    }

    [Theory]
    [InlineData("FALSE", "`FALSE`")]
    [InlineData("true", "`true` for `TRUE`")]
    [InlineData("lob_id = 'a' and lob_id = 'b' and TRUE", "`and` for `AND`")]
    [InlineData("Lob_Id = 'a'", "`Lob_Id` for `lob_id`")]
    [InlineData("lob_id != 'a'", "`!=`")]
    [InlineData("lob_id <> 'a'", "`<>`")]
    [InlineData("browser_version >= '14'", "`>=`")]
    [InlineData("lob_id IN ('a')", "a list in parentheses")]
    [InlineData("lob_id NOT IN ['a']", "`NOT IN`")]
    [InlineData("lob_id BETWEEN 'a' AND 'b'", "`BETWEEN`")]
    [InlineData("lob_id NOT LIKE 'a%'", "`LIKE`")]
    [InlineData("lob_id IS NOT SET", "`IS`")]
    [InlineData("SEGMENT('GLOBAL')", "`SEGMENT`")]
    [InlineData("lob_id = 5", "a number")]
    [InlineData("lob_name = 'it''s'", "a doubled quote")]
    [InlineData("TRUE -- all", "a comment")]
    [InlineData("agent_id = 'x'", "the field `agent_id`")]
    [InlineData("attributes.x = 'y'", "`attributes`")]
    [InlineData("started_at > '2020-01-01' OR platform is set", "the field `started_at`", "`>`", "`IS`")]
    public void A_query_says_what_it_uses_beyond_the_documented_language(string text, params string[] extensions)
    {
        var query = SegmentQuery.TryCompile(text, out _)!;
        Assert.False(query.IsPortable);
        Assert.Equal(extensions, query.Extensions.Select(extension => extension.What));
        Assert.All(query.Extensions, extension => Assert.NotEmpty(text.Substring(extension.Offset, extension.Length)));
    }

    [Fact]
    public void Each_extension_is_shown_where_it_is_used_first()
    {
        const string text = "TRUE -- a\nOR FALSE -- b\nOR FALSE";
        var query = SegmentQuery.TryCompile(text, out _)!;
        Assert.Equal(
            [("`FALSE`", 13, 5), ("a comment", 5, 4)],
            query.Extensions.Select(extension => (extension.What, extension.Offset, extension.Length)));
    }

    [Fact]
    public void Seventeen_fields_are_portable()
    {
        var portable = FieldCatalog.All.Where(field => SegmentQuery.TryCompile($"{field} = '2020-01-01'", out _)!.IsPortable).ToList();
        Assert.Equal(17, portable.Count);
        Assert.Equal(FieldCatalog.All.Where(field => field.IsCore), portable);
    }
}
