using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tessera.Data;

namespace Tessera.Access;

/// <summary>A key as the database keeps it: never the secret, only its SHA-256.</summary>
internal sealed record AccessKey
{
    public required string Id { get; init; }

    public required WorkspaceId Workspace { get; init; }

    public required string WorkspaceName { get; init; }

    public required Scopes Scopes { get; init; }

    public required byte[] SecretHash { get; init; }

    /// <summary>The secret before the last rotation, which works until <see cref="PreviousSecretUntil"/>.</summary>
    public byte[]? PreviousSecretHash { get; init; }

    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether a secret opens this key now. Takes as long for a wrong one as for a right one.</summary>
    public bool Accepts(string secret, DateTimeOffset now)
    {
        var hash = Hash(secret);
        var current = CryptographicOperations.FixedTimeEquals(hash, SecretHash);
        var previous = CryptographicOperations.FixedTimeEquals(hash, PreviousSecretHash ?? new byte[hash.Length])
            && now < PreviousSecretUntil;
        return (current | previous) && RevokedAt is null;
    }

    /// <summary>A new id: sortable, and without the dot that parts id and secret in a header.</summary>
    public static string NewId() => SortableId.New();

    /// <summary>A new secret: 32 random bytes, url-safe.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// What is kept of a secret. It has 256 random bits, so a plain hash suffices: there is nothing to guess by dictionary.
    /// </summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
