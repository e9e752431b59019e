using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Markets.Watching;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>Market segments, offerings and brand voices in the database.</summary>
internal sealed class MarketStore(Database database, WriteQueue writes, MarketWatching watching, TimeProvider clock)
{
    const string Columns = """
        o_id AS OId, kind AS Kind, name AS Name, internal_name AS InternalName, description AS Description, primary_url AS PrimaryUrl,
        content AS Content,
        questions AS Questions, citations AS Citations, is_default AS IsDefault, unrecognized AS Unrecognized, rejected AS Rejected,
        created_by AS CreatedBy, created_at AS CreatedAt, updated_at AS UpdatedAt, archived_at AS ArchivedAt, deleted_at AS DeletedAt
        """;

    readonly ConcurrentDictionary<WorkspaceId, OctaveWorkspace> workspaces = new();

    /// <summary>404 for an entity that isn't there, or not any more.</summary>
    public static Problem Unknown(string what, string oId) => Problem.NotFound($"There is no {what} {oId}.");

    /// <summary>The workspace as this face names it.</summary>
    public OctaveWorkspace Workspace(WorkspaceId workspace) => workspaces.GetOrAdd(workspace, id =>
    {
        using var connection = database.Read();
        var (name, createdAt) = connection.QuerySingle<(string, long)>(
            "SELECT name, created_at FROM workspace WHERE workspace_id = @id", new { id = id.Value });
        return new OctaveWorkspace(name, $"{name}\n{createdAt}");
    });

    /// <summary>One entity of one of these kinds, or null.</summary>
    public MarketEntity? Find(WorkspaceId workspace, string oId, params MarketKind[] kinds)
    {
        using var connection = database.Read();
        return Find(connection, workspace, oId, kinds);
    }

    /// <summary>400 where a strategy names an offering that isn't there; null otherwise.</summary>
    public Problem? UnknownOffering(WorkspaceId workspace, MarketLinking linking) =>
        linking.Specific.FirstOrDefault(
            id => Find(workspace, id, MarketKind.Product, MarketKind.Service) is not { Active: true }) is { } unknown
            ? NoOffering(unknown)
            : null;

    /// <summary>The default brand voice, or null.</summary>
    public MarketEntity? DefaultBrandVoice(WorkspaceId workspace)
    {
        using var connection = database.Read();
        return connection.QueryFirstOrDefault<Row>(
            $"SELECT {Columns} FROM market_entity WHERE workspace_id = @Workspace AND kind = @Kind AND is_default = 1 AND deleted_at IS NULL",
            new { Workspace = workspace.Value, Kind = (int)MarketKind.BrandVoice })?.ToEntity();
    }

    /// <summary>
    /// The segments that a company may be qualified for: neither unrecognized nor declined; the newest first, a thousand at most.
    /// </summary>
    public List<MarketEntity> ActiveSegments(WorkspaceId workspace)
    {
        using var connection = database.Read();
        return
        [
            .. connection.Query<Row>(
                $"""
                SELECT {Columns} FROM market_entity WHERE workspace_id = @Workspace AND kind = {(int)MarketKind.Segment}
                  AND deleted_at IS NULL AND archived_at IS NULL AND unrecognized = 0 AND rejected = 0
                  ORDER BY created_at DESC, o_id LIMIT 1000
                """,
                new { Workspace = workspace.Value }).Select(row => row.ToEntity()),
        ];
    }

