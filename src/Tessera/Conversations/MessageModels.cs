using Tessera.Extraction;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>A message as clients send it.</summary>
internal sealed record MessageInput(string Text, SenderRole Role, string SenderExternalId, DateTimeOffset Timestamp)
{
    /// <summary>The most messages of one batch.</summary>
    public const int MostMessages = 300;

    // The body's own limit is the upper one.
    static readonly TextRule MessageText = new(1, int.MaxValue);

    public static MessageInput Read(JsonObject body)
    {
        var sender = body.RequiredObject("sender");
        return new MessageInput(
            body.RequiredText("text", MessageText),
            sender is { } known ? RoleOf(known) : default,
            sender?.RequiredText("externalId", ConversationRules.ExternalId) ?? "",
            body.RequiredTime("timestamp"));
    }

    /// <summary>Reads the body of a batch.</summary>
    public static List<MessageInput> ReadBatch(JsonObject body)
    {
        if (body.RequiredArray("messages") is not { } array) return [];
        if (array.Length is < 1 or > MostMessages) body.Violate("messages", $"expected 1 to {MostMessages} messages, found {array.Length}");
        var messages = new List<MessageInput>();
        for (var i = 0; i < Math.Min(array.Length, MostMessages); i++)
        {
            var path = $"{body.Path}.messages[{i}]";
            if (array[i].ValueKind == System.Text.Json.JsonValueKind.Object) messages.Add(Read(new JsonObject(array[i], path, body.Violations)));
            else body.Violations.Add(path, $"expected an object, found {JsonObject.Kind(array[i])}");
        }

        return messages;
    }

    static SenderRole RoleOf(JsonObject sender) => sender.RequiredChoice("role", "agent", "customer", "system") switch
    {
        "agent" => SenderRole.Agent,
        "customer" => SenderRole.Customer,
        "system" => SenderRole.System,
        _ => default,
    };
}

/// <summary>A message of a conversation.</summary>
internal sealed record Message(
    string Id, SenderRole Role, string SenderExternalId, string Text, DateTimeOffset ClientTimestamp, DateTimeOffset CreatedAt);

/// <summary>A message as it is given out.</summary>
internal sealed record MessageResource(string MessageId, string Text, SenderResource Sender, string CreatedTimestamp, string ClientTimestamp)
{
    public static MessageResource Of(Message message) => new(
        message.Id,
        message.Text,
        new SenderResource(message.Role.ToString().ToLowerInvariant(), message.SenderExternalId),
        Time.Format(message.CreatedAt),
        Time.Format(message.ClientTimestamp));
}

internal sealed record SenderResource(string Role, string ExternalId);
