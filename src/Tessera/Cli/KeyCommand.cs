using System.CommandLine;
using System.Text.Json;
using Tessera.Access;

namespace Tessera.Cli;

/// <summary><c>tessera key create|list|rotate|revoke</c>. Works beside a running server, which notices within a second.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Make, list, rotate and revoke the keys that clients call with.")
    {
        Make(), List(), Rotate(), Revoke(),
    };

    static Command Make()
    {
        var (data, database, json, workspace) =
            (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json(), CommonOptions.Workspace());
        var scopes = new Option<string>("--scopes")
        {
            Description = $"all, or some of {string.Join(",", ScopeNames.All)}.",
            DefaultValueFactory = _ => "all",
            HelpName = "SCOPES",
        };
        var command = new Command("create", """
            Make a key, and its workspace when it is new. The secret is shown this once.

            Example: tessera key create --workspace support --scopes ingest,read --json
            """) { workspace, scopes, data, database, json };
        command.SetAction((parsed, _) => CommonOptions.GuardAsync(async () =>
        {
            var name = parsed.GetRequiredValue(workspace);
            if (string.IsNullOrWhiteSpace(name)) throw new CommandFailedException("--workspace must not be empty.");
            if (ScopeNames.Parse(parsed.GetRequiredValue(scopes)) is not { } granted)
                throw new CommandFailedException(
                    $"--scopes: expected all, or some of {string.Join(",", ScopeNames.All)}; found {parsed.GetValue(scopes)}.");
            var keys = CommonOptions.OpenKeys(parsed.GetRequiredValue(data), parsed.GetValue(database));
            var (id, secret) = keys.Create(keys.FindOrCreateWorkspace(name), granted);
            await PrintSecretAsync(parsed.GetValue(json), id, secret, name, granted);
            return 0;
        }));
        return command;
    }

    static Command List()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var workspace = new Option<string?>("--workspace") { Description = "Only this workspace's keys.", HelpName = "NAME" };
        var command = new Command("list", """
            List keys, without their secrets.

            Example: tessera key list --workspace support
            """) { workspace, data, database, json };
        command.SetAction((parsed, _) => CommonOptions.GuardAsync(async () =>
        {
            var keys = CommonOptions.OpenKeys(parsed.GetRequiredValue(data), parsed.GetValue(database)).List(parsed.GetValue(workspace));
            if (parsed.GetValue(json))
            {
                await PrintJsonAsync(
                    keys.Select(
                        key => new
                        {
                            key.Id, Workspace = key.WorkspaceName, Scopes = ScopeNames.Of(key.Scopes), key.CreatedAt, key.RevokedAt,
                        }));
                return 0;
            }

            await Console.Out.WriteLineAsync($"{"id",-28}{"workspace",-20}{"created",-18}{"state",-9}scopes");
            foreach (var key in keys)
            {
                await Console.Out.WriteLineAsync(
                    $"{key.Id,-28}{key.WorkspaceName,-20}{key.CreatedAt,-18:yyyy-MM-dd HH:mm}{(key.RevokedAt is null ? "live" : "revoked"),-9}{string.Join(",", ScopeNames.Of(key.Scopes))}");
            }

            return 0;
        }));
        return command;
    }

    static Command Rotate()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var id = new Argument<string>("ID") { Description = "The key's id." };
        var overlap = new Option<int>("--overlap-hours")
        {
            Description = "How long the old secret works on.",
            DefaultValueFactory = _ => 24,
            HelpName = "HOURS",
        };
        overlap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 24 * 365)
                result.AddError("--overlap-hours: expected a whole number from 0 to 8760.");
        });
        var command = new Command("rotate", """
            Give a key a new secret. The old one works on for a day, so that clients can change over.

            Example: tessera key rotate 01KAFQ0V5WN3M2R7ZJ8X4T6Y9B --overlap-hours 2
            """) { id, overlap, data, database, json };
        command.SetAction((parsed, _) => CommonOptions.GuardAsync(async () =>
        {
            var keys = CommonOptions.OpenKeys(parsed.GetRequiredValue(data), parsed.GetValue(database));
            var key = parsed.GetRequiredValue(id);
            var secret = keys.Rotate(key, TimeSpan.FromHours(parsed.GetValue(overlap))) ?? throw NoSuchKey(key);
            var rotated = keys.Find(key)!;
            await PrintSecretAsync(parsed.GetValue(json), key, secret, rotated.WorkspaceName, rotated.Scopes);
            return 0;
        }));
        return command;
    }

    static Command Revoke()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var id = new Argument<string>("ID") { Description = "The key's id." };
        var command = new Command("revoke", """
            End a key. It can't be brought back; a running server refuses it within a second.

            Example: tessera key revoke 01KAFQ0V5WN3M2R7ZJ8X4T6Y9B
            """) { id, data, database, json };
        command.SetAction((parsed, _) => CommonOptions.GuardAsync(async () =>
        {
            var key = parsed.GetRequiredValue(id);
            if (!CommonOptions.OpenKeys(parsed.GetRequiredValue(data), parsed.GetValue(database)).Revoke(key)) throw NoSuchKey(key);
            if (parsed.GetValue(json)) await PrintJsonAsync(new { id = key, revoked = true });
            else await Console.Out.WriteLineAsync($"Key {key} is revoked.");
            return 0;
        }));
        return command;
    }

    static CommandFailedException NoSuchKey(string id) => new($"There is no live key {id}.");

    static async Task PrintSecretAsync(bool json, string id, string secret, string workspace, Scopes scopes)
    {
        if (json)
        {
            await PrintJsonAsync(new { id, secret, workspace, scopes = ScopeNames.Of(scopes) });
            return;
        }

        await Console.Out.WriteLineAsync($"""
            id         {id}
            secret     {secret}
            workspace  {workspace}
            scopes     {string.Join(",", ScopeNames.Of(scopes))}

            The secret is not kept and can't be shown again. Send both as asapp-api-id and asapp-api-secret,
            or as  Authorization: Bearer {id}.<secret>
            """);
    }

    static Task PrintJsonAsync<T>(T value) => Console.Out.WriteLineAsync(JsonSerializer.Serialize(value, Wire.Json.Options));
}
