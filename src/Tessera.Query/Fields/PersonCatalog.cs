using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Tessera.Query.Fields;

/// <summary>
/// Every property of customer and agent metadata with its name in a query, its name on the wire and its limits. Beside them a customer
/// or an agent has attributes of any name; of the names that stand here only the property can be asked about.
/// </summary>
public static class PersonCatalog
{
    const int LongestEmail = 254;

    /// <summary>The properties of a customer.</summary>
    public static ImmutableArray<PersonProperty> Customer { get; } =
    [
        Identifier("status", "status", 256, "Status of the customer."),
        Identifier("user_id", "userId", 256, "The customer's id as a user."),
        new("phone_number", "phoneNumber", "Phone number.") { MaxLength = 32, Alphabet = FieldAlphabet.Phone },
        Email("email_address", "emailAddress", "E-mail address."),
        Identifier("address_country", "addressCountry", 128, "Country of the address."),
        Identifier("address_state", "addressState", 128, "State of the address."),
        Identifier("address_zipcode", "addressZipcode", 16, "Postal code of the address."),
    ];

    /// <summary>The properties of an agent.</summary>
    public static ImmutableArray<PersonProperty> Agent { get; } =
    [
        new("start_ts", "startTs", "When the agent was hired.") { Kind = PersonPropertyKind.Time },
        Identifier("lob_id", "lobId", 256, "Line of business: its id."),
        Text("lob_name", "lobName", "Line of business: its name."),
        Identifier("group_id", "groupId", 256, "Group of agents: its id."),
        Text("group_name", "groupName", "Group of agents: its name."),
        Text("agent_name", "agentName", "Name of the agent."),
        Text("agent_location", "agentLocation", "Where the agent works."),
        Identifier("supervisor_id", "supervisorId", 256, "The supervisor: his or her id."),
        Text("supervisor_name", "supervisorName", "The supervisor: his or her name."),
        Text("vendor", "vendor", "Company that employs the agent."),
        new("languages", "languages", "Languages the agent speaks.")
        {
            Kind = PersonPropertyKind.TextList, MaxLength = 16, Alphabet = FieldAlphabet.Language,
        },
        WholeNumber("concurrency", "concurrency", "How many conversations the agent has at a time."),
        Identifier("category_label", "categoryLabel", 256, "Category of the agent."),
        Identifier("account_access_level", "accountAccessLevel", 256, "Level of access to accounts."),
        WholeNumber("ranking", "ranking", "Rank of the agent."),
        Email("email_address", "emailAddress", "E-mail address."),
        Identifier("job_title", "jobTitle", 256, "Title of the job."),
        Identifier("job_role", "jobRole", 256, "Role in the job."),
        Identifier("work_shift", "workShift", 256, "Shift the agent works."),
    ];

    static readonly FrozenSet<(FieldFamily Family, string Name)> names =
        Customer.Select(property => (FieldFamily.Customer, property.Name))
            .Concat(Agent.Select(property => (FieldFamily.Agent, property.Name))).ToFrozenSet();

    /// <summary>The properties of a family; none but for customers and agents.</summary>
    public static ImmutableArray<PersonProperty> Of(FieldFamily family) => family switch
    {
        FieldFamily.Customer => Customer,
        FieldFamily.Agent => Agent,
        _ => [],
    };

    /// <summary>Whether a name of a family is that of a property, in exact case.</summary>
    public static bool Has(FieldFamily family, string name) => names.Contains((family, name));

    static PersonProperty Text(string name, string wireName, string description) => new(name, wireName, description) { MaxLength = 256 };

    static PersonProperty Identifier(string name, string wireName, int maxLength, string description) =>
        new(name, wireName, description) { MaxLength = maxLength, Alphabet = FieldAlphabet.Identifier };

    static PersonProperty Email(string name, string wireName, string description) =>
        new(name, wireName, description) { Kind = PersonPropertyKind.Email, MaxLength = LongestEmail };

    static PersonProperty WholeNumber(string name, string wireName, string description) =>
        new(name, wireName, description) { Kind = PersonPropertyKind.WholeNumber };
}
