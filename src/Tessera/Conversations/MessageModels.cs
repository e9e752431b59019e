using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>A message as clients send it.</summary>
internal sealed record MessageInput(string Text, SenderRole Role, string SenderExternalId, DateTimeOffset Timestamp)
{
    /// <summary>The most messages of one batch.</summary>
    public const int MostMessages = 300;

    // The body's own limit is the upper one.
    static readonly TextRule MessageText = new(1, int.MaxValue);

    /// <summary>A body as the API's description shows it.</summary>
    public const string Example =
        """{"text":"it says MT-55071 on the box","sender":{"role":"customer","externalId":"customer-1"},"timestamp":"2026-01-31T13:45:00Z"}""";

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
    public static List<MessageInput> ReadBatch(JsonObject body) => [.. body.RequiredObjects("messages", 1, MostMessages).Select(Read)];

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
internal sealed record MessageResource(
    string MessageId, string Text, SenderResource Sender, string CreatedTimestamp, string ClientTimestamp)
{
    public static readonly MessageResource Example = new(
        Examples.MessageId, "it says MT-55071 on the box", new SenderResource("customer", "customer-1"), "2026-01-31T13:45:00.25Z",
        Examples.Time);

    public static MessageResource Of(Message message) => new(
        message.Id,
        message.Text,
        new SenderResource(message.Role.ToString().ToLowerInvariant(), message.SenderExternalId),
        Time.Format(message.CreatedAt),
        Time.Format(message.ClientTimestamp));
}

internal sealed record SenderResource(string Role, string ExternalId);
