using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Bench;

/// <summary>json-rules-engine, by node: few segments only, at some 30 us a segment and conversation.</summary>
static class ForwardNode
{
    public const int MostSegments = 2_000;

    public static ForwardResult Measure(ForwardRun run, string script)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-");
        try
        {
            var workload = Path.Combine(folder.FullName, "workload.json");
            using (var stream = File.Create(workload))
                JsonSerializer.Serialize(stream, Workload(run));
            using var node = Process.Start(
                new ProcessStartInfo("node", [script, workload]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            if (node.ExitCode != 0)
                throw new InvalidOperationException($"json-rules-engine ended with {node.ExitCode}.");
            return JsonSerializer.Deserialize<ForwardResult>(output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static JsonObject Workload(ForwardRun run) => new()
    {
        ["conditions"] = new JsonArray([.. run.Queries.Select(query => Top(query.Root))]),
        ["conversations"] = new JsonArray([.. run.Conversations.Take(ForwardRun.Hashed).Select(facts =>
        {
            var values = new JsonObject();
            foreach (var field in ForwardWorkload.Fields)
                values[field.Name] = facts.Text(field) is { } text ? Compared(field, text) : null;
            return (JsonNode)values;
        })]),
    };

    /// <summary>A rule begins with a group.</summary>
    static JsonNode Top(Expression expression) =>
        expression is And or Or or Not { Operand: And or Or }
            ? Translate(expression)
            : new JsonObject { ["all"] = new JsonArray(Translate(expression)) };

    static JsonNode Translate(Expression expression) => expression switch
    {
        And and => new JsonObject { ["all"] = new JsonArray([.. and.Operands.Select(Translate)]) },
        Or or => new JsonObject { ["any"] = new JsonArray([.. or.Operands.Select(Translate)]) },
        Not { Operand: Predicate predicate } => Condition(predicate, isDenied: true),
        Not { Operand: var operand } => new JsonObject { ["not"] = Translate(operand) },
        Predicate predicate => Condition(predicate, isDenied: false),
        _ => throw new NotSupportedException($"{expression}"),
    };

    static JsonObject Condition(Predicate predicate, bool isDenied)
    {
        var condition = new JsonObject { ["fact"] = predicate.Field.Name };
        (condition["operator"], condition["value"]) = predicate switch
        {
            Comparison { Literal: var literal } => (isDenied ? "notEqual" : "equal", (JsonNode)Text(literal)),
            In { Literals: var literals } =>
                (isDenied ? "notIn" : "in", new JsonArray([.. literals.Select(literal => (JsonNode)Text(literal))])),
            _ => throw new NotSupportedException($"{predicate}"),
        };
        return condition;
    }

    static string Compared(Field field, string text) => field.Type == FieldType.Enum ? text.ToUpperInvariant() : text;

    static string Text(Literal literal) => literal is VersionLiteral version ? version.Value.Text : ((TextLiteral)literal).Value;

    /// <summary>The script, where <c>npm ci</c> has been run beside it.</summary>
    public static string? FindScript() =>
        Repository.Find("bench/peers/node_modules/json-rules-engine") is { } engine
            ? Path.Combine(engine, "../../json-rules-engine.mjs")
            : null;
}
