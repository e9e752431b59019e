using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Tessera.Query.Fields;

/// <summary>
/// Every field a query can ask about, with its name in a query, its name on the wire, its type and its limits. This is the one table:
/// parser, ingestion, indexes, SQL and documentation take names and limits from here.
/// </summary>
public static class FieldCatalog
{
    // Filled by the initialisers below, which run in the order of the text: the order here is the order of the ordinals.
    static readonly List<Field> table = [];

    /// <summary>Line of business: its id.</summary>
    public static Field LobId { get; } = TextField(
        "lob_id", "lobId", 256, FieldAlphabet.Identifier, "Line of business: its id.");

    /// <summary>Line of business: its name.</summary>
    public static Field LobName { get; } = TextField(
        "lob_name", "lobName", 256, FieldAlphabet.Any, "Line of business: its name.");

    /// <summary>Group of agents: its id.</summary>
    public static Field GroupId { get; } = TextField(
        "group_id", "groupId", 256, FieldAlphabet.Identifier, "Group of agents: its id.");

    /// <summary>Group of agents: its name.</summary>
    public static Field GroupName { get; } = TextField(
        "group_name", "groupName", 256, FieldAlphabet.Any, "Group of agents: its name.");

    /// <summary>Code the conversation was routed to an agent by.</summary>
    public static Field AgentRoutingCode { get; } = TextField(
        "agent_routing_code", "agentRoutingCode", 256, FieldAlphabet.Identifier, "Code the conversation was routed to an agent by.");

    /// <summary>Campaign the conversation belongs to.</summary>
    public static Field Campaign { get; } = TextField(
        "campaign", "campaign", 256, FieldAlphabet.Identifier, "Campaign the conversation belongs to.");

    /// <summary>Kind of device the customer used.</summary>
    public static Field DeviceType { get; } = EnumField(
        "device_type", "deviceType", ["TABLET", "PHONE", "DESKTOP", "WATCH", "OTHER"], "Kind of device the customer used.");

    /// <summary>Channel the conversation came through.</summary>
    public static Field Platform { get; } = EnumField(
        "platform", "platform",
        [
            "SMS", "WEB", "IOS", "ANDROID", "APP", "LOCAL", "VOICE", "VOICE_IOS", "VOICE_ANDROID", "VOICE_ECHO", "VOICE_HOMEPOD",
            "VOICE_GGLHOME", "VOICE_WEB", "APPLEBIZ", "GOOGLEBIZ", "GBM", "WAB",
        ],
        "Channel the conversation came through.");

    /// <summary>Segments of the company the conversation concerns.</summary>
    public static Field CompanySegment { get; } = Add(new Field
    {
        Name = "company_segment",
        WireName = "companySegment",
        Type = FieldType.TextList,
        MaxLength = 64,
        Alphabet = FieldAlphabet.Identifier,
        IsCore = true,
        Ordinal = table.Count,
        Description = "Segments of the company the conversation concerns.",
    });

    /// <summary>Subdivision of the company.</summary>
    public static Field CompanySubdivision { get; } = TextField(
        "company_subdivision", "companySubdivision", 256, FieldAlphabet.Identifier, "Subdivision of the company.");

    /// <summary>Business rule that was applied.</summary>
    public static Field BusinessRule { get; } = TextField(
        "business_rule", "businessRule", 256, FieldAlphabet.Any, "Business rule that was applied.");

    /// <summary>How the conversation began.</summary>
    public static Field EntryType { get; } = TextField(
        "entry_type", "entryType", 256, FieldAlphabet.Identifier, "How the conversation began.");

    /// <summary>Operating system of the customer's device.</summary>
    public static Field OperatingSystem { get; } = EnumField(
        "operating_system", "operatingSystem", ["MAC_OS", "LINUX", "WINDOWS", "ANDROID", "IOS", "OTHER"],
        "Operating system of the customer's device.");

    /// <summary>Browser of the customer.</summary>
    public static Field BrowserType { get; } = TextField(
        "browser_type", "browserType", 64, FieldAlphabet.Identifier, "Browser of the customer.");

    /// <summary>Version of that browser.</summary>
    public static Field BrowserVersion { get; } = Add(new Field
    {
        Name = "browser_version",
        WireName = "browserVersion",
        Type = FieldType.Version,
        MaxLength = 16,
        Alphabet = FieldAlphabet.Version,
        IsCore = true,
        Ordinal = table.Count,
        Description = "Version of that browser.",
    });

    /// <summary>Intent of the customer: its code.</summary>
    public static Field IntentCode { get; } = Outside("intent_code", FieldType.Text, isCore: true, "Intent of the customer: its code.");

    /// <summary>Intent of the customer: its name.</summary>
    public static Field IntentName { get; } = Outside("intent_name", FieldType.Text, isCore: true, "Intent of the customer: its name.");

