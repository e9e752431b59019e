using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Data;
using Tessera.OpenApi;

namespace Tessera.Audit;

/// <summary>The kinds as the wire names them.</summary>
internal static class AuditKinds
{
    static readonly AuditedKind[] All = Enum.GetValues<AuditedKind>();

    /// <summary>Every name.</summary>
    public static IEnumerable<string> Names => All.Select(NameOf);

    /// <summary>The kind of a name, or null.</summary>
    public static AuditedKind? Parse(string name) => All.Cast<AuditedKind?>().FirstOrDefault(kind => NameOf(kind!.Value) == name);

    /// <summary>The name of a kind.</summary>
    public static string NameOf(AuditedKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

/// <summary>One change as it is given out.</summary>
/// <param name="Sequence">Its number in the workspace, from 1.</param>
/// <param name="Time">When it was made.</param>
/// <param name="KeyId">The key that made it; absent for a command on the server's machine.</param>
/// <param name="RequestId">The request that made it; absent likewise.</param>
/// <param name="Kind">What was changed.</param>
/// <param name="Id">Its id.</param>
/// <param name="Action"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
/// <param name="Before">What it was; absent where it was made.</param>
/// <param name="After">What it is since; absent where it was deleted.</param>
/// <param name="Hash">The hash of the entry, which covers every one before it.</param>
internal sealed record AuditResource(
    long Sequence, string Time, string? KeyId, string? RequestId, string Kind, string Id, string Action, JsonElement? Before,
    JsonElement? After, string Hash)
{
    public static readonly AuditResource Example = new(
        7, Examples.Time, "01K7ATR0M3V5Q8Z2N6TXA9R1WJ", Examples.Guid, AuditKinds.NameOf(AuditedKind.Segment), "IOS_ORDERS", "changed",
        JsonElement.Parse("""{"name":"Orders"}"""), JsonElement.Parse("""{"name":"Orders from iPhones"}"""), new string('a', 64));

    public static AuditResource Of(AuditEntry entry) => new(
        entry.Sequence,
        Wire.Time.Format(Timestamps.FromMicros(entry.ChangedAt)),
        entry.KeyId,
        entry.RequestId,
        AuditKinds.NameOf((AuditedKind)entry.Kind),
        entry.ObjectId,
        (entry.Before, entry.After) switch { (null, _) => "created", (_, null) => "deleted", _ => "changed" },
        Parse(entry.Before),
        Parse(entry.After),
        entry.Hash);

    static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>A page of changes, the newest first.</summary>
internal sealed record AuditList(
    List<AuditResource> Entries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