    /// <summary>How many a filter lets through, and those of one part of the list, newest first. Deleted ones are hidden.</summary>
    public (int Total, List<MarketEntity> Items) List(WorkspaceId workspace, MarketFilter filter, OffsetRequest asked)
    {
        // A parameter an id: only one of the databases knows lists.
        var values = new DynamicParameters(new { Workspace = workspace.Value, filter.Pattern, filter.Offering, asked.Limit, asked.Offset });
        foreach (var (i, id) in (filter.OIds ?? []).Index()) values.Add($"Id{i}", id);
        var ids = filter.OIds is null ? "" : $"AND e.o_id IN ({string.Join(", ", filter.OIds.Select((_, i) => $"@Id{i}"))})";
        var from = $"""
            FROM market_entity e WHERE e.workspace_id = @Workspace AND e.kind IN ({Numbers(filter.Kinds)}) AND e.deleted_at IS NULL {ids}
              AND (CAST(@Pattern AS TEXT) IS NULL OR e.search_text LIKE @Pattern ESCAPE '!')
              AND (CAST(@Offering AS TEXT) IS NULL OR e.o_id IN (
                  SELECT l.segment_o_id FROM market_link l WHERE l.workspace_id = @Workspace AND l.offering_o_id = @Offering))
            """;
        using var connection = database.Read();
        var total = connection.QuerySingle<int>($"SELECT COUNT(*) {from}", values);
        var rows = connection.Query<Row>($"SELECT {Columns} {from} ORDER BY e.created_at DESC, e.o_id LIMIT @Limit OFFSET @Offset", values);
        return (total, [.. rows.Select(row => row.ToEntity())]);
    }

    /// <summary>The offerings a segment is for, by id.</summary>
    public List<string> Links(WorkspaceId workspace, string oId)
    {
        using var connection = database.Read();
        return connection.Query<string>(
            "SELECT offering_o_id FROM market_link WHERE workspace_id = @Workspace AND segment_o_id = @oId ORDER BY offering_o_id",
            new { Workspace = workspace.Value, oId }).AsList();
    }

    /// <summary>What a draft was made of, in order.</summary>
    public List<ReadSource> Sources(WorkspaceId workspace, string oId)
    {
        using var connection = database.Read();
        return
        [
            .. connection.Query<SourceRow>(
                """
                SELECT type AS Type, value AS Value, final_url AS FinalUrl, content_hash AS ContentHash, read_at AS ReadAt, text AS Text
                FROM market_source WHERE workspace_id = @Workspace AND entity_o_id = @oId ORDER BY position
                """,
                new { Workspace = workspace.Value, oId }).Select(row => row.ToSource()),
        ];
    }

    /// <summary>Makes entities, all or none, in their order; 400 for an offering that isn't there where some are named.</summary>
    public Task<Result<List<MarketEntity>>> CreateAsync(
        WorkspaceId workspace, Author author, IReadOnlyList<NewEntity> drafts, MarketLinking linking, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<List<MarketEntity>>>(
            transaction =>
            {
                var offerings = Offerings(transaction, workspace, linking);
                if (offerings.Problem is { } unknown) return unknown;
                var made = new List<MarketEntity>();
                var now = Timestamps.Micros(clock.GetUtcNow());
                foreach (var (draft, sources) in drafts)
                {
                    // A microsecond apart, so that the list has them in their order.
                    var at = Timestamps.FromMicros(now + made.Count);
                    var entity = draft with { CreatedAt = at, UpdatedAt = at, CreatedBy = author.KeyId ?? "" };
                    Insert(transaction, workspace, entity);
                    foreach (var (position, source) in sources.Index()) Insert(transaction, workspace, entity.OId, position, source);
                    if (!entity.Unrecognized && entity.Kind == MarketKind.Segment)
                    {
                        foreach (var offering in offerings.Value!)
                        {
                            transaction["INSERT INTO market_link (workspace_id, segment_o_id, offering_o_id) VALUES (@workspace, @segment, @offering)"]
                                .Execute(workspace.Value, entity.OId, offering);
                        }
                    }

                    AuditLog.Append(transaction, workspace, author, MarketIds.Audited(entity.Kind), entity.OId, null, entity, now);
                    made.Add(entity);
                }

                return made;
            },
            cancellationToken);
    }

    /// <summary>
    /// Changes an entity of one of these kinds, and what it watches by; 404 where it isn't there, 409 where what it watches keeps it from
    /// that.
    /// </summary>
    public Task<Result<MarketEntity>> UpdateAsync(
        WorkspaceId workspace, Author author, string what, string oId, MarketKind[] kinds, Func<MarketEntity, MarketEntity> change,
        CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<MarketEntity>>(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, oId, kinds) is not { } before) return Unknown(what, oId);
                var now = clock.GetUtcNow();
                var after = change(before) with { UpdatedAt = Timestamps.FromMicros(Timestamps.Micros(now)) };
                if (watching.Follow(transaction, workspace, author, before, after) is { } refused) return refused;
                if (after.IsDefault && !before.IsDefault)
                {
                    transaction["UPDATE market_entity SET is_default = 0 WHERE workspace_id = @workspace AND kind = @kind AND is_default = 1"]
                        .Execute(workspace.Value, (int)after.Kind);
                }

