using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Vocabularies;

/// <summary>Custom vocabularies: in the database, and those in use in memory as of the last commit.</summary>
internal sealed class VocabularyStore(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>The most custom vocabularies of a workspace.</summary>
    public const int Most = 200;

    const string Columns = "vocabulary_id AS Id, phrase AS Phrase, sounds_like AS SoundsLike";

    readonly ConcurrentDictionary<WorkspaceId, Normalizer> known = new();

    /// <summary>404-01 for a custom vocabulary that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no custom vocabulary {id}.");

    /// <summary>One page of the custom vocabularies, by id: in the order in which they were made.</summary>
    public Page<CustomVocabulary> List(WorkspaceId workspace, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<Row>(
            $"SELECT {Columns} FROM custom_vocabulary WHERE workspace_id = @Workspace {page.Sql("vocabulary_id")}",
            new { Workspace = workspace.Value, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, row => row.Id).Select(row => row.ToVocabulary());
    }

    /// <summary>One custom vocabulary, or null.</summary>
    public CustomVocabulary? Get(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return Find(connection, workspace, id);
    }

    /// <summary>What messages of a workspace are read by, as of the last commit.</summary>
    public Normalizer NormalizerOf(WorkspaceId workspace)
    {
        if (known.TryGetValue(workspace, out var normalizer)) return normalizer;
        using var connection = database.Read();
        // What a commit has published meanwhile is newer, and stays.
        return known.GetOrAdd(workspace, new Normalizer(All(connection, workspace)));
    }

    /// <summary>Makes a custom vocabulary; 422-01 where the workspace has as many as it may.</summary>
    public Task<Result<CustomVocabulary>> CreateAsync(
        WorkspaceId workspace, Author author, VocabularyInput input, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<CustomVocabulary>>(
            transaction =>
            {
                var all = All(transaction.Connection, workspace);
                if (all.Count >= Most)
                    return Problem.Unprocessable($"The workspace has {Most} custom vocabularies, the most there may be.");
                var made = new CustomVocabulary(SortableId.NewGuid().ToString(), input.Phrase, input.SoundsLike);
                var now = Timestamps.Micros(clock.GetUtcNow());
                transaction["""
                    INSERT INTO custom_vocabulary (workspace_id, vocabulary_id, phrase, sounds_like, created_at)
                    VALUES (@workspace, @id, @phrase, @forms, @now)
                    """].Execute(workspace.Value, made.Id, made.Phrase, JsonSerializer.Serialize(made.SoundsLike), now);
                AuditLog.Append(transaction, workspace, author, AuditedKind.CustomVocabulary, made.Id, before: null, made, now);
                Publish(transaction, workspace, [.. all, made]);
                return made;
            },
            cancellationToken);
    }

    /// <summary>Deletes a custom vocabulary; null when done.</summary>
    public Task<Problem?> DeleteAsync(WorkspaceId workspace, Author author, IfMatch ifMatch, string id, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, id) is not { } before) return Unknown(id);
                if (ifMatch.Refuse(before.Tagged().Tag) is { } changed) return changed;
                transaction["DELETE FROM custom_vocabulary WHERE workspace_id = @workspace AND vocabulary_id = @id"].Execute(workspace.Value, id);
                AuditLog.Append(
                    transaction, workspace, author, AuditedKind.CustomVocabulary, id, before, after: null,
                    Timestamps.Micros(clock.GetUtcNow()));
                Publish(transaction, workspace, All(transaction.Connection, workspace));
                return null;
            },
            cancellationToken);
    }

    void Publish(WriteTransaction transaction, WorkspaceId workspace, List<CustomVocabulary> all) =>
        transaction.AfterCommit(() => known[workspace] = new Normalizer(all));

    static CustomVocabulary? Find(DbConnection connection, WorkspaceId workspace, string id) =>
        connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM custom_vocabulary WHERE workspace_id = @Workspace AND vocabulary_id = @id",
            new { Workspace = workspace.Value, id })?.ToVocabulary();

    static List<CustomVocabulary> All(DbConnection connection, WorkspaceId workspace) =>
    [
        .. connection.Query<Row>(
            $"SELECT {Columns} FROM custom_vocabulary WHERE workspace_id = @Workspace ORDER BY vocabulary_id",
            new { Workspace = workspace.Value })
            .Select(row => row.ToVocabulary()),
    ];

    sealed class Row
    {
        public string Id { get; init; } = "";

        public string Phrase { get; init; } = "";

        public string SoundsLike { get; init; } = "";

        public CustomVocabulary ToVocabulary() => new(Id, Phrase, JsonSerializer.Deserialize<string[]>(SoundsLike)!);
    }
}
