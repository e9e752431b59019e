using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>The intents of workspaces in the database, and the version that every change of them makes.</summary>
internal sealed class IntentStore(Database database, WriteQueue writes, IntentTraining training, TimeProvider clock)
{
    const string Columns = "code AS Code, name AS Name, description AS Description, examples AS Examples, version AS Version";

    /// <summary>404-01 for an intent that isn't there.</summary>
    public static Problem Unknown(string code) => Problem.NotFound($"There is no intent {code}.");

    /// <summary>One page of the intents, by code.</summary>
    public Page<IntentDefinition> List(WorkspaceId workspace, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<Row>(
            $"SELECT {Columns} FROM intent WHERE workspace_id = @Workspace {page.Sql("code")}",
            new { Workspace = workspace.Value, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, row => row.Code).Select(row => row.ToDefinition());
    }

    /// <summary>One intent, or null.</summary>
    public Tagged<IntentDefinition>? Get(WorkspaceId workspace, string code)
    {
        using var connection = database.Read();
        return Find(connection, workspace, code);
    }

    /// <summary>Every intent of a workspace.</summary>
    public static List<IntentDefinition> All(DbConnection connection, WorkspaceId workspace) =>
    [
        .. connection.Query<Row>(
            $"SELECT {Columns} FROM intent WHERE workspace_id = @Workspace ORDER BY code", new { Workspace = workspace.Value })
            .Select(row => row.ToDefinition()),
    ];

    /// <summary>Makes an intent; 409-01 where the code is taken, 422-01 where the workspace would have too much.</summary>
    public Task<Result<Tagged<IntentDefinition>>> CreateAsync(
        WorkspaceId workspace, Author author, IntentDefinition intent, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<Tagged<IntentDefinition>>>(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, intent.Code) is not null)
                    return Problem.Conflict($"There is an intent {intent.Code} already.");
                if (TooMuch(transaction, workspace, intent) is { } tooMuch) return tooMuch;
                var now = Timestamps.Micros(clock.GetUtcNow());
                var version = Changed(transaction, workspace, author, null, intent, now);
                transaction["""
                    INSERT INTO intent (workspace_id, code, name, description, examples, example_count, version, created_at, updated_at)
                    VALUES (@workspace, @code, @name, @description, @examples, @count, @version, @now, @now)
                    """].Execute(
                    workspace.Value, intent.Code, intent.Name, intent.Description, Text(intent.Examples), intent.Examples.Length, version,
                    now);
                return Tagged(intent, version);
            },
            cancellationToken);
    }

    /// <summary>Replaces an intent; 412-01 where it isn't the version that was asked for.</summary>
    public Task<Result<Tagged<IntentDefinition>>> UpdateAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, IntentDefinition intent, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<Tagged<IntentDefinition>>>(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, intent.Code) is not { } before) return Unknown(intent.Code);
                if ((ifMatch.Refuse(before.Tag) ?? TooMuch(transaction, workspace, intent)) is { } refusal) return refusal;
                var now = Timestamps.Micros(clock.GetUtcNow());
                var version = Changed(transaction, workspace, author, before.Value, intent, now);
                transaction["""
                    UPDATE intent
                    SET name = @name, description = @description, examples = @examples, example_count = @count, version = @version,
                        updated_at = @now
                    WHERE workspace_id = @workspace AND code = @code
                    """].Execute(
                    intent.Name, intent.Description, Text(intent.Examples), intent.Examples.Length, version, now, workspace.Value,
                    intent.Code);
                return Tagged(intent, version);
            },
            cancellationToken);
    }

    /// <summary>Deletes an intent; null when done.</summary>
    public Task<Problem?> DeleteAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, string code, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, code) is not { } before) return Unknown(code);
                if (ifMatch.Refuse(before.Tag) is { } refusal) return refusal;
                transaction["DELETE FROM intent WHERE workspace_id = @workspace AND code = @code"].Execute(workspace.Value, code);
                Changed(transaction, workspace, author, before.Value, null, Timestamps.Micros(clock.GetUtcNow()));
                return null;
            },
            cancellationToken);
    }

    /// <summary>Sets how sure the classifier must be.</summary>
    public Task SetThresholdAsync(WorkspaceId workspace, Author author, double threshold, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                var before = Settings(transaction.Connection, workspace);
                transaction["""
                    INSERT INTO intent_classifier (workspace_id, version, threshold) VALUES (@workspace, 0, @threshold)
                    ON CONFLICT (workspace_id) DO UPDATE SET threshold = excluded.threshold
                    """].Execute(workspace.Value, threshold);
                AuditLog.Append(
                    transaction, workspace, author, AuditedKind.IntentClassifier, "threshold",
                    new { before.Threshold }, new { Threshold = threshold }, Timestamps.Micros(clock.GetUtcNow()));
                NextVersion(transaction, workspace);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The newest version and the threshold of a workspace; version 0 where it never had any intent.</summary>
    public static IntentSettings Settings(DbConnection connection, WorkspaceId workspace) =>
        connection.QuerySingleOrDefault<IntentSettings>(
            "SELECT version AS Version, threshold AS Threshold FROM intent_classifier WHERE workspace_id = @Workspace",
            new { Workspace = workspace.Value })
        ?? new IntentSettings();

    /// <summary>The same, as of now.</summary>
    public IntentSettings Settings(WorkspaceId workspace)
    {
        using var connection = database.Read();
        return Settings(connection, workspace);
    }

    long Changed(
        WriteTransaction transaction, WorkspaceId workspace, Author author, IntentDefinition? before, IntentDefinition? after, long now)
    {
        AuditLog.Append(transaction, workspace, author, AuditedKind.Intent, (after ?? before)!.Code, before, after, now);
        return NextVersion(transaction, workspace);
    }

    long NextVersion(WriteTransaction transaction, WorkspaceId workspace)
    {
        transaction.AfterCommit(() => training.Request(workspace));
        using var row = transaction["""
            INSERT INTO intent_classifier (workspace_id, version, threshold) VALUES (@workspace, 1, @threshold)
            ON CONFLICT (workspace_id) DO UPDATE SET version = intent_classifier.version + 1
            RETURNING version
            """].Read(workspace.Value, IntentClassifier.DefaultThreshold);
        row.Read();
        return row.GetInt64(0);
    }

    // Without the intent itself, as it was before.
    static Problem? TooMuch(WriteTransaction transaction, WorkspaceId workspace, IntentDefinition intent)
    {
        var (intents, examples) = transaction.Connection.QuerySingle<(long Intents, long Examples)>(
            "SELECT COUNT(*), COALESCE(SUM(example_count), 0) FROM intent WHERE workspace_id = @Workspace AND code <> @Code",
            new { Workspace = workspace.Value, intent.Code });
        if (intents >= IntentDefinition.MostIntents)
            return Problem.Unprocessable($"A workspace has at most {IntentDefinition.MostIntents} intents.");
        return examples + intent.Examples.Length > IntentDefinition.MostExamplesTogether
            ? Problem.Unprocessable(
                $"examples: the intents of a workspace have at most {IntentDefinition.MostExamplesTogether} examples together, with these they would have {examples + intent.Examples.Length}.")
            : null;
    }

    static Tagged<IntentDefinition>? Find(DbConnection connection, WorkspaceId workspace, string code) =>
        connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM intent WHERE workspace_id = @Workspace AND code = @code",
            new { Workspace = workspace.Value, code }) is { } row
            ? Tagged(row.ToDefinition(), row.Version)
            : null;

    static Tagged<IntentDefinition> Tagged(IntentDefinition intent, long version) =>
        new(intent, version.ToString(CultureInfo.InvariantCulture));

    static string Text(ImmutableArray<string> examples) => JsonSerializer.Serialize(examples, Json.Options);

    sealed class Row
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string Description { get; init; } = "";

        public string Examples { get; init; } = "";

        public long Version { get; init; }

        public IntentDefinition ToDefinition() =>
            new(Code, Name, Description, JsonSerializer.Deserialize<ImmutableArray<string>>(Examples));
    }
}

/// <summary>What a workspace's classifier is made by, beside the intents.</summary>
internal sealed record IntentSettings
{
    /// <summary>Goes up with every change; 0 where there never was one.</summary>
    public long Version { get; init; }

    /// <summary>Below this confidence there is no intent.</summary>
    public double Threshold { get; init; } = IntentClassifier.DefaultThreshold;
}
