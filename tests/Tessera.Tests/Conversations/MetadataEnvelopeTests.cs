using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>Metadata has envelopes of its own for what is wrong with an event, and the common one for all else.</summary>
public sealed class MetadataEnvelopeTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task One_event_is_answered_with_its_id_and_an_empty_error(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.SingleMetadata, """{"externalConversationId":"c-1","eventId":"eventId-1388"}"""))
            .ExpectJson(200, """{"result":{"eventId":"eventId-1388","error":""}}""");
    }

    [Theory]
    [OnBothDatabases("""{"externalConversationId":"c-1"}""")]
    [OnBothDatabases("""{"externalConversationId":"c-1","eventId":null}""")]
    [OnBothDatabases("""{"externalConversationId":"c-1","eventId":""}""")]
    public async Task An_event_without_an_id_is_given_one(Backend backend, string body)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var one = (string)(await api.PostAsync(Given.SingleMetadata, body)).Expect(200).Json["result"]!["eventId"]!;
        var other = (string)(await api.PostAsync(Given.SingleMetadata, body)).Expect(200).Json["result"]!["eventId"]!;

        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", one);
        Assert.NotEqual(one, other);
    }

    [Theory, OnBothDatabases]
    public async Task Many_events_are_answered_in_their_order(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, """
            {"items":[{"externalConversationId":"c-2","eventId":"e-2"},{"externalConversationId":"c-1","eventId":"e-1"}]}
            """)).ExpectJson(200, """{"errorCount":0,"results":[{"eventId":"e-2","error":""},{"eventId":"e-1","error":""}]}""");
    }

    [Theory, OnBothDatabases]
    public async Task Good_events_are_kept_beside_bad_ones_and_each_is_answered_in_its_place(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, """
            {"items":[
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"kept"},
                {"externlConversationId":"c-2","eventId":"e-2","lobId":"kept"},
                {"externalConversationId":"c-3","eventId":"e-3","platform":"FAX"},
                {"externalConversationId":"c-4","eventId":"e-4","lobId":"kept"}
            ]}
            """)).ExpectJson(200, """
            {"errorCount":2,"results":[
                {"eventId":"e-1","error":""},
                {"eventId":"e-2","error":"FAIL_BAD_PARAMS: ERROR: externalConversationId cannot be blank"},
                {"eventId":"e-3","error":"FAIL_BAD_PARAMS: ERROR: $.items[2].platform: expected SMS, WEB, IOS, ANDROID, APP, LOCAL, VOICE, VOICE_IOS, VOICE_ANDROID, VOICE_ECHO, VOICE_HOMEPOD, VOICE_GGLHOME, VOICE_WEB, APPLEBIZ, GOOGLEBIZ, GBM or WAB, found \"FAX\""},
                {"eventId":"e-4","error":""}
            ]}
            """);

        Assert.Equal((2, 2), (await api.CountAsync("lob_id = 'kept'"), await api.CountAsync("TRUE")));
    }

    [Theory, OnBothDatabases]
    public async Task Where_all_events_are_bad_the_status_is_400(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(
            Given.ManyMetadata, """{"items":[{"eventId":"e-1"},{"eventId":"e-2","externalConversationId":""}]}""")).ExpectJson(400, """
            {"errorCount":2,"results":[
                {"eventId":"e-1","error":"FAIL_BAD_PARAMS: ERROR: externalConversationId cannot be blank"},
                {"eventId":"e-2","error":"FAIL_BAD_PARAMS: ERROR: externalConversationId cannot be blank"}
            ]}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task An_item_that_is_no_object_is_an_error_of_that_item(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await api.PostAsync(Given.ManyMetadata, """{"items":["c-1",{"externalConversationId":"c-2"},null]}""")).Expect(200);

        Assert.Equal(2, (int)answer.Json["errorCount"]!);
        Assert.Equal(
            "FAIL_BAD_PARAMS: ERROR: $.items[0]: expected an object, found a string", (string)answer.Json["results"]![0]!["error"]!);
        Assert.Equal("", (string)answer.Json["results"]![1]!["error"]!);
        Assert.Equal("FAIL_BAD_PARAMS: ERROR: $.items[2]: expected an object, found null", (string)answer.Json["results"]![2]!["error"]!);
    }

    [Theory]
    [OnBothDatabases(1, 200)]
    [OnBothDatabases(999, 200)]
    [OnBothDatabases(1000, 200)]
    public async Task Up_to_a_thousand_events_are_taken_at_once(Backend backend, int count, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await api.PostAsync(Given.ManyMetadata, Items(count))).Expect(status);

        Assert.Equal(count, answer.Json["results"]!.AsArray().Count);
        Assert.Equal(count, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases]
    public async Task More_than_a_thousand_are_refused_whole(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, Items(1001))).ExpectError("413-01", "$.items: expected 1 to 1000 items, found 1001.");

        Assert.Equal(0, await api.CountAsync("TRUE"));
    }

    [Theory]
    [OnBothDatabases("""{"items":[]}""", "$.items: expected 1 to 1000 items, found none.")]
    [OnBothDatabases("""{}""", "$.items: required, expected an array")]
    [OnBothDatabases("""{"items":null}""", "$.items: expected an array, found null")]
    [OnBothDatabases("""{"items":{"externalConversationId":"c-1"}}""", "$.items: expected an array, found an object")]
    [OnBothDatabases("""[{"externalConversationId":"c-1"}]""", "$: expected an object, found an array.")]
    [OnBothDatabases("null", "$: expected an object, found null.")]
    public async Task A_batch_of_another_shape_has_the_common_envelope(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, body)).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases(Given.SingleMetadata, "\"c-1\"", "$: expected an object, found a string.")]
    [OnBothDatabases(Given.SingleMetadata, "", "The body is empty, expected JSON.")]
    [OnBothDatabases(Given.ManyMetadata, "", "The body is empty, expected JSON.")]
    public async Task A_body_of_another_shape_has_the_common_envelope(Backend backend, string path, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(path, body)).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases(Given.SingleMetadata)]
    [OnBothDatabases(Given.ManyMetadata)]
    public async Task Malformed_JSON_has_the_common_envelope(Backend backend, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(path, "{\"externalConversationId\":\"c-1\",\n \"lobId\":}"))
            .ExpectError("400-01", "The body is not valid JSON at line 2, byte 10: '}' is an invalid start of a value.");
    }

    static string Items(int count) =>
        JsonSerializer.Serialize(
            new { items = Enumerable.Range(0, count).Select(i => new { externalConversationId = $"c-{i}", eventId = $"e-{i}" }) });
}
