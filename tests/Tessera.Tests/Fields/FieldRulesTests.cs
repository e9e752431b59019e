using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Fields;

/// <summary>Every property of a structured data field: missing, null, of the wrong type, and at its limits.</summary>
public sealed class FieldRulesTests(Servers servers)
{
    const string Question = """
        {"id":"q_a","name":"A","categoryId":"OUTCOME","type":"QUESTION","active":true,
         "question":{"question":"A?"},"phrases":{"yes":["y"],"no":["n"]},"segmentIds":[]}
        """;

    const string Entity = """
        {"id":"e_a","name":"A","categoryId":"OUTCOME","type":"ENTITY","active":true,
         "entity":{"name":"a","description":"b","examples":["c"]},"segmentIds":[]}
        """;

    public static IEnumerable<(string Whole, string Path, string? Value, string Message)> Bad =>
    [
        (Question, "id", null, "$.id: required, expected a string of 1 to 256 characters of A-Z a-z 0-9 - _"),
        (Question, "id", "null", "$.id: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null"),
        (Question, "id", Letters(257), "$.id: expected 1 to 256 characters of A-Z a-z 0-9 - _, found 257"),
        (Question, "id", "\"q_a b\"", "$.id: expected 1 to 256 characters of A-Z a-z 0-9 - _, found ' ' at position 4"),
        (Question, "name", null, "$.name: required, expected a string of 1 to 256 characters"),
        (Question, "name", "null", "$.name: expected a string of 1 to 256 characters, found null"),
        (Question, "name", "{}", "$.name: expected a string of 1 to 256 characters, found an object"),
        (Question, "name", "\"\"", "$.name: expected 1 to 256 characters, found 0"),
        (Question, "name", Letters(257), "$.name: expected 1 to 256 characters, found 257"),
        (Question, "categoryId", null, "$.categoryId: required, expected OUTCOME or CUSTOM"),
        (Question, "categoryId", "null", "$.categoryId: expected OUTCOME or CUSTOM, found null"),
        (Question, "categoryId", "\"outcome\"", "$.categoryId: expected OUTCOME or CUSTOM, found \"outcome\""),
        (Question, "categoryId", "1", "$.categoryId: expected OUTCOME or CUSTOM, found a number"),
        (Question, "type", null, "$.type: required, expected QUESTION or ENTITY"),
        (Question, "type", "null", "$.type: expected QUESTION or ENTITY, found null"),
        (Question, "type", "\"Question\"", "$.type: expected QUESTION or ENTITY, found \"Question\""),
        (Question, "active", "null", "$.active: expected a boolean, found null"),
        (Question, "active", "\"true\"", "$.active: expected a boolean, found a string"),
        (Question, "active", "1", "$.active: expected a boolean, found a number"),
        (Question, "question", null, "$.question: required, expected an object"),
        (Question, "question", "null", "$.question: expected an object, found null"),
        (Question, "question", "\"A?\"", "$.question: expected an object, found a string"),
        (Question, "question.question", null, "$.question.question: required, expected a string of 1 to 4096 characters"),
        (Question, "question.question", "null", "$.question.question: expected a string of 1 to 4096 characters, found null"),
        (Question, "question.question", "\"\"", "$.question.question: expected 1 to 4096 characters, found 0"),
        (Question, "question.question", Letters(4097), "$.question.question: expected 1 to 4096 characters, found 4097"),
        (Question, "phrases", "[]", "$.phrases: expected an object, found an array"),
        (Question, "phrases.yes", "null", "$.phrases.yes: expected an array of strings, found null"),
        (Question, "phrases.yes", "\"y\"", "$.phrases.yes: expected an array of strings, found a string"),
        (Question, "phrases.no", "[\"\"]", "$.phrases.no[0]: expected 1 to 1024 characters, found 0"),
        (Question, "phrases.no", $"[{Letters(1025)}]", "$.phrases.no[0]: expected 1 to 1024 characters, found 1025"),
        (Question, "phrases.no", Many(101), "$.phrases.no: expected at most 100 elements, found 101"),
        (Question, "segmentIds", "null", "$.segmentIds: expected an array of strings, found null"),
        (Question, "segmentIds", "\"GLOBAL\"", "$.segmentIds: expected an array of strings, found a string"),
        (Question, "segmentIds", "[null]", "$.segmentIds[0]: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null"),
        (Entity, "entity", null, "$.entity: required, expected an object"),
        (Entity, "entity", "null", "$.entity: expected an object, found null"),
        (Entity, "entity.name", null, "$.entity.name: required, expected a string of 1 to 256 characters"),
        (Entity, "entity.name", "\"\"", "$.entity.name: expected 1 to 256 characters, found 0"),
        (Entity, "entity.name", Letters(257), "$.entity.name: expected 1 to 256 characters, found 257"),
        (Entity, "entity.description", null, "$.entity.description: required, expected a string of at most 4096 characters"),
        (Entity, "entity.description", "null", "$.entity.description: expected a string of at most 4096 characters, found null"),
        (Entity, "entity.description", Letters(4097), "$.entity.description: expected at most 4096 characters, found 4097"),
        (Entity, "entity.examples", "null", "$.entity.examples: expected an array of strings, found null"),
        (Entity, "entity.examples", "[{}]", "$.entity.examples[0]: expected a string of 1 to 1024 characters, found an object"),
        (Entity, "entity.examples", "[\"\"]", "$.entity.examples[0]: expected 1 to 1024 characters, found 0"),
        (Entity, "entity.examples", $"[{Letters(1025)}]", "$.entity.examples[0]: expected 1 to 1024 characters, found 1025"),
        (Entity, "entity.examples", Many(101), "$.entity.examples: expected at most 100 elements, found 101"),
    ];

