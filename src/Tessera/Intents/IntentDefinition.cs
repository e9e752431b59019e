using System.Collections.Immutable;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>What conversations of a workspace can be about. Its members are named as on the wire.</summary>
/// <param name="Code">Its id, as <c>intent_code</c> has it.</param>
/// <param name="Name">Its name for people, as <c>intent_name</c> has it.</param>
/// <param name="Description">What it means; for people alone.</param>
/// <param name="Examples">What customers say who mean it. One without examples is never assigned, but may be given.</param>
internal sealed record IntentDefinition(string Code, string Name, string Description, ImmutableArray<string> Examples)
{
    /// <summary>An intent as the API's description shows it.</summary>
    public static readonly IntentDefinition Example = JsonBody.ReadStored(IntentInput.Example, IntentInput.Read);

    /// <summary>The most intents of a workspace.</summary>
    public const int MostIntents = 200;

    /// <summary>The most examples of one intent.</summary>
    public const int MostExamples = 1_000;

    /// <summary>The most examples of all intents of a workspace together.</summary>
    public const int MostExamplesTogether = 10_000;
}