                Update(transaction, workspace, after);
                AuditLog.Append(
                    transaction, workspace, author, MarketIds.Audited(after.Kind), oId, before, after.DeletedAt is null ? after : null,
                    Timestamps.Micros(now));
                return after;
            },
            cancellationToken);
    }

    /// <summary>Deletes an entity of one of these kinds softly: it is kept with a stamp and shown no more.</summary>
    public Task<Result<MarketEntity>> DeleteAsync(
        WorkspaceId workspace, Author author, string what, string oId, MarketKind[] kinds, CancellationToken cancellationToken) =>
        UpdateAsync(
            workspace, author, what, oId, kinds,
            before => before with { DeletedAt = Timestamps.FromMicros(Timestamps.Micros(clock.GetUtcNow())) }, cancellationToken);

    /// <summary>One entity of one of these kinds, or null, on a connection.</summary>
    internal static MarketEntity? Find(DbConnection connection, WorkspaceId workspace, string oId, MarketKind[] kinds) =>
        connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM market_entity WHERE workspace_id = @Workspace AND o_id = @oId AND kind IN ({Numbers(kinds)}) AND deleted_at IS NULL",
            new { Workspace = workspace.Value, oId })?.ToEntity();

    static Result<List<string>> Offerings(WriteTransaction transaction, WorkspaceId workspace, MarketLinking linking)
    {
        if (linking is { All: false, Specific: [], Primary: null }) return new List<string>();
        var active = transaction.Connection.Query<string>(
            $"""
            SELECT o_id FROM market_entity
            WHERE workspace_id = @Workspace AND kind IN ({Numbers([MarketKind.Product, MarketKind.Service])}) AND deleted_at IS NULL
                AND archived_at IS NULL
            """,
            new { Workspace = workspace.Value }).ToHashSet(StringComparer.Ordinal);
        if (linking.Specific.FirstOrDefault(id => !active.Contains(id)) is { } unknown) return NoOffering(unknown);
        if (linking.All) return active.ToList();
        if (linking.Specific.Count > 0) return linking.Specific.Distinct(StringComparer.Ordinal).ToList();
        return linking.Primary is { } primary && active.Contains(primary) ? new List<string> { primary } : new List<string>();
    }

    static Problem NoOffering(string oId) => Problem.BadBody($"linkingStrategy.offeringOIds: there is no offering {oId}.");

    static void Insert(WriteTransaction transaction, WorkspaceId workspace, MarketEntity entity) => transaction["""
        INSERT INTO market_entity (workspace_id, o_id, kind, name, internal_name, description, primary_url, content, questions, citations,
            search_text,
            is_default, unrecognized, rejected, created_by, created_at, updated_at, archived_at, deleted_at)
        VALUES (@workspace, @id, @kind, @name, @internal, @description, @url, @content, @questions, @citations, @search,
            @default, @unrecognized, @rejected, @by, @created, @updated, CAST(@archived AS BIGINT), CAST(@deleted AS BIGINT))
        """].Execute(
        workspace.Value, entity.OId, (int)entity.Kind, entity.Name, entity.InternalName, entity.Description, entity.PrimaryUrl,
        Text(entity.Content), Text(entity.Questions), Text(entity.Citations), SearchText(entity), Bit(entity.IsDefault),
        Bit(entity.Unrecognized), Bit(entity.Rejected), entity.CreatedBy, Timestamps.Micros(entity.CreatedAt),
        Timestamps.Micros(entity.UpdatedAt), Micros(entity.ArchivedAt), Micros(entity.DeletedAt));

    static void Update(WriteTransaction transaction, WorkspaceId workspace, MarketEntity entity) => transaction["""
        UPDATE market_entity SET name = @name, internal_name = @internal, description = @description, primary_url = @url,
            content = @content,
            questions = @questions, citations = @citations, search_text = @search, is_default = @default, rejected = @rejected, updated_at = @updated,
            archived_at = CAST(@archived AS BIGINT), deleted_at = CAST(@deleted AS BIGINT)
        WHERE workspace_id = @workspace AND o_id = @id
        """].Execute(
        entity.Name, entity.InternalName, entity.Description, entity.PrimaryUrl, Text(entity.Content), Text(entity.Questions),
        Text(entity.Citations), SearchText(entity), Bit(entity.IsDefault), Bit(entity.Rejected), Timestamps.Micros(entity.UpdatedAt),
        Micros(entity.ArchivedAt), Micros(entity.DeletedAt), workspace.Value, entity.OId);

    static void Insert(
        WriteTransaction transaction, WorkspaceId workspace, string entity, int position, ReadSource source) => transaction["""
        INSERT INTO market_source (workspace_id, entity_o_id, position, type, value, final_url, content_hash, read_at, text)
        VALUES (@workspace, @entity, @position, @type, @value, @url, @hash, @at, @text)
        """].Execute(
        workspace.Value, entity, position, (int)source.Type, source.Value, source.FinalUrl, source.ContentHash,
        Timestamps.Micros(source.ReadAt), source.Text);

    static string SearchText(MarketEntity entity) => MarketFilter.Searchable($"{entity.Name}\n{entity.Description}");

    static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Options);

    static string Numbers(MarketKind[] kinds) => string.Join(", ", kinds.Select(kind => (int)kind));

    static int Bit(bool value) => value ? 1 : 0;

    static long? Micros(DateTimeOffset? time) => time is { } at ? Timestamps.Micros(at) : null;

    sealed class Row
    {
        public string OId { get; init; } = "";

        public int Kind { get; init; }

        public string Name { get; init; } = "";

        public string InternalName { get; init; } = "";

        public string Description { get; init; } = "";

        public string? PrimaryUrl { get; init; }

        public string Content { get; init; } = "";

        public string Questions { get; init; } = "";

        public string Citations { get; init; } = "";

        public int IsDefault { get; init; }

        public int Unrecognized { get; init; }

        public int Rejected { get; init; }

        public string CreatedBy { get; init; } = "";

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public long? ArchivedAt { get; init; }

        public long? DeletedAt { get; init; }

        public MarketEntity ToEntity() => new()
        {
            OId = OId,
            Kind = (MarketKind)Kind,
            Name = Name,
            InternalName = InternalName,
            Description = Description,
            PrimaryUrl = PrimaryUrl,
            Content = (JsonObject)JsonNode.Parse(Content)!,
            Questions = JsonSerializer.Deserialize<List<QualifyingQuestion>>(Questions, Json.Options)!,
            Citations = JsonSerializer.Deserialize<List<Citation>>(Citations, Json.Options)!,
            IsDefault = IsDefault != 0,
            Unrecognized = Unrecognized != 0,
            Rejected = Rejected != 0,
            CreatedBy = CreatedBy,
            CreatedAt = Timestamps.FromMicros(CreatedAt),
            UpdatedAt = Timestamps.FromMicros(UpdatedAt),
            ArchivedAt = ArchivedAt is { } archived ? Timestamps.FromMicros(archived) : null,
            DeletedAt = DeletedAt is { } deleted ? Timestamps.FromMicros(deleted) : null,
        };
    }

    sealed class SourceRow
    {
        public int Type { get; init; }

        public string Value { get; init; } = "";

        public string? FinalUrl { get; init; }

        public byte[] ContentHash { get; init; } = [];

        public long ReadAt { get; init; }

        public string Text { get; init; } = "";

        public ReadSource ToSource() => new((SourceType)Type, Value, FinalUrl, ContentHash, Timestamps.FromMicros(ReadAt), Text);
    }
}

/// <summary>An entity that is to be made, and what its draft was made of.</summary>
internal sealed record NewEntity(MarketEntity Entity, IReadOnlyList<ReadSource> Sources);

/// <summary>A workspace as this face names it: its ids stand for its name and the moment it was made.</summary>
internal sealed record OctaveWorkspace(string Name, string Identity)
{
    public string OId => MarketIds.Of("wa", Identity);

    public string OrganizationOId => MarketIds.Of("og", Identity);
}
