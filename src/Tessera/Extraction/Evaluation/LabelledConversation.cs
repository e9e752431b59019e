using System.Text.Json;

namespace Tessera.Extraction.Evaluation;

/// <summary>A conversation with what is known to be true of it: one line of an evaluation file.</summary>
/// <param name="Transcript">What was said.</param>
/// <param name="Tasks">What the conversation was about; a field is asked only of conversations with one of its tasks.</param>
/// <param name="Slots">The values keyed in by the agent, by <c>task.Slot</c>.</param>
/// <param name="Questions">Yes/no judgements, by the question as it was put.</param>
/// <param name="Labels">What is true of a field, by its id: any of these is right, and none where the conversation doesn't say.</param>
internal sealed record LabelledConversation(
    Transcript Transcript,
    IReadOnlySet<string> Tasks,
    IReadOnlyDictionary<string, string> Slots,
    IReadOnlyDictionary<string, bool> Questions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Labels)
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">The line is no such record; the message says what is wrong with it.</exception>
    public static LabelledConversation Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    static LabelledConversation Read(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object)
            throw new FormatException("expected a JSON object");
        var messages = new List<TranscriptMessage>();
        foreach (var message in Member(record, "messages", JsonValueKind.Array).EnumerateArray())
            messages.Add(ReadMessage(message, messages.Count));
        var labels = ReadLabels(record);
        // The labels of fields say all there is to say; a file of tasks and slots has its truth apart.
        if (labels.Count > 0 && !record.TryGetProperty("truth", out _)) record = JsonElement.Parse("""{"truth":{}}""");
        var truth = Member(record, "truth", JsonValueKind.Object);
        return new LabelledConversation(new Transcript(messages), ReadTasks(truth), ReadSlots(truth), ReadQuestions(truth), labels);
    }

    static TranscriptMessage ReadMessage(JsonElement message, int index)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new FormatException($"messages[{index}]: expected an object");
        var text = Text(Member(message, "text", JsonValueKind.String), $"messages[{index}].text");
        var role = Member(Member(message, "sender", JsonValueKind.Object), "role", JsonValueKind.String).GetString();
        var sender = role switch
        {
            "agent" => SenderRole.Agent,
            "customer" => SenderRole.Customer,
            "system" => SenderRole.System,
            _ => throw new FormatException($"messages[{index}].sender.role: expected agent, customer or system, not '{role}'"),
        };
        var hasId = message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String;
        return new TranscriptMessage(hasId ? id.GetString()! : $"m{index + 1}", sender, text);
    }

    static HashSet<string> ReadTasks(JsonElement truth)
    {
        var tasks = new HashSet<string>(StringComparer.Ordinal);
        if (truth.TryGetProperty("tasks", out var listed) && listed.ValueKind == JsonValueKind.Array)
            tasks.UnionWith(listed.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!));
        return tasks;
    }

    static Dictionary<string, string> ReadSlots(JsonElement truth)
    {
        var slots = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!truth.TryGetProperty("slots", out var keyed) || keyed.ValueKind != JsonValueKind.Object)
            return slots;
        foreach (var slot in keyed.EnumerateObject())
        {
            if (slot.Value.ValueKind == JsonValueKind.String)
                slots[slot.Name] = Text(slot.Value, $"truth.slots.{slot.Name}");
            else if (slot.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                slots[slot.Name] = slot.Value.GetRawText();
        }

        return slots;
    }

    static Dictionary<string, bool> ReadQuestions(JsonElement truth)
    {
        var questions = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (!truth.TryGetProperty("questions", out var judged) || judged.ValueKind != JsonValueKind.Object)
            return questions;
        foreach (var question in judged.EnumerateObject().Where(q => q.Value.ValueKind is JsonValueKind.True or JsonValueKind.False))
            questions[question.Name] = question.Value.GetBoolean();
        return questions;
    }

    /// <summary>As they are exported: a field's true values in a list, which is empty where the conversation doesn't say.</summary>
    static Dictionary<string, IReadOnlyList<string>> ReadLabels(JsonElement record)
    {
        var labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!record.TryGetProperty("labels", out var given)) return labels;
        if (given.ValueKind != JsonValueKind.Object) throw new FormatException("labels: expected an object");
        foreach (var label in given.EnumerateObject())
        {
            if (label.Value.ValueKind != JsonValueKind.Array
                || label.Value.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.String))
                throw new FormatException($"labels.{label.Name}: expected an array of strings");
            labels[label.Name] = [.. label.Value.EnumerateArray().Select(value => Text(value, $"labels.{label.Name}"))];
        }

        return labels;
    }

    static JsonElement Member(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw new FormatException($"expected a member '{name}' that is {Spoken(kind)}");

    static string Spoken(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };

    static string Text(JsonElement element, string where)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape of half a surrogate pair can be written in JSON but is no text.
            throw new FormatException($"{where}: not valid Unicode", e);
        }
    }
}
