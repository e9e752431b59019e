using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>
/// Reads what OpenAI-compatible servers answer, leniently: servers differ in <c>finish_reason</c>, leave out usage and ids, give content as
/// a text, as parts or not at all, and put their reasoning beside it. What was never asked for, such as calls of tools, is passed over.
/// </summary>
internal static class ChatAnswerReader
{
    /// <summary>An answer in one piece.</summary>
    /// <exception cref="ModelException">It is no JSON, has no choice, or tells of an error.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        using var json = Parse(body);
        var root = json.RootElement;
        ThrowIfError(root);
        if (Choice(root) is not { } choice || Object(choice, "message") is not { } message)
            throw new ModelException(
                ModelFault.Unreadable, "The model's answer has no choice with a message.")
            { Status = 200, Usage = Usage(root) };
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(message)))
        {
            ResponseId = Text(root, "id"),
            ModelId = Text(root, "model"),
            FinishReason = Finish(choice) ?? ChatFinishReason.Stop,
            Usage = Usage(root),
        };
    }

    /// <summary>One event of a streamed answer, or null for one that says nothing.</summary>
    /// <exception cref="ModelException">It is no JSON, or tells of an error.</exception>
    public static ChatResponseUpdate? ReadUpdate(string data)
    {
        using var json = Parse(Encoding.UTF8.GetBytes(data));
        var root = json.RootElement;
        ThrowIfError(root);
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = Text(root, "id"), ModelId = Text(root, "model") };
        if (Choice(root) is { } choice)
        {
            if ((Object(choice, "delta") ?? Object(choice, "message")) is { } delta) update.Contents = Contents(delta);
            update.FinishReason = Finish(choice);
        }

        if (Usage(root) is { } usage) update.Contents.Add(new UsageContent(usage));
        return update.Contents.Count > 0 || update.FinishReason is not null ? update : null;
    }

    /// <summary>The words an error answer has for a person, at most 300 characters; empty when it has none.</summary>
    public static string ErrorText(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Clip(ErrorText(json.RootElement) ?? "");
        }
        catch (JsonException)
        {
            return Clip(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 300)]));
        }
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
            throw new ModelException(ModelFault.Unreadable, "The model's answer is not a JSON object.") { Status = 200 };
        }
        catch (JsonException cause)
        {
            throw new ModelException(ModelFault.Unreadable, "The model's answer is not JSON, or was cut off.", cause) { Status = 200 };
        }
    }

    /// <summary>Some gateways tell of an error with status 200.</summary>
    static void ThrowIfError(JsonElement root)
    {
        if (!root.TryGetProperty("error", out var error) || error.ValueKind is JsonValueKind.Null or JsonValueKind.False) return;
        throw new ModelException(
            ModelFault.Unreadable,
            $"The model's server answered with an error: {Clip(ErrorText(root) ?? "")}".TrimEnd(' ', ':'))
        { Status = 200 };
    }

    static string? ErrorText(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (!root.TryGetProperty("error", out var error)) return Text(root, "message") ?? Text(root, "detail");
        return error.ValueKind switch
        {
            JsonValueKind.String => Text(root, "error"),
            JsonValueKind.Object => Text(error, "message"),
            _ => null,
        };
    }

    static JsonElement? Choice(JsonElement root)
    {
        if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            return null;
        return choices[0].ValueKind == JsonValueKind.Object ? choices[0] : null;
    }

    static List<AIContent> Contents(JsonElement message)
    {
        var contents = new List<AIContent>();
        if ((Text(message, "reasoning_content") ?? Text(message, "reasoning")) is { Length: > 0 } reasoning)
            contents.Add(new TextReasoningContent(reasoning));
        if (!message.TryGetProperty("content", out var content)) return contents;
        if (content.ValueKind == JsonValueKind.String) Add(Text(content));
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
                Add(part.ValueKind == JsonValueKind.Object ? Text(part, "text") : Text(part));
        }

        return contents;

        void Add(string? text)
        {
            if (!string.IsNullOrEmpty(text)) contents.Add(new TextContent(text));
        }
    }

    /// <summary>
    /// Whatever a server calls the ordinary end ("stop", "eos", "eos_token", "end_turn", "") is <c>stop</c>; null while there is more.
    /// </summary>
    static ChatFinishReason? Finish(JsonElement choice)
    {
        if (!choice.TryGetProperty("finish_reason", out var reason) || reason.ValueKind == JsonValueKind.Null) return null;
        return Text(reason) switch
        {
            "length" or "max_tokens" or "model_length" => ChatFinishReason.Length,
            "content_filter" => ChatFinishReason.ContentFilter,
            _ => ChatFinishReason.Stop,
        };
    }

    static UsageDetails? Usage(JsonElement root)
    {
        if (Object(root, "usage") is not { } usage) return null;
        return new UsageDetails
        {
            InputTokenCount = Count(usage, "prompt_tokens") ?? Count(usage, "input_tokens"),
            OutputTokenCount = Count(usage, "completion_tokens") ?? Count(usage, "output_tokens"),
            TotalTokenCount = Count(usage, "total_tokens"),
        };
    }

    static long? Count(JsonElement usage, string name)
    {
        if (!usage.TryGetProperty(name, out var count) || count.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return null;
        var text = count.ValueKind == JsonValueKind.Number ? count.GetRawText() : Text(count);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= int.MaxValue
            ? (long)value
            : null;
    }

    static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? Text(value) : null;

    static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException cause)
        {
            throw new ModelException(
                ModelFault.Unreadable, "The model's answer has half of a surrogate pair in a text.", cause)
            { Status = 200 };
        }
    }

    static string Clip(string text)
    {
        var clean = new string([.. text.Take(300).Select(c => char.IsControl(c) ? ' ' : c)]);
        return clean.Trim();
    }
}
