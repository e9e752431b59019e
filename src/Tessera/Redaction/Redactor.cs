using System.Data.Common;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Extraction;

namespace Tessera.Redaction;

/// <summary>Messages that have been redacted: the only ones that can be stored.</summary>
/// <param name="Messages">The messages, in the order they were given.</param>
/// <param name="Settings">The policies they follow.</param>
/// <param name="After">The newest message that was read before them, or null.</param>
internal sealed record RedactedMessages(IReadOnlyList<MessageInput> Messages, RedactionSettings Settings, string? After);

/// <summary>Redacts messages before they are stored.</summary>
internal sealed class Redactor(RedactionStore store)
{
    static readonly string Context = $"""
        SELECT message_id, sender_role,
               SUBSTR(text, CASE WHEN LENGTH(text) > {SensitiveScan.ContextLength}
                   THEN LENGTH(text) - {SensitiveScan.ContextLength} + 1 ELSE 1 END)
        FROM message WHERE workspace_id = @workspace AND conversation_id = @conversation
            ORDER BY message_id DESC LIMIT {SensitiveScan.Reach}
        """;

    /// <summary>Redacts messages of a conversation in the light of those that are stored.</summary>
    public RedactedMessages Redact(
        DbConnection connection, WorkspaceId workspace, string conversationId, IReadOnlyList<MessageInput> messages)
    {
        var settings = store.SettingsOf(workspace);
        var earlier = new List<(string Id, SenderRole Role, string Text)>();
        using (var statement = new Statement(connection, Context))
        using (var row = statement.Read(workspace.Value, conversationId))
        {
            while (row.Read()) earlier.Add((row.GetString(0), (SenderRole)row.GetInt32(1), row.GetString(2)));
        }

        var scan = new SensitiveScan();
        if (settings.Any)
        {
            foreach (var (_, role, text) in Enumerable.Reverse(earlier)) scan.AddContext(role, text);
        }

        return new RedactedMessages(Apply(settings, scan, messages), settings, earlier is [var newest, ..] ? newest.Id : null);
    }

    /// <summary>Redacts all the messages of a conversation.</summary>
    public RedactedMessages Redact(WorkspaceId workspace, IReadOnlyList<MessageInput> messages)
    {
        var settings = store.SettingsOf(workspace);
        return new RedactedMessages(Apply(settings, new SensitiveScan(), messages), settings, null);
    }

    /// <summary>A text that stands alone, as it would be stored were it a message.</summary>
    public string Redact(WorkspaceId workspace, string text) =>
        Redact(workspace, [new MessageInput(text, SenderRole.Customer, "", default)]).Messages[0].Text;

    /// <summary>Whether nothing has changed that these messages were redacted by.</summary>
    public bool Holds(WorkspaceId workspace, RedactedMessages redacted, string? newest) =>
        redacted.Settings == store.SettingsOf(workspace) && redacted.After == newest;

    static IReadOnlyList<MessageInput> Apply(RedactionSettings settings, SensitiveScan scan, IReadOnlyList<MessageInput> messages)
    {
        if (!settings.Any) return messages;
        // An answer follows its question in time, wherever it stands in the request.
        var inTime = Enumerable.Range(0, messages.Count).OrderBy(i => messages[i].Timestamp).ToArray();
        var first = scan.Count;
        foreach (var i in inTime) scan.Add(messages[i].Role, messages[i].Text);
        var redacted = messages.ToArray();
        for (var at = 0; at < inTime.Length; at++)
        {
            var message = redacted[inTime[at]];
            var spans = scan.SpansOf(first + at).Where(span => settings.Redacts(span.Kind));
            redacted[inTime[at]] = message with { Text = Mask.Apply(message.Text, spans) };
        }

        return redacted;
    }
}
