using System.Data.Common;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>Segments in the database, with the fields they list and the segments they refer to.</summary>
internal sealed class SegmentStore(Database database, WriteQueue writes, LiveWorkspaces live, TimeProvider clock)
{
    const string Columns = "segment_id AS Id, name AS Name, query AS Query, version AS Version";

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
                ? Change(transaction, workspace, author, ifMatch, before, input, query) : Create(transaction, workspace, author, input, query),
            cancellationToken);
    }

    /// <summary>Deletes a segment; null when done. GLOBAL, and one that others refer to, stay: 409-01.</summary>
    public Task<Problem?> DeleteAsync(WorkspaceId workspace, Author author, IfMatch ifMatch, string id, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                if (id == SegmentDefinition.Global) return Problem.Conflict("GLOBAL can't be deleted. Its query and its fields can be changed.");
                if (Find(transaction.Connection, workspace, id) is not { } before) return Unknown(id);
                if (ifMatch.Refuse(SegmentResource.Tag(before).Tag) is { } changed) return changed;
                var dependents = transaction.Connection.Query<string>(
                    "SELECT segment_id FROM segment_reference WHERE workspace_id = @Workspace AND referenced_id = @id ORDER BY segment_id",
                    new { Workspace = workspace.Value, id }).AsList();
                if (dependents.Count > 0) return Problem.Conflict($"{id} can't be deleted: the queries of {string.Join(", ", dependents)} refer to it.");
                transaction["DELETE FROM segment WHERE workspace_id = @workspace AND segment_id = @id"].Execute(workspace.Value, id);
                ClearLinks(transaction, workspace, id);
                Note(transaction, workspace, author, before, null, Timestamps.Micros(clock.GetUtcNow()));
                transaction.AfterCommit(() => live.Find(workspace)?.RemoveSegment(id));
                return null;
            },
            cancellationToken);
    }

    /// <summary>Every segment of a workspace, by id. A million take some seconds to compile; all cores do it.</summary>
    public static List<SegmentDefinition> All(DbConnection connection, WorkspaceId workspace)
    {
        var links = connection.Query<(string SegmentId, string FieldId)>(
            "SELECT segment_id, field_id FROM segment_field WHERE workspace_id = @Workspace ORDER BY segment_id, position",
            new { Workspace = workspace.Value }).ToLookup(l => l.SegmentId, l => l.FieldId, StringComparer.Ordinal);
        return
        [
            .. connection.Query<Row>($"SELECT {Columns} FROM segment WHERE workspace_id = @Workspace ORDER BY segment_id", new { Workspace = workspace.Value })
                .AsParallel().AsOrdered().Select(row => row.ToDefinition(links[row.Id])),
        ];
    }

    /// <summary>Makes the segment every workspace begins with.</summary>
    public static void InsertGlobal(WriteTransaction transaction, WorkspaceId workspace, Author author, long now) =>
        Insert(transaction, workspace, author, new SegmentDefinition(SegmentDefinition.Global, "Global", SegmentQuery.TryCompile("TRUE", out _)!, []), now);

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

    /// <summary>Has exactly these segments list a field: it is appended where it is missing and taken off the others. Gives the segments that changed.</summary>
    public static List<SegmentDefinition> SetFieldSegments(
        WriteTransaction transaction, WorkspaceId workspace, Author author, string fieldId, IReadOnlyCollection<string> segmentIds, long now)
    {
        var before = SegmentsOf(transaction.Connection, workspace, fieldId);
        var changed = new List<SegmentDefinition>();
        foreach (var id in before.Except(segmentIds, StringComparer.Ordinal)) Change(id, list => [.. list.Where(f => f != fieldId)]);
        foreach (var id in segmentIds.Distinct(StringComparer.Ordinal).Except(before, StringComparer.Ordinal)) Change(id, list => [.. list, fieldId]);
        return changed;

        void Change(string id, Func<IEnumerable<string>, string[]> change)
        {
            var segment = Find(transaction.Connection, workspace, id)!;
            var listing = segment with { FieldIds = [.. change(segment.FieldIds)], Version = segment.Version + 1 };
            Update(transaction, workspace, author, segment, listing, now);
            changed.Add(listing);
        }
    }

    Result<Tagged<SegmentResource>> Create(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentInput input, SegmentQuery query)
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
        WriteTransaction transaction, WorkspaceId workspace, Author author, IfMatch ifMatch, SegmentDefinition before, SegmentInput patch, SegmentQuery? query)
    {
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
        var cycle = ReferenceGraph.FindCycle(segment.Id, segment.Query.References, id => Find(transaction.Connection, workspace, id)?.Query);
        return cycle is { } path
            ? Problem.BadReference($"query.raw: segments can't refer to themselves, not even through others: {string.Join(" -> ", path)}.")
            : null;
    }

    static void Insert(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition segment, long now)
    {
        transaction["""
            INSERT INTO segment (workspace_id, segment_id, name, query, version, created_at, updated_at)
            VALUES (@workspace, @id, @name, @query, @version, @now, @now)
            """].Execute(workspace.Value, segment.Id, segment.Name, segment.Query.Text, segment.Version, now);
        InsertLinks(transaction, workspace, segment);
        Note(transaction, workspace, author, null, segment, now);
    }

    static void Update(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition before, SegmentDefinition segment, long now)
    {
        transaction["UPDATE segment SET name = @name, query = @query, version = @version, updated_at = @now WHERE workspace_id = @workspace AND segment_id = @id"]
            .Execute(segment.Name, segment.Query.Text, segment.Version, now, workspace.Value, segment.Id);
        ClearLinks(transaction, workspace, segment.Id);
        InsertLinks(transaction, workspace, segment);
        Note(transaction, workspace, author, before, segment, now);
    }

    static void Note(WriteTransaction transaction, WorkspaceId workspace, Author author, SegmentDefinition? before, SegmentDefinition? after, long now) =>
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
    static SegmentDefinition? Find(DbConnection connection, WorkspaceId workspace, string id)
    {
        var rows = connection.Query<Row>(
            """
            SELECT s.segment_id AS Id, s.name AS Name, s.query AS Query, s.version AS Version, f.field_id AS FieldId
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

        /// <summary>A field it lists, where the rows are one a field.</summary>
        public string? FieldId { get; init; }

        public SegmentDefinition ToDefinition(IEnumerable<string> fieldIds) => new(
            Id,
            Name,
            SegmentQuery.TryCompile(Query, out var error)
                ?? throw new InvalidOperationException($"The stored query of segment {Id} doesn't compile: {error!.Message}"),
            [.. fieldIds]) { Version = Version };
    }
}
