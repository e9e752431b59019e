using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Tessera.Wire;

namespace Tessera.Redaction;

/// <summary>What a patch changes of an entity's policies.</summary>
/// <param name="Named">The policies it names.</param>
/// <param name="On">Those of them that it switches on.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RedactionPatch(RedactionPolicies Named, RedactionPolicies On)
{
    /// <summary>A body, as the API's description shows it.</summary>
    public const string Example =
        """{"policies":{"customerImmediate":true,"customerDelayed":false,"agentImmediate":true,"autoTranscribe":true,"voice":true}}""";

    static readonly (string Name, RedactionPolicies Policy)[] Members =
    [
        ("customerImmediate", RedactionPolicies.CustomerImmediate), ("customerDelayed", RedactionPolicies.CustomerDelayed),
        ("agentImmediate", RedactionPolicies.AgentImmediate), ("autoTranscribe", RedactionPolicies.AutoTranscribe),
        ("voice", RedactionPolicies.Voice),
    ];

    /// <summary>Reads a body; policies it doesn't name stay.</summary>
    public static RedactionPatch Read(JsonObject body, string id)
    {
        if (body.TextOrAbsent("id", TextRule.Identifier) is { } named && named != id)
            body.Violate("id", $"expected {id}, as in the path, or nothing");
        var patch = default(RedactionPatch);
        if (body.RequiredObject("policies") is not { } policies) return patch;
        foreach (var (name, policy) in Members)
        {
            if (policies.BoolOrAbsent(name) is not { } on) continue;
            patch = new RedactionPatch(patch.Named | policy, on ? patch.On | policy : patch.On);
        }

        return patch;
    }

    /// <summary>The policies after the patch.</summary>
    public RedactionPolicies Apply(RedactionPolicies before) => (before & ~Named) | On;
}

/// <summary>An entity as it is given out.</summary>
internal sealed record RedactionEntityResource(string Id, string Description, PoliciesResource Policies)
{
    /// <summary>One, as the API's description shows it.</summary>
    public static readonly RedactionEntityResource Example = Of(
        RedactionEntity.Of(SensitiveKind.Cvv), RedactionEntity.Of(SensitiveKind.Cvv).Defaults);

    public static RedactionEntityResource Of(RedactionEntity entity, RedactionPolicies policies) => new(
        entity.Id,
        entity.Description,
        new PoliciesResource(
            policies.HasFlag(RedactionPolicies.CustomerImmediate),
            policies.HasFlag(RedactionPolicies.CustomerDelayed),
            policies.HasFlag(RedactionPolicies.AgentImmediate),
            policies.HasFlag(RedactionPolicies.AutoTranscribe),
            policies.HasFlag(RedactionPolicies.Voice)));
}

/// <summary>Where an entity is redacted. Only <c>autoTranscribe</c> acts here.</summary>
internal sealed record PoliciesResource(bool CustomerImmediate, bool CustomerDelayed, bool AgentImmediate, bool AutoTranscribe, bool Voice);

/// <summary>A page of entities.</summary>
internal sealed record RedactionEntityList(
    List<RedactionEntityResource> RedactionEntities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