    /// <summary>When the conversation began.</summary>
    public static Field StartedAt { get; } = Outside("started_at", FieldType.Time, isCore: false, "When the conversation began.");

    /// <summary>When the conversation was first received here.</summary>
    public static Field ReceivedAt { get; } = Outside(
        "received_at", FieldType.Time, isCore: false, "When the conversation was first received here.");

    /// <summary>When the conversation ended; a message that comes later makes it go on.</summary>
    public static Field EndedAt { get; } = Outside(
        "ended_at", FieldType.Time, isCore: false, "When the conversation ended; a message that comes later makes it go on.");

    /// <summary>The client's own id of the conversation.</summary>
    public static Field ExternalConversationId { get; } = Outside(
        "external_conversation_id", FieldType.Text, isCore: false, "The client's own id of the conversation.");

    /// <summary>The client's own id of the agent.</summary>
    public static Field AgentId { get; } = Outside("agent_id", FieldType.Text, isCore: false, "The client's own id of the agent.");

    /// <summary>The client's own id of the customer.</summary>
    public static Field CustomerId { get; } = Outside(
        "customer_id", FieldType.Text, isCore: false, "The client's own id of the customer.");

    /// <summary>All fields, each at its <see cref="Field.Ordinal"/>.</summary>
    public static ImmutableArray<Field> All { get; } = [.. table];

    static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> byName =
        All.ToFrozenDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenDictionary<string, Field> byWireName =
        All.Where(field => field.WireName is not null).ToFrozenDictionary(field => field.WireName!, StringComparer.Ordinal);

    static readonly ImmutableArray<(string Name, FieldFamily Family)> families =
        [.. Enum.GetValues<FieldFamily>().Select(family => (Prefix(family), family))];

    /// <summary>The field of this name in a query, in any case; <see langword="null"/> when there is none.</summary>
    public static Field? Find(ReadOnlySpan<char> name) =>
        // Letters such as U+017F fold to ASCII ones; a name is ASCII or it is none of ours.
        Ascii.IsValid(name) && byName.TryGetValue(name, out var field) ? field : null;

    /// <summary>
    /// The field carried by this property of conversation metadata, in exact case; <see langword="null"/> when there is none.
    /// </summary>
    public static Field? FindWire(string wireName) => byWireName.GetValueOrDefault(wireName);

    /// <summary>The family written before the dot, in any case; <see langword="null"/> when there is none.</summary>
    public static FieldFamily? FindFamily(ReadOnlySpan<char> prefix)
    {
        foreach (var (name, family) in families)
            if (Ascii.EqualsIgnoreCase(prefix, name))
                return family;
        return null;
    }

    /// <summary>The word written before the dot: <c>attributes</c>.</summary>
    public static string Prefix(FieldFamily family) => family switch
    {
        FieldFamily.Attributes => "attributes",
        FieldFamily.Metadata => "metadata",
        FieldFamily.Customer => "customer",
        FieldFamily.Agent => "agent",
        FieldFamily.Data => "data",
        FieldFamily.Fit => "fit",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a family of fields."),
    };

    /// <summary>
    /// The field name somebody may have meant: the snake_case of a name in camelCase, or a name a few typing slips away;
    /// <see langword="null"/> when none is near.
    /// </summary>
    public static string? Nearest(string name) =>
        All.FirstOrDefault(field => string.Equals(Squeezed(field.Name), Squeezed(name), StringComparison.OrdinalIgnoreCase))?.Name
        ?? Spelling.Nearest(name, All.Select(field => field.Name));

    /// <summary>The name without what tells snake_case from camelCase.</summary>
    static string Squeezed(string name) => name.Replace("_", "", StringComparison.Ordinal);

    static Field TextField(string name, string wireName, int maxLength, FieldAlphabet alphabet, string description) => Add(new Field
    {
        Name = name,
        WireName = wireName,
        Type = FieldType.Text,
        MaxLength = maxLength,
        Alphabet = alphabet,
        IsCore = true,
        Ordinal = table.Count,
        Description = description,
    });

    static Field EnumField(string name, string wireName, ImmutableArray<string> values, string description) => Add(new Field
    {
        Name = name,
        WireName = wireName,
        Type = FieldType.Enum,
        Values = values,
        IsCore = true,
        Ordinal = table.Count,
        Description = description,
    });

    // A value that is no property of conversation metadata.
    static Field Outside(string name, FieldType type, bool isCore, string description) => Add(new Field
    {
        Name = name,
        Type = type,
        IsCore = isCore,
        Ordinal = table.Count,
        Description = description,
    });

    static Field Add(Field field)
    {
        table.Add(field);
        return field;
    }
}
