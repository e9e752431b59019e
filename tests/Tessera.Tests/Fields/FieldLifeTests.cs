using Tessera.Tests.Harness;

namespace Tessera.Tests.Fields;

public sealed class FieldLifeTests(Servers servers)
{
    const string Question = """
        {"id":"q_refund","name":"Refund","categoryId":"OUTCOME","type":"QUESTION","active":true,
         "question":{"question":"Was a refund given?"},"segmentIds":["GLOBAL"]}
        """;

    const string Entity = """
        {"id":"e_account","name":"Account","categoryId":"CUSTOM","type":"ENTITY","active":false,
         "entity":{"name":"account number","description":"Ten digits.","examples":["1234567890","0987654321"]},"segmentIds":[]}
        """;

    const string WithPhrases = """
        {"id":"q_refund","name":"Refund","categoryId":"OUTCOME","type":"QUESTION","active":true,"question":{"question":"Was a refund given?"},
         "phrases":{"yes":["refund is on its way","Ich überweise 😀"],"no":["can't refund"]},"segmentIds":[]}
        """;

    [Theory]
    [OnBothDatabases("q_refund", Question)]
    [OnBothDatabases("e_account", Entity)]
    [OnBothDatabases("q_refund", WithPhrases)]
    public async Task A_created_field_is_answered_and_read_back_the_same(Backend backend, string id, string field)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Fields, field)).ExpectJson(201, field);
        (await api.GetAsync($"{Given.Fields}/{id}")).ExpectJson(200, field);
        (await api.GetAsync(Given.Fields))
            .ExpectJson(200, $$"""{"structuredDataFields":[{{field}}],"nextCursor":null,"prevCursor":null}""");
    }

    [Theory, OnBothDatabases]
    public async Task A_field_is_active_and_without_examples_and_segments_where_nothing_is_said(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Fields, """
            {"id":"e_a","name":"A","categoryId":"OUTCOME","type":"ENTITY","entity":{"name":"a","description":""}}
            """)).ExpectJson(201, """
            {"id":"e_a","name":"A","categoryId":"OUTCOME","type":"ENTITY","active":true,
             "entity":{"name":"a","description":"","examples":[]},"segmentIds":[]}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task The_stray_question_that_old_samples_give_an_entity_is_ignored(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var made = (await api.PostAsync(Given.Fields, """
            {"id":"e_a","name":"A","categoryId":"OUTCOME","type":"ENTITY","question":{"question":7},"entity":{"name":"a","description":"b"}}
            """)).Expect(201);

        Assert.DoesNotContain("question", made.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task An_update_replaces_the_field_whole(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Fields, WithPhrases)).Expect(201);

        const string After = """
            {"id":"q_refund","name":"Money back","categoryId":"CUSTOM","type":"QUESTION","active":true,
             "question":{"question":"Was money given back?"},"segmentIds":[]}
            """;
        (await api.PutAsync($"{Given.Fields}/q_refund", """
            {"name":"Money back","categoryId":"CUSTOM","type":"QUESTION","question":{"question":"Was money given back?"}}
            """)).ExpectJson(200, After);
        (await api.GetAsync($"{Given.Fields}/q_refund")).ExpectJson(200, After);
    }

    [Theory, OnBothDatabases]
    public async Task An_update_may_name_the_id_of_the_path_and_no_other(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Fields, Question)).Expect(201);

        (await api.PutAsync($"{Given.Fields}/q_refund", Question)).Expect(200);
        (await api.PutAsync($"{Given.Fields}/q_refund", Question.Replace("q_refund", "q_other", StringComparison.Ordinal)))
            .ExpectError("400-01", "$.id: expected q_refund, as in the path, or nothing");
    }

    [Theory, OnBothDatabases]
    public async Task The_type_can_not_be_changed(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Fields, Question)).Expect(201);

        (await api.PutAsync($"{Given.Fields}/q_refund", """
            {"name":"A","categoryId":"OUTCOME","type":"ENTITY","entity":{"name":"a","description":"b"}}
            """)).ExpectError("422-01", "type: q_refund is QUESTION, and a field's type can't change.");

        (await api.GetAsync($"{Given.Fields}/q_refund")).ExpectJson(200, Question);
    }

    [Theory]
    [OnBothDatabases("e_refund", "QUESTION", "id: expected it to begin with q_, as the type is QUESTION; found e_refund.")]
    [OnBothDatabases("q_account", "ENTITY", "id: expected it to begin with e_, as the type is ENTITY; found q_account.")]
    [OnBothDatabases("refund", "QUESTION", "id: expected it to begin with q_, as the type is QUESTION; found refund.")]
    [OnBothDatabases("Q_refund", "QUESTION", "id: expected it to begin with q_, as the type is QUESTION; found Q_refund.")]
    public async Task An_id_begins_as_its_type_asks(Backend backend, string id, string type, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Fields, new
        {
            id, name = "A", categoryId = "OUTCOME", type, question = new { question = "A?" },
            entity = new { name = "a", description = "b" },
        })).ExpectError("422-04", message);
    }

    [Theory, OnBothDatabases]
    public async Task An_id_that_is_taken_is_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Fields, Question)).Expect(201);

        (await api.PostAsync(Given.Fields, Question)).ExpectError("409-01", "There is a structured data field q_refund already.");
    }

    [Theory, OnBothDatabases]
    public async Task A_field_that_is_not_there_is_404_for_every_method(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.Fields}/q_refund")).ExpectError("404-01", "There is no structured data field q_refund.");
        (await api.PutAsync($"{Given.Fields}/q_refund", Question)).ExpectError("404-01", "There is no structured data field q_refund.");
        (await api.DeleteAsync($"{Given.Fields}/q_refund")).ExpectError("404-01", "There is no structured data field q_refund.");
    }

    [Theory, OnBothDatabases]
    public async Task A_deleted_field_answers_200_without_a_body_and_is_off_every_segment(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.QuestionAsync("q_b");
        await api.SegmentAsync("S", "TRUE", "q_b", "q_a");
        await api.SegmentAsync("T", "TRUE", "q_a");

        Assert.Equal("", (await api.DeleteAsync($"{Given.Fields}/q_a")).Expect(200).Text);

        (await api.GetAsync($"{Given.Fields}/q_a")).ExpectError("404-01", "There is no structured data field q_a.");
        Assert.Equal("""["q_b"]""", (await api.GetAsync($"{Given.Segments}/S")).Json["structuredDataFieldIds"]!.ToJsonString());
        Assert.Equal("[]", (await api.GetAsync($"{Given.Segments}/T")).Json["structuredDataFieldIds"]!.ToJsonString());
        var match = (await api.PostAsync("/v1/segments/match", "{}")).Expect(200);
        Assert.DoesNotContain("q_a", match.Text, StringComparison.Ordinal);
    }
}
