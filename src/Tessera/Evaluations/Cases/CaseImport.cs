using System.Security.Cryptography;
using System.Text.Json;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Extraction;
using Tessera.Fields;
using Tessera.Redaction;
using Tessera.Wire;

namespace Tessera.Evaluations.Cases;

/// <summary>A line of an import that is ready to be written.</summary>
/// <param name="ConversationId">The stored conversation it is about; empty for a transcript of its own.</param>
/// <param name="AgentExternalId">The agent whose part alone is read; empty for the whole.</param>
/// <param name="TranscriptId">The transcript's name; empty for a stored conversation.</param>
/// <param name="ExternalId">The client's id of a transcript.</param>
/// <param name="Messages">JSON of a transcript's messages; null for a stored conversation.</param>
/// <param name="Labels">Each field with its version and its true values.</param>
internal sealed record ImportedCase(
    string ConversationId, string AgentExternalId, string TranscriptId, string? ExternalId, string? Messages,
    IReadOnlyList<(string FieldId, int Version, IReadOnlyList<string> Values)> Labels);

/// <summary>
/// A line of labelled conversations as they are imported and exported: a stored conversation by either id, or a transcript; and the true
/// values of fields, of which any is right and none means Not Found.
/// </summary>
internal sealed record LabelledLine(
    string? ConversationId, string? ExternalConversationId, string? AgentExternalId, List<MessageInput>? Messages,
    Dictionary<string, List<string>> Labels)
{
    /// <summary>The most fields of a line.</summary>
    const int MostLabels = 1000;

    /// <summary>The most messages of a line.</summary>
    const int MostMessages = 5000;

    static readonly TextRule MessageText = new(1, int.MaxValue);

    /// <summary>A line as the API's description shows it.</summary>
    public const string Example =
        """{"externalConversationId":"issue-1389","messages":[{"text":"it says MT-55071 on the box","sender":{"role":"customer"}}],"labels":{"e_order_number":["MT-55071"],"q_refund_offered":["No"]}}""";

    /// <summary>Reads a line.</summary>
    public static Result<LabelledLine> Parse(ReadOnlyMemory<byte> line)
    {
        var parsed = JsonBody.Parse(line);
        if (parsed.Problem is { } problem) return problem;
        using var document = parsed.Value!;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return Problem.BadBody($"$: expected an object, found {JsonObject.Kind(document.RootElement)}");
        var violations = new Violations();
        var read = Read(new JsonObject(document.RootElement, "$", violations));
        return violations.Any ? violations.ToProblem() : read;
    }

    static LabelledLine Read(JsonObject line)
    {
        var labels = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (line.RequiredObject("labels") is { } given)
        {
            foreach (var name in given.Element.EnumerateObject().Select(label => label.Name))
            {
                if (TextRule.Identifier.Check(name) is { } wrong) given.Violate(name, $"the name: {wrong}");
                var values = given.TextsOrAbsent(name, LabelledCase.Value, LabelledCase.MostValues) ?? [];
                labels[name] = values is [StructuredDataValue.NotFound] ? [] : values;
                if (values.Count > 1 && name.StartsWith("q_", StringComparison.Ordinal))
                    given.Violate(name, "expected one answer, or none for Not Found");
                foreach (var misfit in labels[name].Select(value => LabelledCase.Misfit(name, value)).OfType<string>())
                    given.Violate(name, misfit);
            }

            if (labels.Count is 0 or > MostLabels) line.Violate("labels", $"expected 1 to {MostLabels} members, found {labels.Count}");
        }

        var messages = line.OptionalObjects("messages", MostMessages).Value?.Select(Message).ToList();
        var read = new LabelledLine(
            line.OptionalText("conversationId", TextRule.MadeId).Value,
            line.OptionalText("externalConversationId", ConversationRules.ExternalId).Value,
            line.OptionalText("agentExternalId", ConversationRules.ExternalId).Value,
            messages,
            labels);
        if (read.ConversationId is null && read.ExternalConversationId is null && messages is null or { Count: 0 })
            line.Violations.Add(line.Path, "expected a conversationId, an externalConversationId, or messages");
        return read;
    }

    // In the order of the line, whatever times the messages have.
    static MessageInput Message(JsonObject message, int place) => new(
        message.RequiredText("text", MessageText),
        message.RequiredObject("sender")?.RequiredChoice("role", "agent", "customer", "system") switch
        {
            "agent" => SenderRole.Agent,
            "system" => SenderRole.System,
            _ => SenderRole.Customer,
        },
        "",
        DateTimeOffset.UnixEpoch.AddSeconds(place));
}

/// <summary>Makes cases of lines: finds the conversations, redacts transcripts, checks labels.</summary>
internal sealed class CaseImport(ConversationStore conversations, Redactor redactor)
{
    /// <summary>A line as it is to be written, or what is wrong with it.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="line">The line.</param>
    public Result<ImportedCase> Prepare(WorkspaceId workspace, IReadOnlyDictionary<string, StructuredDataField> fields, LabelledLine line)
    {
        if (line.Labels.Keys.FirstOrDefault(id => !fields.ContainsKey(id)) is { } unknown)
            return Problem.UnknownReference($"$.labels: there is no field {unknown}");
        foreach (var (id, value) in line.Labels.SelectMany(label => label.Value, (label, value) => (label.Key, value)))
        {
            if (redactor.Redact(workspace, value) != value)
                return Problem.Unprocessable(
                    $"$.labels.{id}: the workspace's redaction takes such values out of messages, so none can be right");
        }

        var labels = line.Labels.Select(label => (label.Key, fields[label.Key].Version, (IReadOnlyList<string>)label.Value)).ToList();
        var agent = line.AgentExternalId ?? "";
        var stored = line.ConversationId is { } id1 ? conversations.Find(workspace, id1) : null;
        stored ??= line.ExternalConversationId is { } id2 ? conversations.FindByExternalId(workspace, id2) : null;
        if (stored is not null) return new ImportedCase(stored.Id, agent, "", null, null, labels);
        if (line.Messages is not { Count: > 0 } messages)
            return Problem.NotFound(
                $"there is no conversation {line.ConversationId ?? line.ExternalConversationId}, and no messages are given");
        var said = redactor.Redact(workspace, messages).Messages
            .Select((message, place) => new TranscriptMessage($"m{place + 1}", message.Role, message.Text));
        var json = JsonSerializer.Serialize(said);
        return new ImportedCase(
            "", agent, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)))[..32],
            line.ExternalConversationId, json, labels);
    }
}
