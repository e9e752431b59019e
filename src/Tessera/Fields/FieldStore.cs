using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Segments;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Fields;

/// <summary>Structured data fields in the database.</summary>
internal sealed class FieldStore(Database database, WriteQueue writes, LiveWorkspaces live, TimeProvider clock)
{
    const string Columns = "field_id AS Id, name AS Name, category_id AS CategoryId, kind AS Kind, active AS Active, definition AS Definition, version AS Version, owner AS Owner";

    /// <summary>404-01 for a field that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no structured data field {id}.");

    /// <summary>One page of the fields, by id.</summary>
    public Page<FieldResource> List(WorkspaceId workspace, PageRequest page, bool? active)
    {
        using var connection = database.Read();
        var rows = connection.Query<Row>(
            $"SELECT {Columns} FROM structured_data_field WHERE workspace_id = @Workspace AND (CAST(@Active AS INTEGER) IS NULL OR active = @Active) {page.Sql("field_id")}",
            new
            {
                Workspace = workspace.Value, Active = active is { } only ? only ? 1 : 0 : (int?)null, page.After, page.Before, page.Rows,
            }).AsList();
        return page.Page(rows, row => row.Id).Select(row => Tagged(connection, workspace, row.ToField()).Value);
    }

    /// <summary>One field, or null.</summary>
    public Tagged<FieldResource>? Get(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return Find(connection, workspace, id) is { } field ? Tagged(connection, workspace, field) : null;
    }

    /// <summary>Every field of a workspace.</summary>
    public static List<StructuredDataField> All(DbConnection connection, WorkspaceId workspace) =>
    [
        .. connection.Query<Row>(
            $"SELECT {Columns} FROM structured_data_field WHERE workspace_id = @Workspace", new { Workspace = workspace.Value })
            .Select(row => row.ToField()),
    ];

    /// <summary>The first of these ids that no field of the workspace has, or null.</summary>
    public static string? FirstUnknown(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<string> ids) =>
        ids.FirstOrDefault(id => !Exists(transaction, workspace, id));

    /// <summary>
    /// Makes a field and has the named segments list it; 409-01 where the id is taken, 422 where it doesn't fit together.
    /// </summary>
    public Task<Result<Tagged<FieldResource>>> CreateAsync(
        WorkspaceId workspace, Author author, FieldInput input, CancellationToken cancellationToken) =>
        writes.WriteAsync(
            transaction => Exists(transaction, workspace, input.Field.Id) && Misfit(input.Field) is null
                ? Problem.Conflict($"There is a structured data field {input.Field.Id} already.")
                    : Create(transaction, workspace, author, input),
            cancellationToken);

