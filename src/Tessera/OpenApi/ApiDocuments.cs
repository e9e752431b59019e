using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.Wire;

namespace Tessera.OpenApi;

/// <summary>One face of the service, described in a document of its own.</summary>
/// <param name="Name">Its name in <c>/openapi/{name}.json</c>.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Remarks">What its callers have to know first.</param>
/// <param name="Paths">What the paths of its endpoints begin with. The first face that a path belongs to has it.</param>
internal sealed record ApiFace(string Name, string Title, string Remarks, params IReadOnlyList<string> Paths)
{
    const string OctaveName = "octave";

    const string Common = """
        Every request carries a key. Errors come as `{"error":{"requestId","code","message"}}`. Unknown members of a body are ignored; a number
        stands for its text where a free string is expected; a member that is there twice is refused. Lengths are counted in Unicode code points.
        """;

    const string Octave = """
        Every request carries a key, as `api_key: <id>.<secret>`. Every answer has `_metadata`; errors are `{"_metadata":{…},"message"}`. Members of
        `data` that aren't described are kept and given back. What an update has not, or has empty, is kept; with the header
        `x-tessera-replace: true` what is empty replaces. Lengths are counted in Unicode code points.
        """;

    /// <summary>Every face. A test asks of each that all of its endpoints are described.</summary>
    public static readonly ApiFace[] All =
    [
        new(
            "asapp", "Tessera: ASAPP's face", Common, "configuration/", "metadata-ingestion/", "conversation/", "autosummary/",
            "v1/health"),
        new(OctaveName, "Tessera: Octave's face", Octave, "api/v2/"),
        new("v1", "Tessera", Common, "v1/"),
    ];

    /// <summary>Whether its answers come in Octave's envelope.</summary>
    public bool IsOctave => Name == OctaveName;

    /// <summary>The face of a path without its first slash, or null where none has it.</summary>
    public static ApiFace? Of(string path) =>
        All.FirstOrDefault(face => face.Paths.Any(start => path.StartsWith(start, StringComparison.Ordinal)));
}

/// <summary>The OpenAPI documents, generated from the endpoints themselves: each when it is first asked for, and then kept.</summary>
internal sealed class ApiDocuments(IServiceProvider services)
{
    readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> written = new(StringComparer.Ordinal);

    /// <summary>Adds what generates the documents.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<ApiDocuments>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = Json.Options.DefaultIgnoreCondition;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (var converter in Json.Options.Converters) json.SerializerOptions.Converters.Add(converter);
        });
        foreach (var face in ApiFace.All) services.AddOpenApi(face.Name, options => Configure(options, face));
    }

    /// <summary>The document of a face as JSON in UTF-8.</summary>
    public Task<byte[]> GetAsync(ApiFace face) => written.GetOrAdd(face.Name, name => new Lazy<Task<byte[]>>(() => WriteAsync(name))).Value;

    static void Configure(OpenApiOptions options, ApiFace face)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => ApiFace.Of(description.RelativePath ?? "") == face
            && description.ActionDescriptor.EndpointMetadata.OfType<OperationText>().Any();
        options.CreateSchemaReferenceId = new SchemaNames().Of;
        options.AddSchemaTransformer<AnswerSchemas>();
        options.AddOperationTransformer<OperationWriter>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            Finish(document, face);
            return Task.CompletedTask;
        });
    }

    static void Finish(OpenApiDocument document, ApiFace face)
    {
        document.Info = new OpenApiInfo
        {
            Title = face.Title,
            Version = typeof(ApiFace).Assembly.GetName().Version!.ToString(3),
            Description = face.Remarks,
            License = new OpenApiLicense { Name = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        ErrorResponses.AddTo(document, face);
        Credentials.AddTo(document);
        AnswerSchemas.LeaveOutNull(document);
        AnswerSchemas.JoinLines(document);
        // The order in which features are mapped is nothing to read.
        var paths = document.Paths;
        document.Paths = [];
        foreach (var (path, item) in paths.OrderBy(path => path.Key, StringComparer.Ordinal)) document.Paths.Add(path, item);
        var tags = paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!)
            .Select(tag => tag.Reference.Id!);
        document.Tags = tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(tag => new OpenApiTag { Name = tag })
            .ToHashSet();
    }

    async Task<byte[]> WriteAsync(string name)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(name).GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        json.WriteByte((byte)'\n');
        return json.ToArray();
    }
}
