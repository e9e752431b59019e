using Tessera.Wire;

namespace Tessera.Redaction;

/// <summary>The policies of a workspace. They never change: a patch makes new ones.</summary>
internal sealed class RedactionSettings
{
    readonly RedactionPolicies[] policies;

    /// <summary>The defaults, but for what the workspace has changed.</summary>
    public RedactionSettings(IEnumerable<(string EntityId, RedactionPolicies Policies)> changed)
    {
        policies = [.. Enum.GetValues<SensitiveKind>().Select(kind => RedactionEntity.Of(kind).Defaults)];
        foreach (var (id, changedTo) in changed)
        {
            if (RedactionEntity.Find(id) is { } entity) policies[(int)entity.Kind] = changedTo;
        }

        Any = policies.Any(of => of.HasFlag(RedactionPolicies.AutoTranscribe));
    }

    /// <summary>Whether anything is redacted from transcripts.</summary>
    public bool Any { get; }

    /// <summary>The policies of an entity.</summary>
    public RedactionPolicies this[RedactionEntity entity] => policies[(int)entity.Kind];

    /// <summary>Whether a kind is redacted from transcripts.</summary>
    public bool Redacts(SensitiveKind kind) => policies[(int)kind].HasFlag(RedactionPolicies.AutoTranscribe);

    /// <summary>An entity as it is given out.</summary>
    public RedactionEntityResource Resource(RedactionEntity entity) => RedactionEntityResource.Of(entity, this[entity]);

    /// <summary>The same with its entity tag, which tells its policies: nothing else of it can change.</summary>
    public Tagged<RedactionEntityResource> Tagged(RedactionEntity entity) => new(Resource(entity), $"{(int)this[entity]}");
}
