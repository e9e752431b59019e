using System.Text.Json.Nodes;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>The company whose workspace it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its site; may be empty.</param>
/// <param name="Description">What it does; may be empty.</param>
/// <param name="Content">Whatever else is said of it.</param>
internal sealed record Company(string Name, string Url, string Description, JsonObject Content)
{
    static readonly TextRule LongText = new(0, 16_384);

    public static Company Read(Wire.JsonObject body) => new(
        body.RequiredText("name", TextRule.Name),
        body.OptionalText("url", LongText).Value ?? "",
        body.OptionalText("description", LongText).Value ?? "",
        MarketContent.ReadFree(body, "data"));
}

/// <summary>The company of each workspace in the database.</summary>
internal sealed class CompanyStore(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>The company, or null where nothing was said of it.</summary>
    public Company? Find(WorkspaceId workspace)
    {
        using var connection = database.Read();
        return Find(connection, workspace);
    }

    /// <summary>Says which company it is.</summary>
    public Task<bool> SetAsync(WorkspaceId workspace, Author author, Company company, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                var before = Find(transaction.Connection, workspace);
                var now = Timestamps.Micros(clock.GetUtcNow());
                transaction["""
                    INSERT INTO market_company (workspace_id, name, url, description, content, updated_at)
                        VALUES (@workspace, @name, @url, @description, @content, @now)
                    ON CONFLICT (workspace_id) DO UPDATE
                    SET name = excluded.name, url = excluded.url, description = excluded.description, content = excluded.content,
                        updated_at = excluded.updated_at
                    """].Execute(workspace.Value, company.Name, company.Url, company.Description, company.Content.ToJsonString(Json.Options), now);
                AuditLog.Append(transaction, workspace, author, AuditedKind.WorkspaceCompany, company.Name, before, company, now);
                return true;
            },
            cancellationToken);
    }

    static Company? Find(System.Data.Common.DbConnection connection, WorkspaceId workspace)
    {
        var row = connection.QuerySingleOrDefault<(string Name, string Url, string Description, string Content)?>(
            "SELECT name, url, description, content FROM market_company WHERE workspace_id = @Workspace",
            new { Workspace = workspace.Value });
        return row is var (name, url, description, content)
            ? new Company(name, url, description, (JsonObject)JsonNode.Parse(content)!)
            : null;
    }
}
