using System.Text.Json.Nodes;
using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Query.Fields;
using Tessera.Wire;
using Node = System.Text.Json.Nodes.JsonObject;

namespace Tessera.People;

/// <summary>Reading back what metadata ingestion told of a customer or an agent, which ASAPP's face leaves out.</summary>
internal static class PersonEndpoints
{
    const string Remarks = "The members are those of metadata ingestion; what isn't known is left out.";

    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/customers/{externalCustomerId}", GetCustomer).Requires(Scopes.Read)
            .Does("getCustomer", "Get what is known of a customer", Remarks)
            .Gives(
                200,
                new Node { ["externalCustomerId"] = "anne@example.com", ["status"] = "gold", ["attributes"] = Attributes("years", "12") });
        app.MapGet("/v1/agents/{externalAgentId}", GetAgent).Requires(Scopes.Read)
            .Does("getAgent", "Get what is known of an agent", Remarks)
            .Gives(
                200,
                new Node { ["externalAgentId"] = "agent-7", ["groupName"] = "Berlin", ["attributes"] = Attributes("certified", "yes") });
    }

    static IResult GetCustomer(HttpContext http, string externalCustomerId, PersonStore store) =>
        Get(http, store, new PersonKey(FieldFamily.Customer, externalCustomerId), "externalCustomerId");

    static IResult GetAgent(HttpContext http, string externalAgentId, PersonStore store) =>
        Get(http, store, new PersonKey(FieldFamily.Agent, externalAgentId), "externalAgentId");

    static IResult Get(HttpContext http, PersonStore store, PersonKey key, string idName) =>
        store.Find(http.Caller().Workspace, key) is { } person
            ? Json.Ok(Resource(key, idName, person))
            : Problem.NotFound($"There is no metadata of the {FieldCatalog.Prefix(key.Family)} {key.Id}.");

    // As it is ingested, so that what is read may be sent again.
    static Node Resource(PersonKey key, string idName, Person person)
    {
        var resource = new Node { [idName] = key.Id };
        foreach (var property in PersonCatalog.Of(key.Family))
        {
            if (person.Properties.TryGetValue(property.Name, out var text)) resource[property.WireName] = Value(property, text);
        }

        resource["attributes"] = new JsonArray([.. person.Attributes.Select(a => Attribute(a.Key, a.Value))]);
        return resource;
    }

    static JsonArray Attributes(string name, string value) => [Attribute(name, value)];

    static Node Attribute(string name, string value) => new() { ["name"] = name, ["value"] = value };

    static JsonNode Value(PersonProperty property, string text) => property.Kind switch
    {
        PersonPropertyKind.WholeNumber => JsonNode.Parse(text)!,
        PersonPropertyKind.TextList => new JsonArray([.. text.Split(',').Select(item => JsonValue.Create(item))]),
        _ => JsonValue.Create(text),
    };
}
