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

    public string? EndedAt { get; init; }

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

    /// <summary>What extraction last gave, by the fields' ids; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>How well it fits the market segments that watch it, by their ids; null where none does.</summary>
    public IReadOnlyDictionary<string, string>? Fit { get; init; }

    public static ConversationSummary Of(ConversationFacts facts) => new()
    {
        ConversationId = facts.ConversationId,
        ExternalConversationId = facts.Text(FieldCatalog.ExternalConversationId),
        StartedAt = facts.Time(FieldCatalog.StartedAt) is { } started ? Time.Format(started) : null,
        ReceivedAt = facts.Time(FieldCatalog.ReceivedAt) is { } received ? Time.Format(received) : null,
        EndedAt = facts.Time(FieldCatalog.EndedAt) is { } ended ? Time.Format(ended) : null,
        IntentCode = facts.Text(FieldCatalog.IntentCode),
        IntentName = facts.Text(FieldCatalog.IntentName),
        Metadata = FieldCatalog.All.Where(field => field.WireName is not null && facts.Has(field))
            .ToDictionary(
                field => field.WireName!, field => field.Type == FieldType.TextList ? (object)facts.List(field) : facts.Text(field)!),
        Attributes = facts.Family(FieldFamily.Attributes),
        Customer = Members(facts, FieldFamily.Customer),
        Agent = Members(facts, FieldFamily.Agent),
        Data = Members(facts, FieldFamily.Data),
        Fit = Members(facts, FieldFamily.Fit),
    };

    static IReadOnlyDictionary<string, string>? Members(ConversationFacts facts, FieldFamily family) =>
        facts.Family(family) is { Count: > 0 } members ? members : null;
}
