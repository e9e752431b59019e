using System.Data.Common;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Evaluation;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>Segments in the database, with the fields they list and the segments they refer to.</summary>
internal sealed class SegmentStore(Database database, WriteQueue writes, LiveWorkspaces live, TimeProvider clock)
{
    const string Columns = "segment_id AS Id, name AS Name, query AS Query, version AS Version, owner AS Owner";

    /// <summary>404-01 for a segment that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no segment {id}.");

    /// <summary>One page of the segments, by id.</summary>
    public Page<SegmentResource> List(WorkspaceId workspace, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<Row>(
            $"SELECT {Columns} FROM segment WHERE workspace_id = @Workspace {page.Sql("segment_id")}",
            new { Workspace = workspace.Value, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, row => row.Id).Select(row => SegmentResource.Of(Definition(connection, workspace, row)));
    }

    /// <summary>One segment, or null.</summary>
    public Tagged<SegmentResource>? Get(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return Find(connection, workspace, id) is { } segment ? SegmentResource.Tag(segment) : null;
    }

    /// <summary>Makes a segment; 409-01 where the id is taken, 422 where its query or references are wrong.</summary>
    public async Task<Result<Tagged<SegmentResource>>> CreateAsync(
        WorkspaceId workspace, Author author, SegmentInput input, CancellationToken cancellationToken)
    {
        if (SegmentQuery.TryCompile(input.Raw!, out var error) is not { } query) return Problem.BadQuery(error!);
        return await writes.WriteAsync(
            transaction => Exists(transaction, workspace, input.Id) ? Problem.Conflict($"There is a segment {input.Id} already.")
                : Create(transaction, workspace, author, input, query),
            cancellationToken);
    }

    /// <summary>Changes what a patch names of a segment; 412-01 where it isn't the version that was asked for.</summary>
    public async Task<Result<Tagged<SegmentResource>>> PatchAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, SegmentInput patch, CancellationToken cancellationToken)
    {
        SegmentQuery? query = null;
        if (patch.Raw is not null && (query = SegmentQuery.TryCompile(patch.Raw, out var error)) is null) return Problem.BadQuery(error!);
        return await writes.WriteAsync(
            transaction => Find(transaction.Connection, workspace, patch.Id) is { } before
                ? Change(transaction, workspace, author, ifMatch, before, patch, query) : Unknown(patch.Id),
            cancellationToken);
    }

