using System.Net;
using Tessera.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

/// <summary>What becomes of a key while clients use it.</summary>
public sealed class KeyLifeTests(Servers servers)
{
    static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory, OnBothDatabases]
    public async Task A_revoked_key_is_refused_from_then_on(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.GetAsync("/v1/health")).Expect(200);
        var keys = await servers.ServiceAsync<AccessKeyStore>(backend);

        Assert.True(keys.Revoke(api.KeyId));

        await RefusedAsync(api);
        Assert.False(keys.Revoke(api.KeyId));
        Assert.Null(keys.Rotate(api.KeyId, TimeSpan.Zero));
    }

    [Theory, OnBothDatabases]
    public async Task A_revoked_key_leaves_the_others_of_its_workspace_alone(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewKeyAsync(backend, api, Scopes.Read);

        (await servers.ServiceAsync<AccessKeyStore>(backend)).Revoke(api.KeyId);

        await RefusedAsync(api);
        (await other.GetAsync(Given.Segments)).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task While_a_rotated_key_overlaps_both_secrets_are_let_in(Backend backend)
    {
        using var old = await servers.NewWorkspaceAsync(backend);
        var secret = (await servers.ServiceAsync<AccessKeyStore>(backend)).Rotate(old.KeyId, TimeSpan.FromHours(1))!;
        using var renewed = new Api(old.Address, old.Workspace, old.KeyId, secret);

        await Eventually.IsTrueAsync(
            async () => (await renewed.GetAsync("/v1/health")).Status == HttpStatusCode.OK, "the new secret works");
        (await old.GetAsync("/v1/health")).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task Without_an_overlap_the_old_secret_is_refused_at_once(Backend backend)
    {
        using var old = await servers.NewWorkspaceAsync(backend);
        (await old.GetAsync("/v1/health")).Expect(200);
        var secret = (await servers.ServiceAsync<AccessKeyStore>(backend)).Rotate(old.KeyId, TimeSpan.Zero)!;
        using var renewed = new Api(old.Address, old.Workspace, old.KeyId, secret);

        await RefusedAsync(old);
        (await renewed.GetAsync("/v1/health")).Expect(200);
    }

    [Theory]
    [InlineData(-3600, true)]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_previous_secret_works_until_its_time(int secondsAfterItsTime, bool accepted)
    {
        var key = Key() with { PreviousSecretHash = AccessKey.Hash("old"), PreviousSecretUntil = Noon };
        var now = Noon.AddSeconds(secondsAfterItsTime);

        Assert.Equal(accepted, key.Accepts("old", now));
        Assert.True(key.Accepts("new", now));
        Assert.False(key.Accepts("other", now));
    }

    [Fact]
    public void A_revoked_key_accepts_neither_secret()
    {
        var key = Key() with { PreviousSecretHash = AccessKey.Hash("old"), PreviousSecretUntil = Noon.AddYears(1), RevokedAt = Noon };

        Assert.False(key.Accepts("old", Noon));
        Assert.False(key.Accepts("new", Noon));
    }

    [Fact]
    public void A_secret_is_256_random_bits_and_a_key_never_shows_it()
    {
        var (one, other) = (AccessKey.NewSecret(), AccessKey.NewSecret());

        Assert.Matches("^[A-Za-z0-9_-]{43}$", one);
        Assert.NotEqual(one, other);
        Assert.DoesNotContain(one, (Key() with { SecretHash = AccessKey.Hash(one) }).ToString(), StringComparison.Ordinal);
    }

    static AccessKey Key() => new()
    {
        Id = AccessKey.NewId(),
        Workspace = new WorkspaceId(1),
        WorkspaceName = "w",
        Scopes = Scopes.All,
        SecretHash = AccessKey.Hash("new"),
        CreatedAt = Noon,
    };

    static async Task RefusedAsync(Api api)
    {
        await Eventually.IsTrueAsync(
            async () => (await api.GetAsync("/v1/health")).Status == HttpStatusCode.Unauthorized, "the key is refused");
        (await api.GetAsync("/v1/health")).ExpectError("401-01", "The credentials are not those of a live key.");
    }
}
