using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>Writes a chat as the body of <c>POST …/chat/completions</c>.</summary>
internal static class ChatRequestWriter
{
    /// <summary>The body.</summary>
    /// <param name="model">Whose settings stand where <paramref name="options"/> gives none.</param>
    /// <param name="messages">What is said to the model; only texts are sent.</param>
    /// <param name="options">What this call asks for.</param>
    /// <param name="format">How JSON is asked for, when the call wants JSON.</param>
    /// <param name="stream">Whether the answer comes in parts.</param>
    /// <exception cref="NotSupportedException">The call offers tools.</exception>
    public static ReadOnlyMemory<byte> Write(
        ModelOptions model, IEnumerable<ChatMessage> messages, ChatOptions? options, AnswerFormat format, bool stream)
    {
        if (options?.Tools is { Count: > 0 }) throw new NotSupportedException("Models are offered no tools.");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? model.Model);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role.Value);
                json.WriteString("content", message.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if ((options?.Temperature ?? model.Temperature) is { } temperature) json.WriteNumber("temperature", temperature);
            json.WriteNumber(model.MaxTokensName, options?.MaxOutputTokens ?? model.MaxTokens);
            if (options?.Seed is { } seed) json.WriteNumber("seed", seed);
            if (options?.ResponseFormat is ChatResponseFormatJson wanted) Format(json, wanted, format);
            if (stream)
            {
                json.WriteBoolean("stream", true);
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    static void Format(Utf8JsonWriter json, ChatResponseFormatJson wanted, AnswerFormat format)
    {
        if (format == AnswerFormat.Text) return;
        json.WriteStartObject("response_format");
        if (format == AnswerFormat.Schema && wanted.Schema is { } schema)
        {
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", wanted.SchemaName ?? "answer");
            json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type", "json_object");
        }

        json.WriteEndObject();
    }
}
