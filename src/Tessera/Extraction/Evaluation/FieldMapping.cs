using System.Text.Json;
using Tessera.Fields;

namespace Tessera.Extraction.Evaluation;

/// <summary>
/// Which fields are asked in an evaluation and which truth each is held against:
/// <c>{"fields": [field …], "truth": {"field id": ["task.Slot" …]}, "groups": {"name": ["field id" …]}}</c>. A field without a truth of its
/// own is held against the labels of its id alone.
/// </summary>
/// <param name="Fields">The fields, in the order of the file.</param>
/// <param name="Truth">For each field id the slots (entities) or questions (questions) that hold its truth.</param>
/// <param name="Groups">Fields scored together under a name of their own; may be empty.</param>
internal sealed record FieldMapping(
    IReadOnlyList<StructuredDataField> Fields,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Truth,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Groups)
{
    /// <summary>
    /// What is asked of a conversation: the fields it has labels for, those of which a question was judged, and those that have a slot of
    /// one of its tasks. With several slots any of their values is right.
    /// </summary>
    public EvaluationCase CaseOf(LabelledConversation conversation, int line) => new(
        line, ConversationId: null, conversation.Transcript, [.. Fields.Select(field => LabelOf(field, conversation)).OfType<Label>()]);

    Label? LabelOf(StructuredDataField field, LabelledConversation conversation)
    {
        if (conversation.Labels.TryGetValue(field.Id, out var values)) return new Label(field.Id, [.. values.Select(ValueForm.Of)]);
        var keys = Truth.GetValueOrDefault(field.Id, []);
        if (field.Kind == FieldKind.Question)
        {
            string[] judged =
                [.. keys.Where(conversation.Questions.ContainsKey).Select(key => conversation.Questions[key] ? "yes" : "no").Distinct()];
            return judged.Length > 0 ? new Label(field.Id, judged) : null;
        }

        if (!keys.Any(key => conversation.Tasks.Contains(TaskOf(key)))) return null;
        // An agent who keyed nothing, or the word null, keyed no value.
        var keyed = keys.Select(key => conversation.Slots.GetValueOrDefault(key, "").Trim())
            .Where(v => v.Length > 0 && !v.Equals("null", StringComparison.OrdinalIgnoreCase));
        return new Label(field.Id, [.. keyed.Select(ValueForm.Of)]);
    }

    static string TaskOf(string slot) => slot.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? slot[..dot] : slot;

    /// <summary>Reads a mapping file's text.</summary>
    /// <exception cref="FormatException">It is no mapping; the message says what is wrong and where.</exception>
    public static FieldMapping Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    static FieldMapping Read(JsonElement root)
    {
        var isMapping = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("fields", out var listed)
            && listed.ValueKind == JsonValueKind.Array;
        if (!isMapping)
            throw new FormatException("expected an object with an array 'fields'");
        var fields = root.GetProperty("fields").EnumerateArray().Select(ReadField).ToArray();
        var ids = fields.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count != fields.Length)
            throw new FormatException("fields: an id occurs twice");
        // With no truth at all the file's labels are it; with some, a field without any was forgotten.
        var truth = Lists(root, "truth");
        var groups = Lists(root, "groups");
        foreach (var id in truth.Keys.Concat(groups.Values.SelectMany(g => g)).Where(id => !ids.Contains(id)))
            throw new FormatException($"'{id}' is no id of a field in 'fields'");
        foreach (var id in ids.Where(id => root.TryGetProperty("truth", out _) && !truth.ContainsKey(id)))
            throw new FormatException($"truth: nothing to hold '{id}' against");
        return new FieldMapping(fields, truth, groups);
    }

    static StructuredDataField ReadField(JsonElement field, int index)
    {
        var where = $"fields[{index}]";
        var id = Required(field, "id", where);
        var kind = Required(field, "type", where) switch
        {
            "ENTITY" => FieldKind.Entity,
            "QUESTION" => FieldKind.Question,
            var other => throw new FormatException($"{where}.type: expected ENTITY or QUESTION, not '{other}'"),
        };
        return new StructuredDataField
        {
            Id = id,
            Name = Required(field, "name", where),
            CategoryId = Optional(field, "categoryId") ?? "CUSTOM",
            Kind = kind,
            Entity = kind == FieldKind.Entity ? ReadEntity(field, where) : null,
            Question = kind == FieldKind.Question ? ReadQuestion(field, where) : null,
        };
    }

    static EntityDefinition ReadEntity(JsonElement field, string where)
    {
        if (!field.TryGetProperty("entity", out var entity))
            throw new FormatException($"{where}: an ENTITY needs a member 'entity'");
        where += ".entity";
        return new EntityDefinition(Required(entity, "name", where), Required(entity, "description", where), Strings(entity, "examples"));
    }

    static QuestionDefinition ReadQuestion(JsonElement field, string where)
    {
        if (!field.TryGetProperty("question", out var question))
            throw new FormatException($"{where}: a QUESTION needs a member 'question'");
        var phrases = field.TryGetProperty("phrases", out var given) && given.ValueKind == JsonValueKind.Object
            ? new AnswerPhrases(Strings(given, "yes"), Strings(given, "no"))
            : null;
        return new QuestionDefinition(Required(question, "question", where + ".question"), phrases);
    }

    static string Required(JsonElement element, string name, string where) =>
        Optional(element, name) ?? throw new FormatException($"{where}: expected a string '{name}'");

    static string? Optional(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    static string[] Strings(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
            : [];

    static Dictionary<string, IReadOnlyList<string>> Lists(JsonElement root, string name)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!root.TryGetProperty(name, out var members) || members.ValueKind != JsonValueKind.Object)
            return lists;
        foreach (var member in members.EnumerateObject())
            lists[member.Name] = Strings(members, member.Name);
        return lists;
    }
}
