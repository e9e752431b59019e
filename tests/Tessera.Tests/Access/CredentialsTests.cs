using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

public sealed class CredentialsTests(Servers servers)
{
    public const string Missing =
        "Credentials are missing: send asapp-api-id and asapp-api-secret, api_key: <id>.<secret>, or Authorization: Bearer <id>.<secret>.";

    const string Wrong = "The credentials are not those of a live key.";

    [Theory]
    [OnBothDatabases("asapp-api-id: {id}|asapp-api-secret: {secret}")]
    [OnBothDatabases("ASAPP-API-ID: {id}|Asapp-Api-Secret: {secret}")]
    [OnBothDatabases("api_key: {id}.{secret}")]
    [OnBothDatabases("API_KEY: {id}.{secret}")]
    [OnBothDatabases("Authorization: Bearer {id}.{secret}")]
    [OnBothDatabases("Authorization: bearer   {id}.{secret}")]
    public async Task Each_form_of_a_key_is_let_in(Backend backend, string headers)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await SendAsync(api, headers)).Expect(200);
    }

    [Theory]
    [OnBothDatabases("")]
    [OnBothDatabases("asapp-api-id: {id}")]
    [OnBothDatabases("asapp-api-secret: {secret}")]
    [OnBothDatabases("asapp-api-id: |asapp-api-secret: {secret}")]
    [OnBothDatabases("api_key: {id}")]
    [OnBothDatabases("api_key: .{secret}")]
    [OnBothDatabases("Authorization: Basic {id}.{secret}")]
    [OnBothDatabases("Authorization: Bearer")]
    [OnBothDatabases("Authorization: Bearer {id}{secret}")]
    public async Task Half_a_key_is_none(Backend backend, string headers)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await SendAsync(api, headers)).ExpectError("401-01", Missing);
    }

    [Theory]
    [OnBothDatabases("asapp-api-id: {id}|asapp-api-secret: wrong")]
    [OnBothDatabases("asapp-api-id: {id}|asapp-api-secret: {secret}x")]
    [OnBothDatabases("asapp-api-id: 01KAFQ0V5WN3M2R7ZJ8X4T6Y9B|asapp-api-secret: {secret}")]
    [OnBothDatabases("asapp-api-id: {secret}|asapp-api-secret: {id}")]
    [OnBothDatabases("asapp-api-id: ' OR 1=1 --|asapp-api-secret: {secret}")]
    [OnBothDatabases("api_key: {id}.")]
    [OnBothDatabases("api_key: {id}.{secret}.{secret}")]
    [OnBothDatabases("Authorization: Bearer {id}.wrong")]
    public async Task A_wrong_key_is_refused_without_a_word_of_what_is_wrong(Backend backend, string headers)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await SendAsync(api, headers)).ExpectError("401-01", Wrong);
    }

    [Theory, OnBothDatabases]
    public async Task The_secret_of_another_key_opens_nothing(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);

        (await SendAsync(api, $"asapp-api-id: {other.KeyId}|asapp-api-secret: {api.Secret}")).ExpectError("401-01", Wrong);
    }

    static async Task<Answer> SendAsync(Api api, string headers)
    {
        (string, string)[] filled =
        [
            .. headers.Split('|', StringSplitOptions.RemoveEmptyEntries)
                .Select(header => header.Split(':', 2))
                .Select(header => (header[0], header[1].Trim()
                    .Replace("{id}", api.KeyId, StringComparison.Ordinal).Replace("{secret}", api.Secret, StringComparison.Ordinal))),
        ];
        using var request = Api.Request(HttpMethod.Get, Given.Segments, filled);
        return await api.SendAsync(request);
    }
}
