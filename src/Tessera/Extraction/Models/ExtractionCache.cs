using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tessera.Access;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Llm;

namespace Tessera.Extraction.Models;

/// <summary>
/// What a model has answered, so that a repeat costs nothing and says the same. An answer is kept under a hash of all that could change it:
/// the transcript as the model saw it, the field's definition, the model, its server and the prompt. Failures are never kept.
/// </summary>
internal sealed class ExtractionCache(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The key of a field's answer.</summary>
    public static string Key(Transcript transcript, StructuredDataField field, ModelOptions model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Whether it is extracted at all changes nothing about the answer.
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(field with { Active = true }));
        hash.AppendData(Encoding.UTF8.GetBytes($"\n{model.Server}\n{model.Model}\n{model.Prompt}\n"));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(transcript));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The answers that are kept, by their keys.</summary>
    public Dictionary<string, T> Find<T>(WorkspaceId workspace, IEnumerable<string> keys)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        using var connection = database.Read();
        using var statement = new Statement(
            connection, "SELECT answer FROM extraction_cache WHERE workspace_id = @workspace AND cache_key = @key");
        foreach (var key in keys)
        {
            using var row = statement.Read(workspace.Value, key);
            if (row.Read()) found[key] = JsonSerializer.Deserialize<T>(row.GetString(0))!;
        }

        return found;
    }

    /// <summary>Keeps answers, in place of older ones, and lets go of those that are too old.</summary>
    public Task KeepAsync<T>(WorkspaceId workspace, IReadOnlyList<(string Key, T Answer)> answers, CancellationToken cancellationToken)
    {
        if (answers.Count == 0) return Task.CompletedTask;
        return writes.WriteAsync(
            transaction =>
            {
                var now = clock.GetUtcNow();
                transaction["DELETE FROM extraction_cache WHERE created_at < @oldest"].Execute(Timestamps.Micros(now - Kept));
                transaction["""
                    INSERT INTO extraction_cache (workspace_id, cache_key, answer, created_at) VALUES (@workspace, @key, @answer, @now)
                    ON CONFLICT (workspace_id, cache_key) DO UPDATE SET answer = excluded.answer, created_at = excluded.created_at
                    """].ExecuteEach(
                    [.. answers.Select(
                        a => new object?[] { workspace.Value, a.Key, JsonSerializer.Serialize(a.Answer), Timestamps.Micros(now) })]);
                return true;
            },
            cancellationToken);
    }
}
