using System.Collections.Immutable;
using Tessera.Conversations;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.People;

/// <summary>One event about a customer, which names a conversation of theirs too, or about an agent.</summary>
internal sealed record PersonMetadata : MetadataEvent
{
    /// <summary>An event about a customer as the API's description shows it.</summary>
    public const string CustomerExample = """
        {"externalConversationId":"issue-1389","externalCustomerId":"anne@example.com","eventId":"event-1","status":"gold","phoneNumber":"+49(30)555-0100",
         "attributes":[{"name":"years","value":"12"}]}
        """;

    /// <summary>An event about an agent as the API's description shows it.</summary>
    public const string AgentExample = """
        {"externalAgentId":"agent-7","eventId":"event-1","startTs":"2019-12-01T00:00:00Z","groupName":"Berlin","languages":["de","en-US"],"concurrency":3,
         "emailAddress":"agent-7@example.com","attributes":[{"name":"certified","value":"yes"}]}
        """;

    static readonly TextRule CustomerIdRule = new(1, 256) { Alphabet = FieldAlphabet.Address };
    static readonly ImmutableArray<TextRule> CustomerRules = [.. PersonCatalog.Customer.Select(TextRule.For)];
    static readonly ImmutableArray<TextRule> AgentRules = [.. PersonCatalog.Agent.Select(TextRule.For)];

    /// <summary>Whom it is about.</summary>
    public required PersonKey Person { get; init; }

    /// <summary>The conversation whose customer this is; null of an agent.</summary>
    public required string? ExternalConversationId { get; init; }

    /// <summary>The properties, in the order of the catalogue.</summary>
    public required ImmutableArray<Member<string>> Values { get; init; }

    public override int Kind => (int)Person.Family;

    /// <summary>Reads one event about a customer; what is wrong with it goes to the object's violations.</summary>
    public static PersonMetadata ReadCustomer(JsonObject item)
    {
        var conversation = ReadId(item, "externalConversationId", TextRule.Identifier);
        return Read(
            item, new PersonKey(FieldFamily.Customer, ReadId(item, "externalCustomerId", CustomerIdRule)), conversation, CustomerRules);
    }

    /// <summary>Reads one event about an agent; what is wrong with it goes to the object's violations.</summary>
    public static PersonMetadata ReadAgent(JsonObject item) =>
        Read(item, new PersonKey(FieldFamily.Agent, ReadId(item, "externalAgentId", TextRule.Identifier)), null, AgentRules);

    /// <summary>What is known of the person with this event's values merged in.</summary>
    public Person MergeInto(Person before)
    {
        var properties = before.Properties.ToBuilder();
        foreach (var (property, value) in PersonCatalog.Of(Person.Family).Zip(Values))
        {
            if (value is { Present: true, Value.Length: > 0 }) properties[property.Name] = value.Value;
            else if (value.Present) properties.Remove(property.Name);
        }

        return new Person(properties.ToImmutable(), MergeAttributes(before.Attributes));
    }

    protected override void Describe(ContentText content)
    {
        content.Add(Person.Id);
        content.Add(ExternalConversationId);
        foreach (var value in Values) content.Add(value);
    }

    static PersonMetadata Read(JsonObject item, PersonKey person, string? conversation, ImmutableArray<TextRule> rules)
    {
        var (eventId, isSenders) = ReadEventId(item);
        return new PersonMetadata
        {
            Person = person,
            ExternalConversationId = conversation,
            EventId = eventId,
            HasSendersEventId = isSenders,
            Values = [.. PersonCatalog.Of(person.Family).Select((property, i) => Value(item, property, rules[i]))],
            Attributes = ReadAttributes(item),
        };
    }

    static Member<string> Value(JsonObject item, PersonProperty property, TextRule rule) => property.Kind switch
    {
        PersonPropertyKind.WholeNumber => item.OptionalWholeNumber(property.WireName, property.Description),
        PersonPropertyKind.Time => item.OptionalTime(property.WireName, property.Description),
        PersonPropertyKind.TextList => Joined(item.OptionalTexts(property.WireName, rule, MostListItems)),
        _ => item.OptionalText(property.WireName, rule),
    };

    // No item has a comma, so the list can be had back.
    static Member<string> Joined(Member<List<string>> list) =>
        new(list.Present, string.Join(',', (list.Value ?? []).Where(item => item.Length > 0)));
}
