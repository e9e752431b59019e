using System.Text;
using System.Text.Json.Nodes;
using Tessera.Conversations;

namespace Tessera.Bench;

/// <summary>Conversations to ingest: STAR's, or the demo's repeated where STAR isn't there.</summary>
internal sealed class IngestWorkload
{
    IngestWorkload(string name, IReadOnlyList<byte[]> lines)
    {
        Name = name;
        Lines = lines;
        Records = [.. lines.Select(line => ImportRecord.Parse(line).Value!)];
        Metadata = [.. lines.Select(line => JsonNode.Parse(line)!["metadata"]!.AsObject())];
    }

    public string Name { get; }

    /// <summary>NDJSON lines of the import.</summary>
    public IReadOnlyList<byte[]> Lines { get; }

    /// <summary>The same, parsed.</summary>
    public IReadOnlyList<ImportRecord> Records { get; }

    /// <summary>The metadata events of the lines.</summary>
    public IReadOnlyList<JsonObject> Metadata { get; }

    public static IngestWorkload Load(string? folder)
    {
        folder ??= Repository.FindStar();
        if (folder is not null)
            return new IngestWorkload(
                "STAR", [.. Read(Repository.StarFile(folder, "train.ndjson.gz")), .. Read(Repository.StarFile(folder, "dev.ndjson.gz"))]);
        var demo = Read(Path.Combine(Repository.Folder("samples/demo"), "conversations.ndjson")).ToList();
        var repeated = Enumerable.Range(0, 75).SelectMany(round => demo.Select(line => Renamed(line, round)));
        return new IngestWorkload("the demo, 75 times", [.. repeated]);
    }

    /// <summary>The body of a metadata event that no earlier one was like: its ids carry the number.</summary>
    public string Event(long number)
    {
        var metadata = Metadata[(int)(number % Metadata.Count)].DeepClone();
        metadata["externalConversationId"] = $"bench-{number}";
        metadata["eventId"] = $"event-{number}";
        return metadata.ToJsonString();
    }

    /// <summary>The body of a batch of such events.</summary>
    public string Batch(long firstNumber, int size) =>
        $$"""{"items":[{{string.Join(',', Enumerable.Range(0, size).Select(i => Event(firstNumber + i)))}}]}""";

    static byte[] Renamed(byte[] line, int round)
    {
        var record = JsonNode.Parse(line)!;
        var id = $"{record["conversation"]!["externalId"]}-{round}";
        record["conversation"]!["externalId"] = id;
        if (record["metadata"] is JsonObject metadata) metadata["externalConversationId"] = id;
        return Encoding.UTF8.GetBytes(record.ToJsonString());
    }

    static IEnumerable<byte[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(content);
        while (reader.ReadLine() is { } line) yield return Encoding.UTF8.GetBytes(line);
    }
}
