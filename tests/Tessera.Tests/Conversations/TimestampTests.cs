using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

public sealed class TimestampTests(Servers servers)
{
    [Theory]
    [OnBothDatabases("2026-01-31T10:00:00", "2026-01-31T10:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z")]
    [OnBothDatabases("2026-01-31t10:00:00z", "2026-01-31T10:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00:00+02:00", "2026-01-31T08:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00:00+0200", "2026-01-31T08:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00:00-05:30", "2026-01-31T15:30:00Z")]
    [OnBothDatabases("2026-01-31T10:00:00.5Z", "2026-01-31T10:00:00.5Z")]
    [OnBothDatabases("2026-01-31T10:00:00.123456", "2026-01-31T10:00:00.123456Z")]
    [OnBothDatabases("2026-01-31T10:00:00.1234569Z", "2026-01-31T10:00:00.123456Z")]
    [OnBothDatabases("2026-01-31T10:00:00.123456789012+00:00", "2026-01-31T10:00:00.123456Z")]
    [OnBothDatabases("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z")]
    [OnBothDatabases("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [OnBothDatabases("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [OnBothDatabases("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public async Task A_time_is_read_in_any_of_its_forms_and_given_in_UTC(Backend backend, string sent, string given)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        var id = (await api.PostAsync($"{Given.Conversations}/{conversation}/messages", Message(sent))).Expect(200)["id"];

        Assert.Equal(given, (await api.GetAsync($"{Given.Conversations}/{conversation}/messages/{id}"))["clientTimestamp"]);
    }

    [Theory]
    [OnBothDatabases("2026-01-31T10:00:00.1234567890123Z")]
    [OnBothDatabases("2026-01-31T10:00:00K")]
    [OnBothDatabases("2026-01-31T10:00:00.123K")]
    [OnBothDatabases("2026-01-31T10:00:00.Z")]
    [OnBothDatabases("2026-01-31T10:00:00 Z")]
    [OnBothDatabases("2026-01-31 10:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00Z")]
    [OnBothDatabases("2026-01-31")]
    [OnBothDatabases("2026-02-29T10:00:00Z")]
    [OnBothDatabases("2026-13-01T10:00:00Z")]
    [OnBothDatabases("2026-01-31T24:00:00Z")]
    [OnBothDatabases("2026-01-31T10:00:60Z")]
    [OnBothDatabases("2026-01-31T10:00:00+24:00")]
    [OnBothDatabases("2026-01-31T10:00:00+02")]
    [OnBothDatabases("2026-01-31T10:00:00+2:00")]
    [OnBothDatabases("0001-01-01T00:00:00+01:00")]
    [OnBothDatabases("9999-12-31T23:59:59-01:00")]
    [OnBothDatabases("٢٠٢٦-01-31T10:00:00Z")]
    [OnBothDatabases("now")]
    [OnBothDatabases("")]
    public async Task What_is_no_time_is_400_03(Backend backend, string timestamp)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");
        var message = "$.timestamp: expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, "
            + $"found \"{timestamp}\"";

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages", Message(timestamp))).ExpectError("400-03", message);
        (await api.PostAsync(
            Given.Conversations, $$$"""{"externalId":"c-2","customer":{"externalId":"b"},"timestamp":"{{{timestamp}}}"}"""))
            .ExpectError("400-03", message);
    }

    [Theory, OnBothDatabases]
    public async Task Where_more_is_wrong_than_a_time_the_code_is_the_common_one(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Conversations, """{"externalId":"","customer":{"externalId":"b"},"timestamp":"now"}""")).ExpectError(
            "400-01",
            "$.externalId: expected 1 to 512 characters, found 0; "
            + "$.timestamp: expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found \"now\"");
    }

    static string Message(string timestamp) =>
        $$$"""{"text":"Hi","sender":{"role":"agent","externalId":"a"},"timestamp":"{{{timestamp}}}"}""";
}
