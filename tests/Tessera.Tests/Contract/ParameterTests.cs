using Tessera.Tests.Harness;

namespace Tessera.Tests.Contract;

/// <summary>Every parameter of the query string: below, at and above its limits.</summary>
public sealed class ParameterTests(Servers servers)
{
    public static IEnumerable<string> Lists => BodyTables.Lists;

    [Theory, OnBothDatabases(From = nameof(Lists))]
    public async Task A_page_is_from_1_to_100_and_an_empty_parameter_is_none(Backend backend, string list)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (string Query, bool Good)[] cases =
        [
            ("", true), ("limit=1", true), ("limit=2", true), ("limit=99", true), ("limit=100", true), ("limit=", true), ("cursor=", true),
            ("cursor=&limit=", true), ("limit=0", false), ("limit=101", false), ("limit=-1", false), ("limit=1.0", false),
            ("limit=1e1", false), ("limit=%2B5", false), ("limit=%205", false), ("limit=a", false), ("limit=null", false),
            ("limit=99999999999999999999", false), ("limit=0x10", false), ("limit=%D9%A1", false), ("cursor=a", false),
            ("cursor=CHAT", false), ("cursor=%00", false), ("cursor=YQ", false), ("cursor=!", false), ("cursor=null", false),
        ];
        foreach (var (query, good) in cases)
        {
            var answer = await api.GetAsync($"{list}?{query}");

            Assert.True((int)answer.Status == (good ? 200 : 400), $"{query}: {(int)answer.Status} {answer.Text}");
            if (!good) Assert.Equal("400-01", answer.ErrorCode);
            else Assert.True(
                answer.Json.AsObject().ContainsKey("nextCursor") && answer.Json.AsObject().ContainsKey("prevCursor"), answer.Text);
        }
    }

    [Theory]
    [OnBothDatabases("", true)]
    [OnBothDatabases("active=", true)]
    [OnBothDatabases("active=true", true)]
    [OnBothDatabases("active=false", true)]
    [OnBothDatabases("active=1", false)]
    [OnBothDatabases("active=yes", false)]
    [OnBothDatabases("active=null", false)]
    public async Task Fields_are_asked_for_by_whether_they_are_active(Backend backend, string query, bool good)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.Fields}?{query}")).Expect(good ? 200 : 400);
    }

    [Theory]
    [OnBothDatabases(Given.Conversations, 200)]
    [OnBothDatabases("/conversation/v1/conversation/messages", 404)]
    [OnBothDatabases("/conversation/v1/conversations/messages", 404)]
    public async Task An_external_id_is_asked_for_with_1_to_512_characters(Backend backend, string path, int unknown)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var length in new[] { 1, 511, 512, 513 })
        {
            (await api.GetAsync($"{path}?externalId={new string('x', length)}")).Expect(length > 512 ? 400 : unknown);
            (await api.GetAsync($"{path}?externalId={Uri.EscapeDataString(Samples.Astral("", length))}")).Expect(length > 512
                ? 400
                : unknown);
        }

        (await api.GetAsync(path)).ExpectError("400-01", "externalId: required in the query string.");
        (await api.GetAsync($"{path}?externalId=")).ExpectError("400-01", "externalId: required in the query string.");
        (await api.GetAsync($"{path}?externalId=%00")).Expect(400);
    }
}