    /// <summary>Makes a segment what it is given as, whether it is there or not.</summary>
    public async Task<Result<Tagged<SegmentResource>>> PutAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, SegmentInput input, CancellationToken cancellationToken)
    {
        if (SegmentQuery.TryCompile(input.Raw!, out var error) is not { } query) return Problem.BadQuery(error!);
        return await writes.WriteAsync(
            transaction => Find(transaction.Connection, workspace, input.Id) is { } before
                ? Change(transaction, workspace, author, ifMatch, before, input, query)
                    : Create(transaction, workspace, author, input, query),
            cancellationToken);
    }

    /// <summary>Deletes a segment; null when done. GLOBAL, and one that others refer to, stay: 409-01.</summary>
    public Task<Problem?> DeleteAsync(WorkspaceId workspace, Author author, IfMatch ifMatch, string id, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                if (id == SegmentDefinition.Global)
                    return Problem.Conflict("GLOBAL can't be deleted. Its query and its fields can be changed.");
                if (Find(transaction.Connection, workspace, id) is not { } before) return Unknown(id);
                if (Owned(before) is { } owned) return owned;
                if (ifMatch.Refuse(SegmentResource.Tag(before).Tag) is { } changed) return changed;
                if (StillAskedFor(transaction, workspace, id) is { } asked) return asked;
                Remove(transaction, workspace, author, before);
                return null;
            },
            cancellationToken);
    }

    /// <summary>409-01 for a segment that a market segment keeps as it is; null for any other.</summary>
    public static Problem? Owned(SegmentDefinition segment) => segment.Owner is { } owner
        ? Problem.Conflict(
            $"{segment.Id} belongs to the market segment {owner}, which watches conversations by it: it changes with POST /v1/market-segments/{owner}/activate and goes with its deactivation.")
        : null;

    /// <summary>
    /// The first of some segments that a market segment keeps as it is, as <see cref="Owned(SegmentDefinition)"/> says it; null where none
    /// is.
    /// </summary>
    public static Problem? Owned(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (IsOwned(transaction, workspace, id)) return Owned(Find(transaction.Connection, workspace, id)!);
        }

        return null;
    }

    static bool IsOwned(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        using var row = transaction["SELECT 1 FROM segment WHERE workspace_id = @workspace AND segment_id = @id AND owner IS NOT NULL"].Read(workspace.Value, id);
        return row.Read();
    }

    /// <summary>
    /// What keeps an owner from having its segment so: 409-01 where one that isn't the owner's has its id, 422 where its query refers to
    /// none or in a circle.
    /// </summary>
    public static Problem? RefuseKeeping(WriteTransaction transaction, WorkspaceId workspace, SegmentDefinition segment) =>
        Find(transaction.Connection, workspace, segment.Id) is { } before && before.Owner != segment.Owner
            ? Problem.Conflict($"There is a segment {segment.Id} already.")
            : BadReference(transaction, workspace, segment with { FieldIds = [] });

    /// <summary>
    /// Makes or replaces the segment of an owner inside a transaction, where nothing refuses it. Nothing is written where it is what it
    /// was.
    /// </summary>
    public void Keep(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition segment)
    {
        var before = Find(transaction.Connection, workspace, segment.Id);
        if (before is not null && (before.Name, before.Query.Text) == (segment.Name, segment.Query.Text)
            && before.FieldIds.SequenceEqual(segment.FieldIds))
            return;
        var now = Timestamps.Micros(clock.GetUtcNow());
        var kept = segment with
        {
            Version = before is null
                ? DefinitionVersions.Next(transaction, workspace, AuditedKind.Segment, segment.Id)
                : before.Version + 1,
        };
        if (before is null) Insert(transaction, workspace, author, kept, now);
        else Update(transaction, workspace, author, before, kept, now);
        Publish(transaction, workspace, kept);
    }

    /// <summary>409-01 where the queries of others refer to a segment; null where it can go.</summary>
    public static Problem? StillAskedFor(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        var dependents = transaction.Connection.Query<string>(
            "SELECT segment_id FROM segment_reference WHERE workspace_id = @Workspace AND referenced_id = @id ORDER BY segment_id",
            new { Workspace = workspace.Value, id }).AsList();
        return dependents.Count > 0
            ? Problem.Conflict($"{id} can't be deleted: the queries of {string.Join(", ", dependents)} refer to it.")
            : null;
    }

    /// <summary>Deletes a segment that no query refers to, inside a transaction.</summary>
    public void Remove(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition segment)
    {
        transaction["DELETE FROM segment WHERE workspace_id = @workspace AND segment_id = @id"].Execute(workspace.Value, segment.Id);
        ClearLinks(transaction, workspace, segment.Id);
        Note(transaction, workspace, author, segment, null, Timestamps.Micros(clock.GetUtcNow()));
        transaction.AfterCommit(() => live.Find(workspace)?.RemoveSegment(segment.Id));
    }

    const int CompiledAtOnce = 1024;

    /// <summary>
    /// Every segment of a workspace, by id. A million take some seconds to compile: all cores do it, while the rows are read.
    /// </summary>
    public static List<SegmentDefinition> All(DbConnection connection, WorkspaceId workspace)
    {
        var links = connection.Query<(string SegmentId, string FieldId)>(
            "SELECT segment_id, field_id FROM segment_field WHERE workspace_id = @Workspace ORDER BY segment_id, position",
            new { Workspace = workspace.Value }).ToLookup(l => l.SegmentId, l => l.FieldId, StringComparer.Ordinal);
        var rows = connection.Query<Row>(
            $"SELECT {Columns} FROM segment WHERE workspace_id = @Workspace ORDER BY segment_id", new { Workspace = workspace.Value },
            buffered: false);
        var compiled = rows.Chunk(CompiledAtOnce).AsParallel().AsOrdered()
            .Select(some => Array.ConvertAll(some, row => row.ToDefinition(links[row.Id]))).ToArray();
        return [.. compiled.SelectMany(some => some)];
    }

    /// <summary>Makes the segment every workspace begins with.</summary>
    public static void InsertGlobal(WriteTransaction transaction, WorkspaceId workspace, Author author, long now) =>
        Insert(
            transaction, workspace, author,
            new SegmentDefinition(SegmentDefinition.Global, "Global", SegmentQuery.TryCompile("TRUE", out _)!, []), now);

    /// <summary>Whether there is a segment of this id.</summary>
    public static bool Exists(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        using var row = transaction["SELECT 1 FROM segment WHERE workspace_id = @workspace AND segment_id = @id"].Read(workspace.Value, id);
        return row.Read();
    }

    /// <summary>The ids of the segments that list a field, sorted.</summary>
    public static List<string> SegmentsOf(DbConnection connection, WorkspaceId workspace, string fieldId) =>
        connection.Query<string>(
            "SELECT DISTINCT segment_id FROM segment_field WHERE workspace_id = @Workspace AND field_id = @fieldId ORDER BY segment_id",
            new { Workspace = workspace.Value, fieldId }).AsList();

    /// <summary>
    /// Has exactly these segments list a field: it is appended where it is missing and taken off the others. Gives the segments that
    /// changed.
    /// </summary>
    public static List<SegmentDefinition> SetFieldSegments(
        WriteTransaction transaction, WorkspaceId workspace, Author author, string fieldId, IReadOnlyCollection<string> segmentIds,
        long now)
    {
        var before = SegmentsOf(transaction.Connection, workspace, fieldId);
        var changed = new List<SegmentDefinition>();
        foreach (var id in before.Except(segmentIds, StringComparer.Ordinal)) Change(id, list => [.. list.Where(f => f != fieldId)]);
        foreach (var id in segmentIds.Distinct(StringComparer.Ordinal).Except(before, StringComparer.Ordinal))
            Change(id, list => [.. list, fieldId]);
        return changed;

        void Change(string id, Func<IEnumerable<string>, string[]> change)
        {
            var segment = Find(transaction.Connection, workspace, id)!;
            var listing = segment with { FieldIds = [.. change(segment.FieldIds)], Version = segment.Version + 1 };
            Update(transaction, workspace, author, segment, listing, now);
            changed.Add(listing);
        }
    }

    Result<Tagged<SegmentResource>> Create(
        WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentInput input, SegmentQuery query)
    {
        var segment = new SegmentDefinition(input.Id, input.Name!, query, [.. input.FieldIds!])
        {
            Version = DefinitionVersions.Next(transaction, workspace, AuditedKind.Segment, input.Id),
        };
        if (BadReference(transaction, workspace, segment) is { } bad) return bad;
        Insert(transaction, workspace, author, segment, Timestamps.Micros(clock.GetUtcNow()));
        return Publish(transaction, workspace, segment);
    }

    Result<Tagged<SegmentResource>> Change(
        WriteTransaction transaction, WorkspaceId workspace, Author author, IfMatch ifMatch, SegmentDefinition before, SegmentInput patch,
        SegmentQuery? query)
    {
        if (Owned(before) is { } owned) return owned;
        if (ifMatch.Refuse(SegmentResource.Tag(before).Tag) is { } changed) return changed;
        var segment = before with
        {
            Name = patch.Name ?? before.Name,
            Query = query ?? before.Query,
            FieldIds = patch.FieldIds is null ? before.FieldIds : [.. patch.FieldIds],
            Version = before.Version + 1,
        };
        if (BadReference(transaction, workspace, segment) is { } bad) return bad;
        Update(transaction, workspace, author, before, segment, Timestamps.Micros(clock.GetUtcNow()));
        return Publish(transaction, workspace, segment);
    }

    Result<Tagged<SegmentResource>> Publish(WriteTransaction transaction, WorkspaceId workspace, SegmentDefinition segment)
    {
        transaction.AfterCommit(() => live.Find(workspace)?.Set([segment]));
        return SegmentResource.Tag(segment);
    }

    static Problem? BadReference(WriteTransaction transaction, WorkspaceId workspace, SegmentDefinition segment)
    {
        if (FieldStore.FirstUnknown(transaction, workspace, segment.FieldIds) is { } field)
            return Problem.UnknownReference($"structuredDataFieldIds: there is no structured data field {field}.");
        if (segment.Query.References.FirstOrDefault(id => id != segment.Id && !Exists(transaction, workspace, id)) is { } unknown)
            return Problem.UnknownReference($"query.raw: there is no segment {unknown}.");
        return SegmentCircle.Find(segment, id => Find(transaction.Connection, workspace, id));
    }

    static void Insert(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition segment, long now)
    {
        transaction["""
            INSERT INTO segment (workspace_id, segment_id, name, query, version, owner, created_at, updated_at)
            VALUES (@workspace, @id, @name, @query, @version, @owner, @now, @now)
            """].Execute(workspace.Value, segment.Id, segment.Name, segment.Query.Text, segment.Version, segment.Owner, now);
        InsertLinks(transaction, workspace, segment);
        Note(transaction, workspace, author, null, segment, now);
    }

    static void Update(
        WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition before, SegmentDefinition segment, long now)
    {
        transaction["UPDATE segment SET name = @name, query = @query, version = @version, updated_at = @now WHERE workspace_id = @workspace AND segment_id = @id"]
            .Execute(segment.Name, segment.Query.Text, segment.Version, now, workspace.Value, segment.Id);
        ClearLinks(transaction, workspace, segment.Id);
        InsertLinks(transaction, workspace, segment);
        Note(transaction, workspace, author, before, segment, now);
    }

    static void Note(
        WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition? before, SegmentDefinition? after,
        long now) =>
        DefinitionVersions.Note(
            transaction, workspace, author, AuditedKind.Segment, (after ?? before)!.Id,
            before is null ? null : SegmentResource.Of(before), after is null ? null : (SegmentResource.Of(after), after.Version), now);

    static void ClearLinks(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        transaction["DELETE FROM segment_field WHERE workspace_id = @workspace AND segment_id = @id"].Execute(workspace.Value, id);
        transaction["DELETE FROM segment_reference WHERE workspace_id = @workspace AND segment_id = @id"].Execute(workspace.Value, id);
    }

    static void InsertLinks(WriteTransaction transaction, WorkspaceId workspace, SegmentDefinition segment)
    {
        for (var position = 0; position < segment.FieldIds.Length; position++)
        {
            transaction["INSERT INTO segment_field (workspace_id, segment_id, position, field_id) VALUES (@workspace, @id, @position, @field)"]
                .Execute(workspace.Value, segment.Id, position, segment.FieldIds[position]);
        }

        foreach (var referenced in segment.Query.References)
        {
            transaction["INSERT INTO segment_reference (workspace_id, segment_id, referenced_id) VALUES (@workspace, @id, @referenced)"]
                .Execute(workspace.Value, segment.Id, referenced);
        }
    }

    // One statement, so that no commit falls between a segment and its fields.
    internal static SegmentDefinition? Find(DbConnection connection, WorkspaceId workspace, string id)
    {
        var rows = connection.Query<Row>(
            """
            SELECT s.segment_id AS Id, s.name AS Name, s.query AS Query, s.version AS Version, s.owner AS Owner, f.field_id AS FieldId
            FROM segment s LEFT JOIN segment_field f ON f.workspace_id = s.workspace_id AND f.segment_id = s.segment_id
            WHERE s.workspace_id = @Workspace AND s.segment_id = @id ORDER BY f.position
            """,
            new { Workspace = workspace.Value, id }).AsList();
        return rows.Count == 0 ? null : rows[0].ToDefinition(rows.Select(row => row.FieldId).OfType<string>());
    }

    static SegmentDefinition Definition(DbConnection connection, WorkspaceId workspace, Row row) =>
        row.ToDefinition(connection.Query<string>(
            "SELECT field_id FROM segment_field WHERE workspace_id = @Workspace AND segment_id = @Id ORDER BY position",
            new { Workspace = workspace.Value, row.Id }));

    sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Query { get; init; } = "";

        public int Version { get; init; }

        public string? Owner { get; init; }

        /// <summary>A field it lists, where the rows are one a field.</summary>
        public string? FieldId { get; init; }

        public SegmentDefinition ToDefinition(IEnumerable<string> fieldIds) => new(
            Id,
            Name,
            SegmentQuery.TryCompile(Query, out var error)
                ?? throw new InvalidOperationException($"The stored query of segment {Id} doesn't compile: {error!.Message}"),
            [.. fieldIds])
        { Version = Version, Owner = Owner };
    }
}
