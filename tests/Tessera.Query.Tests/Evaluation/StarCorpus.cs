using System.IO.Compression;
using System.Text.Json;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Tests.Evaluation;

/// <summary>
/// The STAR conversations and the counts that go with them, beside the repository. They are not part of it: where they are missing, a
/// test is skipped, except in CI, where that is a failure.
/// </summary>
static class StarCorpus
{
    public sealed record Expectation(string Query, int Train, int Dev);

    public static IReadOnlyList<Expectation> Oracle() =>
        JsonSerializer.Deserialize<List<Expectation>>(File.ReadAllText(PathOf("oracle.json")), JsonSerializerOptions.Web)!;

    public static IReadOnlyList<ConversationFacts> Conversations(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(PathOf(file)), CompressionMode.Decompress));
        var conversations = new List<ConversationFacts>();
        while (lines.ReadLine() is { } line)
            conversations.Add(ReadFacts(line));
        return conversations;
    }

    static string PathOf(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "star", file);
            if (File.Exists(path))
                return path;
        }
        const string missing = "The folder shared/data/star is not beside the repository.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, missing);
        throw new FileNotFoundException(missing, file);
    }

    static ConversationFacts ReadFacts(string line)
    {
        using var record = JsonDocument.Parse(line);
        var conversation = record.RootElement.GetProperty("conversation");
        var externalId = conversation.GetProperty("externalId").GetString()!;
        var builder = new ConversationFacts.Builder(externalId)
            .Set(FieldCatalog.ExternalConversationId, externalId)
            .SetTime(FieldCatalog.StartedAt, conversation.GetProperty("timestamp").GetDateTimeOffset())
            .Set(FieldCatalog.AgentId, conversation.GetProperty("agent").GetProperty("externalId").GetString())
            .Set(FieldCatalog.CustomerId, conversation.GetProperty("customer").GetProperty("externalId").GetString());
        if (record.RootElement.TryGetProperty("intent", out var intent) && intent.ValueKind == JsonValueKind.Object)
            builder.Set(FieldCatalog.IntentCode, intent.GetProperty("code").GetString())
                .Set(FieldCatalog.IntentName, intent.GetProperty("name").GetString());

        foreach (var property in record.RootElement.GetProperty("metadata").EnumerateObject())
        {
            if (FieldCatalog.FindWire(property.Name) is { Type: FieldType.TextList } list)
                builder.SetList(list, property.Value.EnumerateArray().Select(item => item.GetString()!));
            else if (FieldCatalog.FindWire(property.Name) is { } field)
                builder.Set(field, property.Value.GetString());
            else if (property.NameEquals("attributes"))
                foreach (var attribute in property.Value.EnumerateArray())
                    builder.SetNamed(
                        FieldFamily.Attributes, attribute.GetProperty("name").GetString()!, attribute.GetProperty("value").GetString());
        }
        return builder.Build();
    }
}