    // An update's id stands in its path.
    public static IEnumerable<(string Whole, string Path, string? Value, string Message)> BadInUpdate => Bad.Where(row => row.Path != "id");

    public static IEnumerable<(string Whole, string Path, string Value)> Good =>
    [
        (Question, "id", $"\"q_{new string('x', 254)}\""),
        (Question, "name", Letters(256)),
        (Question, "categoryId", "\"CUSTOM\""),
        (Question, "active", "false"),
        (Question, "question.question", Letters(4096)),
        (Question, "phrases.yes", $"[{Letters(1024)}]"),
        (Question, "phrases.yes", "[]"),
        (Question, "phrases.no", Many(100)),
        (Entity, "entity.name", Letters(256)),
        (Entity, "entity.description", "\"\""),
        (Entity, "entity.description", Letters(4096)),
        (Entity, "entity.examples", "[]"),
        (Entity, "entity.examples", $"[{Letters(1024)}]"),
        (Entity, "entity.examples", Many(100)),
    ];

    [Theory, OnBothDatabases(From = nameof(Bad))]
    public async Task A_create_that_breaks_a_rule_is_refused(Backend backend, string whole, string path, string? value, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Fields, With(whole, path, value))).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases(From = nameof(BadInUpdate))]
    public async Task An_update_that_breaks_a_rule_is_refused_and_changes_nothing(
        Backend backend, string whole, string path, string? value, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Fields, whole)).Expect(201);
        var id = (string)JsonNode.Parse(whole)!["id"]!;

        (await api.PutAsync($"{Given.Fields}/{id}", With(whole, path, value))).ExpectError("400-01", message);

        (await api.GetAsync($"{Given.Fields}/{id}")).ExpectJson(200, whole);
    }

    [Theory, OnBothDatabases(From = nameof(Good))]
    public async Task A_value_within_the_rules_comes_back_as_it_was_sent(Backend backend, string whole, string path, string value)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var field = With(whole, path, value);

        (await api.PostAsync(Given.Fields, field)).ExpectJson(201, field);
        (await api.GetAsync($"{Given.Fields}/{(string)JsonNode.Parse(field)!["id"]!}")).ExpectJson(200, field);
    }

    // Puts a value in a place, or takes the member away; the order of the members stays.
    static string With(string whole, string path, string? value)
    {
        var root = JsonNode.Parse(whole)!.AsObject();
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root, (node, name) => node[name]!.AsObject());
        if (value is null) parent.Remove(names[^1]);
        else parent[names[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    static string Letters(int count) => JsonSerializer.Serialize(new string('x', count));

    static string Many(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => $"text {i}"));
}
