using Tessera.OpenApi;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>What is known of a conversation, as lists of conversations give it. Members are named as on the wire.</summary>
internal sealed record ConversationSummary
{
    public static readonly ConversationSummary Example = new()
    {
        ConversationId = Examples.ConversationId,
        ExternalConversationId = Examples.ExternalId,
        StartedAt = Examples.Time,
        ReceivedAt = Examples.Time,
        IntentCode = "BILLING",
        Metadata = new Dictionary<string, object>(StringComparer.Ordinal) { ["platform"] = "IOS" },
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["plan"] = "gold" },
    };

    public required string ConversationId { get; init; }

    public string? ExternalConversationId { get; init; }

    public string? StartedAt { get; init; }

    public string? ReceivedAt { get; init; }

    public string? IntentCode { get; init; }

    public string? IntentName { get; init; }

    /// <summary>The ingested metadata that is there: texts, and lists of texts.</summary>
    public required IReadOnlyDictionary<string, object> Metadata { get; init; }

    /// <summary>The attributes, by name.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>What is known of the customer, by its name in a query; null where nothing is.</summary>
    public IReadOnlyDictionary<string, string>? Customer { get; init; }

    /// <summary>What is known of the agent, by its name in a query; null where nothing is.</summary>
    public IReadOnlyDictionary<string, string>? Agent { get; init; }

    public static ConversationSummary Of(ConversationFacts facts) => new()
    {
        ConversationId = facts.ConversationId,
        ExternalConversationId = facts.Text(FieldCatalog.ExternalConversationId),
        StartedAt = facts.Time(FieldCatalog.StartedAt) is { } started ? Time.Format(started) : null,
        ReceivedAt = facts.Time(FieldCatalog.ReceivedAt) is { } received ? Time.Format(received) : null,
        IntentCode = facts.Text(FieldCatalog.IntentCode),
        IntentName = facts.Text(FieldCatalog.IntentName),
        Metadata = FieldCatalog.All.Where(field => field.WireName is not null && facts.Has(field))
            .ToDictionary(field => field.WireName!, field => field.Type == FieldType.TextList ? (object)facts.List(field) : facts.Text(field)!),
        Attributes = facts.Family(FieldFamily.Attributes),
        Customer = facts.Family(FieldFamily.Customer) is { Count: > 0 } customer ? customer : null,
        Agent = facts.Family(FieldFamily.Agent) is { Count: > 0 } agent ? agent : null,
    };
}
