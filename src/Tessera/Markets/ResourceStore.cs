using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>Resources in the database.</summary>
internal sealed class ResourceStore(Database database, WriteQueue writes, TimeProvider clock)
{
    const string Columns = """
        o_id AS OId, name AS Name, mode AS Mode, url AS Url, final_url AS FinalUrl, filename AS Filename, media_type AS MediaType,
        content_hash AS ContentHash,
        metadata AS Metadata, created_by AS CreatedBy, created_at AS CreatedAt, updated_at AS UpdatedAt, deleted_at AS DeletedAt
        """;

    /// <summary>One resource with its text, or null.</summary>
    public Resource? Find(WorkspaceId workspace, string oId)
    {
        using var connection = database.Read();
        return Find(connection, workspace, oId);
    }

    /// <summary>
    /// How many there are of a mode with a text in their names, and those of one part of the list, newest first, without their texts.
    /// </summary>
    public (int Total, List<Resource> Items) List(WorkspaceId workspace, ResourceMode? mode, string? search, OffsetRequest asked)
    {
        const string From = """
            FROM market_resource WHERE workspace_id = @Workspace AND deleted_at IS NULL AND (CAST(@Mode AS INTEGER) IS NULL OR mode = @Mode)
              AND (CAST(@Pattern AS TEXT) IS NULL OR search_text LIKE @Pattern ESCAPE '!')
            """;
        var values = new
        {
            Workspace = workspace.Value, Mode = (int?)mode, new MarketFilter([], null, null, search).Pattern, asked.Limit, asked.Offset,
        };
        using var connection = database.Read();
        var total = connection.QuerySingle<int>($"SELECT COUNT(*) {From}", values);
        var rows = connection.Query<Row>(
            $"SELECT {Columns}, '' AS Text {From} ORDER BY created_at DESC, o_id LIMIT @Limit OFFSET @Offset", values);
        return (total, [.. rows.Select(row => row.ToResource())]);
    }

    /// <summary>Keeps a new resource.</summary>
    public Task<Resource> CreateAsync(WorkspaceId workspace, Author author, Resource draft, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                var now = Timestamps.Micros(clock.GetUtcNow());
                var at = Timestamps.FromMicros(now);
                var resource = draft with { CreatedAt = at, UpdatedAt = at, CreatedBy = author.KeyId ?? "" };
                transaction["""
                    INSERT INTO market_resource (workspace_id, o_id, name, mode, url, final_url, filename, media_type, content_hash,
                        metadata, search_text, text,
                        created_by, created_at, updated_at)
                    VALUES (@workspace, @id, @name, @mode, @url, @final, @filename, @type, @hash, @metadata, @search, @text, @by, @now,
                        @updated)
                    """].Execute(
                    workspace.Value, resource.OId, resource.Name, (int)resource.Mode, resource.Url, resource.FinalUrl, resource.Filename,
                    resource.MediaType, resource.ContentHash, resource.Metadata.ToJsonString(Json.Options),
                    MarketFilter.Searchable(resource.Name), resource.Text, resource.CreatedBy, now, now);
                AuditLog.Append(transaction, workspace, author, AuditedKind.Resource, resource.OId, null, WithoutText(resource), now);
                return resource;
            },
            cancellationToken);
    }

    /// <summary>Deletes a resource softly; 404 where it isn't there.</summary>
    public Task<Result<Resource>> DeleteAsync(WorkspaceId workspace, Author author, string oId, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<Resource>>(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, oId) is not { } before) return MarketStore.Unknown("resource", oId);
                var now = Timestamps.Micros(clock.GetUtcNow());
                transaction["UPDATE market_resource SET deleted_at = @now, updated_at = @updated WHERE workspace_id = @workspace AND o_id = @id"]
                    .Execute(now, now, workspace.Value, oId);
                AuditLog.Append(transaction, workspace, author, AuditedKind.Resource, oId, WithoutText(before), null, now);
                return before with { DeletedAt = Timestamps.FromMicros(now), UpdatedAt = Timestamps.FromMicros(now) };
            },
            cancellationToken);
    }

    static Resource? Find(DbConnection connection, WorkspaceId workspace, string oId) =>
        connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns}, text AS Text FROM market_resource WHERE workspace_id = @Workspace AND o_id = @oId AND deleted_at IS NULL",
            new { Workspace = workspace.Value, oId })?.ToResource();

    // Its hash says which text it was.
    static Resource WithoutText(Resource resource) => resource with { Text = "" };

    sealed class Row
    {
        public string OId { get; init; } = "";

        public string Name { get; init; } = "";

        public int Mode { get; init; }

        public string? Url { get; init; }

        public string? FinalUrl { get; init; }

        public string? Filename { get; init; }

        public string MediaType { get; init; } = "";

        public byte[] ContentHash { get; init; } = [];

        public string Metadata { get; init; } = "";

        public string Text { get; init; } = "";

        public string CreatedBy { get; init; } = "";

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public long? DeletedAt { get; init; }

        public Resource ToResource() => new()
        {
            OId = OId,
            Name = Name,
            Mode = (ResourceMode)Mode,
            Url = Url,
            FinalUrl = FinalUrl,
            Filename = Filename,
            MediaType = MediaType,
            ContentHash = ContentHash,
            Metadata = (JsonObject)JsonNode.Parse(Metadata)!,
            Text = Text,
            CreatedBy = CreatedBy,
            CreatedAt = Timestamps.FromMicros(CreatedAt),
            UpdatedAt = Timestamps.FromMicros(UpdatedAt),
            DeletedAt = DeletedAt is { } deleted ? Timestamps.FromMicros(deleted) : null,
        };
    }
}
