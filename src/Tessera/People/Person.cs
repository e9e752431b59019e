using System.Collections.Immutable;
using Tessera.Conversations;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.People;

/// <summary>
/// What is known of a customer or an agent: properties by their names in a query, and attributes by their own. All are texts.
/// </summary>
internal sealed record Person(ImmutableSortedDictionary<string, string> Properties, ImmutableSortedDictionary<string, string> Attributes)
{
    /// <summary>The most different attributes that one keeps.</summary>
    public const int MostAttributes = Conversation.MostNames;

    /// <summary>Nobody is known.</summary>
    public static readonly Person Unknown = new(Conversation.NoNames, Conversation.NoNames);

    /// <summary>Adds what is known to the facts of a conversation. The name of a property never means an attribute.</summary>
    public void AddTo(ConversationFacts.Builder facts, FieldFamily family)
    {
        foreach (var (name, value) in Attributes)
        {
            if (!PersonCatalog.Has(family, name)) facts.SetNamed(family, name, value);
        }

        foreach (var (name, value) in Properties) facts.SetNamed(family, name, value);
    }
}

/// <summary>Which customer or agent.</summary>
/// <param name="Family">Customers or agents.</param>
/// <param name="Id">The client's id.</param>
internal readonly record struct PersonKey(FieldFamily Family, string Id);
