using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tessera.People;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Conversations;

/// <summary>A person or bot in a conversation.</summary>
internal sealed record Participant(string ExternalId, string? Name);

/// <summary>What a conversation was about, as its sender or a classifier says.</summary>
internal sealed record Intent(string Code, string? Name)
{
    /// <summary>What <c>intent_code</c> is while nobody has said.</summary>
    public const string None = "NO_INTENT";

    /// <summary>How sure the classifier is, from 0 to 1; null for an intent that was given.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether somebody said so: a given intent is never changed by the classifier.</summary>
    [JsonIgnore]
    public bool Given => Confidence is null;
}

/// <summary>A conversation, or the metadata of one that hasn't come yet.</summary>
internal sealed record Conversation
{
    /// <summary>The most different attributes, and the most entries of the metadata map, that one conversation keeps.</summary>
    public const int MostNames = 100;

    /// <summary>The fields that metadata ingestion fills, in the order of the catalogue: their columns have the same names.</summary>
    public static readonly ImmutableArray<Field> MetadataFields = [.. FieldCatalog.All.Where(field => field.WireName is not null)];

    /// <summary>26 characters; made when the conversation, or metadata for it, is first seen.</summary>
    public required string Id { get; init; }

    /// <summary>The client's id; the same in the Conversations API and in metadata.</summary>
    public required string ExternalId { get; init; }

    /// <summary>When it was first seen here.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it began; null while only metadata has come.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public Participant? Agent { get; init; }

    public Participant? Customer { get; init; }

    /// <summary>Whom customer metadata last named as its customer; null where none did.</summary>
    public string? NamedCustomerId { get; init; }

    /// <summary>The customer whose metadata it is joined with: the one named by metadata, or else its own.</summary>
    public string? CustomerId => NamedCustomerId ?? Customer?.ExternalId;

    /// <summary>The agent whose metadata it is joined with.</summary>
    public string? AgentId => Agent?.ExternalId;

    /// <summary>
    /// What is known of the customer; null where nothing is. Kept with the customer, and only read with the conversation.
    /// </summary>
    public Person? KnownCustomer { get; init; }

    /// <summary>What is known of the agent; null where nothing is.</summary>
    public Person? KnownAgent { get; init; }

    public Intent? Intent { get; init; }

    /// <summary>The version of the classifier that judged it last, whatever came of it; null while none has.</summary>
    public long? JudgedBy { get; init; }

    /// <summary>The free map of the Conversations API.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = NoNames;

    /// <summary>The values of <see cref="MetadataFields"/>, in that order; a list field's stands in <see cref="CompanySegment"/>.</summary>
    public ImmutableArray<string?> Values { get; init; } = NoValues;

    public ImmutableArray<string> CompanySegment { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = NoNames;

    /// <summary>When it ended: said so, or silent for as long as its workspace waits; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What extraction last gave of each field that has a value, by the field's id.</summary>
    public ImmutableSortedDictionary<string, string> Extracted { get; init; } = NoNames;

    /// <summary>How well it fits the market segments that watch it, by their ids, as texts.</summary>
    public ImmutableSortedDictionary<string, string> FitScores { get; init; } = NoNames;

    /// <summary>Whether the conversation itself has come, not only metadata for it.</summary>
    public bool Arrived => StartedAt is not null;

    /// <summary>No entries.</summary>
    public static readonly ImmutableSortedDictionary<string, string> NoNames =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    static readonly ImmutableArray<string?> NoValues = [.. new string?[MetadataFields.Length]];

    /// <summary>What a segment query can ask of it.</summary>
    /// <param name="again">A builder to use again, by who makes the facts of many conversations.</param>
    public ConversationFacts ToFacts(ConversationFacts.Builder? again = null)
    {
        var facts = (again?.Begin(Id) ?? new ConversationFacts.Builder(Id))
            .Set(FieldCatalog.ExternalConversationId, ExternalId)
            .Set(FieldCatalog.AgentId, AgentId)
            .Set(FieldCatalog.CustomerId, CustomerId)
            .Set(FieldCatalog.IntentCode, Intent?.Code ?? Conversations.Intent.None)
            .Set(FieldCatalog.IntentName, Intent?.Name)
            .SetTime(FieldCatalog.StartedAt, StartedAt)
            .SetTime(FieldCatalog.ReceivedAt, ReceivedAt)
            .SetTime(FieldCatalog.EndedAt, EndedAt)
            .SetList(FieldCatalog.CompanySegment, CompanySegment);
        for (var i = 0; i < MetadataFields.Length; i++)
        {
            if (MetadataFields[i].Type != FieldType.TextList) facts.Set(MetadataFields[i], Values[i]);
        }

        Add(FieldFamily.Attributes, Attributes);
        Add(FieldFamily.Metadata, Metadata);
        Add(FieldFamily.Data, Extracted);
        Add(FieldFamily.Fit, FitScores);
        KnownCustomer?.AddTo(facts, FieldFamily.Customer);
        KnownAgent?.AddTo(facts, FieldFamily.Agent);
        return facts.Build();

        void Add(FieldFamily family, ImmutableSortedDictionary<string, string> names)
        {
            // Most have none, and walking none takes as long as setting three.
            if (names.IsEmpty) return;
            foreach (var (name, value) in names) facts.SetNamed(family, name, value);
        }
    }
}