    /// <summary>Replaces a field; its kind can't change. 412-01 where it isn't the version that was asked for.</summary>
    public Task<Result<Tagged<FieldResource>>> UpdateAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, FieldInput input, CancellationToken cancellationToken) =>
        writes.WriteAsync(
            transaction => Find(transaction.Connection, workspace, input.Field.Id) is { } before
                ? Replace(transaction, workspace, author, ifMatch, before, input) : Unknown(input.Field.Id),
            cancellationToken);

    /// <summary>Makes a field what it is given as, whether it is there or not.</summary>
    public Task<Result<Tagged<FieldResource>>> PutAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, FieldInput input, CancellationToken cancellationToken) =>
        writes.WriteAsync(
            transaction => Find(transaction.Connection, workspace, input.Field.Id) is { } before
                ? Replace(transaction, workspace, author, ifMatch, before, input) : Create(transaction, workspace, author, input),
            cancellationToken);

    /// <summary>Deletes a field and takes it off every segment; null when done.</summary>
    public Task<Problem?> DeleteAsync(WorkspaceId workspace, Author author, IfMatch ifMatch, string id, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                if (Find(transaction.Connection, workspace, id) is not { } before) return Unknown(id);
                if (Owned(before) is { } owned) return owned;
                if (ifMatch.Refuse(Tagged(transaction.Connection, workspace, before).Tag) is { } refusal) return refusal;
                Remove(transaction, workspace, author, before);
                return null;
            },
            cancellationToken);
    }

    /// <summary>409-01 where a field that isn't the owner's has its id; null where the owner can have it so.</summary>
    public static Problem? RefuseKeeping(WriteTransaction transaction, WorkspaceId workspace, string id, string owner) =>
        Find(transaction.Connection, workspace, id) is { } before && before.Owner != owner
            ? Problem.Conflict($"There is a structured data field {id} already.")
            : null;

    /// <summary>
    /// Makes or replaces the field of an owner inside a transaction, where nothing refuses it, and gives it with its version. Nothing is
    /// written where it is what it was.
    /// </summary>
    public StructuredDataField Keep(WriteTransaction transaction, WorkspaceId workspace, Author author, StructuredDataField field)
    {
        var before = Find(transaction.Connection, workspace, field.Id);
        if (before is not null && before == field with { Version = before.Version }) return before;
        var now = Timestamps.Micros(clock.GetUtcNow());
        var kept = field with
        {
            Version = before is null
                ? DefinitionVersions.Next(transaction, workspace, AuditedKind.StructuredDataField, field.Id)
                : before.Version + 1,
        };
        if (before is null) Insert(transaction, workspace, kept, now);
        else Update(transaction, workspace, kept, now);
        Changed(transaction, workspace, author, before, kept, segmentIds: null, now);
        return kept;
    }

    /// <summary>Deletes a field inside a transaction and takes it off every segment; nothing where it isn't there.</summary>
    public void Remove(WriteTransaction transaction, WorkspaceId workspace, Author author, string id)
    {
        if (Find(transaction.Connection, workspace, id) is { } field) Remove(transaction, workspace, author, field);
    }

    void Remove(WriteTransaction transaction, WorkspaceId workspace, Author author, StructuredDataField field)
    {
        transaction["DELETE FROM structured_data_field WHERE workspace_id = @workspace AND field_id = @id"].Execute(workspace.Value,
            field.Id);
        var now = Timestamps.Micros(clock.GetUtcNow());
        Note(transaction, workspace, author, field, null, now);
        var touched = SegmentStore.SetFieldSegments(transaction, workspace, author, field.Id, [], now);
        Publish(transaction, workspace, touched, w => w.RemoveField(field.Id));
    }

    static Problem? Owned(StructuredDataField field) => field.Owner is { } owner
        ? Problem.Conflict(
            $"{field.Id} is a question of the market segment {owner}, which watches conversations by it: it changes with that and goes with its deactivation.")
        : null;

    Result<Tagged<FieldResource>> Create(WriteTransaction transaction, WorkspaceId workspace, Author author, FieldInput input)
    {
        if (Misfit(input.Field) is { } misfit) return misfit;
        if (UnknownSegment(transaction, workspace, input) is { } unknown) return unknown;
        var field = input.Field with
        {
            Version = DefinitionVersions.Next(transaction, workspace, AuditedKind.StructuredDataField, input.Field.Id),
        };
        var now = Timestamps.Micros(clock.GetUtcNow());
        Insert(transaction, workspace, field, now);
        return Changed(transaction, workspace, author, null, field, input.SegmentIds, now);
    }

    Result<Tagged<FieldResource>> Replace(
        WriteTransaction transaction, WorkspaceId workspace, Author author, IfMatch ifMatch, StructuredDataField before, FieldInput input)
    {
        var field = input.Field with { Version = before.Version + 1 };
        if (Owned(before) is { } owned) return owned;
        if (ifMatch.Refuse(Tagged(transaction.Connection, workspace, before).Tag) is { } refusal) return refusal;
        if (before.Kind != field.Kind)
            return Problem.Unprocessable($"type: {field.Id} is {Type(before)}, and a field's type can't change.");
        if (UnknownSegment(transaction, workspace, input) is { } unknown) return unknown;
        var now = Timestamps.Micros(clock.GetUtcNow());
        Update(transaction, workspace, field, now);
        return Changed(transaction, workspace, author, before, field, input.SegmentIds, now);
    }

    Result<Tagged<FieldResource>> Changed(
        WriteTransaction transaction, WorkspaceId workspace, Author author, StructuredDataField? before, StructuredDataField field,
        List<string>? segmentIds, long now)
    {
        Note(transaction, workspace, author, before, field, now);
        List<SegmentDefinition> touched = segmentIds is null
            ? []
            : SegmentStore.SetFieldSegments(transaction, workspace, author, field.Id, segmentIds, now);
        Publish(transaction, workspace, touched, w => w.Set(field));
        return Tagged(transaction.Connection, workspace, field);
    }

    static void Note(
        WriteTransaction transaction, WorkspaceId workspace, Author author, StructuredDataField? before, StructuredDataField? after,
        long now) =>
        DefinitionVersions.Note(
            transaction, workspace, author, AuditedKind.StructuredDataField, (after ?? before)!.Id,
            before is null ? null : FieldResource.Of(before, null), after is null ? null : (FieldResource.Of(after, null), after.Version),
            now);

    void Publish(WriteTransaction transaction, WorkspaceId workspace, List<SegmentDefinition> touched, Action<LiveWorkspace> change)
    {
        transaction.AfterCommit(() =>
        {
            if (live.Find(workspace) is not { } loaded) return;
            change(loaded);
            if (touched.Count > 0) loaded.Set(touched);
        });
    }

    static Problem? Misfit(StructuredDataField field)
    {
        var prefix = field.Kind == FieldKind.Question ? "q_" : "e_";
        return field.Id.StartsWith(prefix, StringComparison.Ordinal) ? null
            : Problem.WrongPrefix($"id: expected it to begin with {prefix}, as the type is {Type(field)}; found {field.Id}.");
    }

    static Problem? UnknownSegment(WriteTransaction transaction, WorkspaceId workspace, FieldInput input)
    {
        if (input.SegmentIds?.FirstOrDefault(id => !SegmentStore.Exists(transaction, workspace, id)) is { } unknown)
            return Problem.UnknownReference($"segmentIds: there is no segment {unknown}.");
        return input.SegmentIds is { } ids ? SegmentStore.Owned(transaction, workspace, ids) : null;
    }

    static void Insert(WriteTransaction transaction, WorkspaceId workspace, StructuredDataField field, long now) => transaction["""
        INSERT INTO structured_data_field (workspace_id, field_id, name, category_id, kind, active, definition, version, owner, created_at,
            updated_at)
        VALUES (@workspace, @id, @name, @category, @kind, @active, @definition, @version, @owner, @now, @now)
        """].Execute(
        workspace.Value, field.Id, field.Name, field.CategoryId, (int)field.Kind, field.Active ? 1 : 0, Definition(field), field.Version,
        field.Owner, now);

    static void Update(WriteTransaction transaction, WorkspaceId workspace, StructuredDataField field, long now) => transaction["""
        UPDATE structured_data_field
        SET name = @name, category_id = @category, active = @active, definition = @definition, version = @version, updated_at = @now
        WHERE workspace_id = @workspace AND field_id = @id
        """].Execute(field.Name, field.CategoryId, field.Active ? 1 : 0, Definition(field), field.Version, now, workspace.Value, field.Id);

    static bool Exists(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        using var row =
            transaction["SELECT 1 FROM structured_data_field WHERE workspace_id = @workspace AND field_id = @id"].Read(workspace.Value, id);
        return row.Read();
    }

    static StructuredDataField? Find(DbConnection connection, WorkspaceId workspace, string id) =>
        connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM structured_data_field WHERE workspace_id = @Workspace AND field_id = @id",
            new { Workspace = workspace.Value, id })?.ToField();

    static Tagged<FieldResource> Tagged(DbConnection connection, WorkspaceId workspace, StructuredDataField field) =>
        FieldResource.Tag(field, SegmentStore.SegmentsOf(connection, workspace, field.Id));

    static string Type(StructuredDataField field) => field.Kind == FieldKind.Question ? "QUESTION" : "ENTITY";

    static string Definition(StructuredDataField field) => JsonSerializer.Serialize(new Stored(field.Question, field.Entity), Json.Options);

    sealed record Stored(QuestionDefinition? Question, EntityDefinition? Entity);

    sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string CategoryId { get; init; } = "";

        public int Kind { get; init; }

        public int Active { get; init; }

        public string Definition { get; init; } = "";

        public int Version { get; init; }

        public string? Owner { get; init; }

        public StructuredDataField ToField()
        {
            var stored = JsonSerializer.Deserialize<Stored>(Definition, Json.Options)!;
            return new StructuredDataField
            {
                Id = Id,
                Name = Name,
                CategoryId = CategoryId,
                Kind = (FieldKind)Kind,
                Active = Active != 0,
                Version = Version,
                Owner = Owner,
                Question = stored.Question,
                Entity = stored.Entity,
            };
        }
    }
}
