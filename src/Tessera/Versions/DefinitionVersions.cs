using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Versions;

/// <summary>What a definition was at one of its versions.</summary>
internal sealed record DefinitionVersion
{
    /// <summary>Its number: from 1, one more with every change.</summary>
    public int Version { get; init; }

    /// <summary>When it was made, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public long MadeAt { get; init; }

    /// <summary>The key that made it; null for a command on the server's machine.</summary>
    public string? KeyId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The definition as JSON, in the form it is sent.</summary>
    public string Content { get; init; } = "";

    /// <summary>The one before; null where there is none.</summary>
    public string? PreviousContent { get; init; }
}

/// <summary>
/// The versions of definitions in the database. A change and its version are written in one transaction, with its entry in the log.
/// </summary>
internal sealed class DefinitionVersions(Database database)
{
    const string Select = """
        SELECT v.version AS Version, v.made_at AS MadeAt, v.key_id AS KeyId, v.request_id AS RequestId, v.content AS Content,
               p.content AS PreviousContent
        FROM definition_version v LEFT JOIN definition_version p
          ON p.workspace_id = v.workspace_id AND p.kind = v.kind AND p.object_id = v.object_id AND p.version = v.version - 1
        WHERE v.workspace_id = @Workspace AND v.kind = @Kind AND v.object_id = @id
        """;

    /// <summary>404-01 for a version that isn't there.</summary>
    public static Problem Unknown(string id, string version) => Problem.NotFound($"There is no version {version} of {id}.");

    /// <summary>The number the next version of a definition has: one more than any had before, also where it was deleted since.</summary>
    public static int Next(WriteTransaction transaction, WorkspaceId workspace, AuditedKind kind, string id)
    {
        using var row =
            transaction["SELECT MAX(version) FROM definition_version WHERE workspace_id = @workspace AND kind = @kind AND object_id = @id"]
            .Read(workspace.Value, (int)kind, id);
        return row.Read() && !row.IsDBNull(0) ? row.GetInt32(0) + 1 : 1;
    }

    /// <summary>Notes a change of a definition: in the log, and as a version where it isn't deleted.</summary>
    /// <param name="transaction">The transaction of the change.</param>
    /// <param name="workspace">Whose it is.</param>
    /// <param name="author">Who changes it.</param>
    /// <param name="kind">What is changed.</param>
    /// <param name="id">Its id.</param>
    /// <param name="before">What it was, in the form it is sent; null where it is made.</param>
    /// <param name="after">What it becomes, with its version; null where it is deleted.</param>
    /// <param name="now">When, in microseconds as the change itself has it.</param>
    public static void Note(
        WriteTransaction transaction, WorkspaceId workspace, Author author, AuditedKind kind, string id, object? before,
        (object Content, int Version)? after, long now)
    {
        AuditLog.Append(transaction, workspace, author, kind, id, before, after?.Content, now);
        if (after is not var (content, version)) return;
        transaction["""
            INSERT INTO definition_version (workspace_id, kind, object_id, version, made_at, key_id, request_id, content)
            VALUES (@workspace, @kind, @id, @version, @now, @key, @request, @content)
            """].Execute(
            workspace.Value, (int)kind, id, version, now, author.KeyId, author.RequestId,
            JsonSerializer.Serialize(content, content.GetType(), Json.Options));
    }

    /// <summary>One page of the versions of a definition, the newest first.</summary>
    public Page<DefinitionVersion> List(WorkspaceId workspace, AuditedKind kind, string id, NumberedPage page)
    {
        using var connection = database.Read();
        var rows = connection.Query<DefinitionVersion>(
            $"{Select} {page.Sql("v.version")}",
            new { Workspace = workspace.Value, Kind = (int)kind, id, page.Below, page.Above, page.Request.Rows }).AsList();
        return page.Page(rows, row => row.Version);
    }

    /// <summary>One version by its number as a path has it, or null.</summary>
    public DefinitionVersion? Find(WorkspaceId workspace, AuditedKind kind, string id, string version)
    {
        if (!int.TryParse(
            version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return null;
        using var connection = database.Read();
        return connection.QuerySingleOrDefault<DefinitionVersion>(
            $"{Select} AND v.version = @number", new { Workspace = workspace.Value, Kind = (int)kind, id, number });
    }
}
