using System.Globalization;
using Microsoft.OpenApi;
using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Query.Fields;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>The endpoints <c>tessera import --url</c> works through: chunks of NDJSON, and how far a file has come.</summary>
internal static class ImportEndpoints
{
    // More lines than any file has, and still a number that every JSON reader keeps exactly: 2 to the power of 53.
    const long MostLinesBefore = 1L << 53;

    static readonly TextRule FingerprintRule = new(1, 128) { Alphabet = FieldAlphabet.Identifier };

    static OpenApiSchema LinesBefore =>
        new() { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0", Maximum = $"{MostLinesBefore}" };

    public static void MapImport(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/import", Import).Requires(Scopes.Ingest)
            .Does(
                "importLines", "Import conversations",
                $"Lines of JSON, at most {Importer.MostLines}: each a `conversation`, and its `metadata`, `intent` and `messages`.")
            .Asks("fingerprint", FingerprintRule, remarks: "Names the file; with it, an import goes on where it stopped.")
            .Asks("linesBefore", LinesBefore, remarks: "How many lines of the file came before these.")
            .TakesLines(ImportRecord.Example)
            .Gives(200, new ImportOutcome(1, 0, [new ImportError(2, "$.conversation: required, expected an object")]));
        app.MapGet("/v1/import/{fingerprint}", Progress).Requires(Scopes.Ingest)
            .Does("getImport", "How many lines of a file have been imported").Gives(200, new ImportProgress(20_000));
    }

    static async Task<IResult> Import(HttpContext http, Importer importer, CancellationToken cancellationToken)
    {
        string? fingerprint = http.Request.Query["fingerprint"];
        if (fingerprint is not null && FingerprintRule.Check(fingerprint) is { } wrong) return Problem.BadBody($"fingerprint: {wrong}.");
        var before = 0L;
        if (http.Request.Query["linesBefore"] is [{ Length: > 0 } text, ..]
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before) || before > MostLinesBefore))
        {
            return Problem.BadBody($"linesBefore: expected a whole number from 0 to {MostLinesBefore}, found {text}.");
        }

        var body = await JsonBody.BytesAsync(http, MediaType.Ndjson, JsonBody.BatchLimit);
        if (body.Problem is { } refusal) return refusal;
        var lines = await ReadLinesAsync(new MemoryStream(body.Value!), cancellationToken);
        if (lines.Count > Importer.MostLines) return Problem.TooLarge($"Expected at most {Importer.MostLines} lines, found {lines.Count}.");
        return Json.Ok(await importer.WriteAsync(http.Caller().Workspace, fingerprint, Importer.Parse(before, lines), cancellationToken));
    }

    static IResult Progress(HttpContext http, string fingerprint, Importer importer) => FingerprintRule.Check(fingerprint) is { } wrong
        ? Problem.BadBody($"fingerprint: {wrong}.")
        : Json.Ok(new ImportProgress(importer.LinesDone(http.Caller().Workspace, fingerprint)));

    static async Task<List<ReadOnlyMemory<byte>>> ReadLinesAsync(Stream body, CancellationToken cancellationToken)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        await foreach (var line in NdjsonReader.ReadAsync(body, cancellationToken)) lines.Add(line);
        return lines;
    }
}

/// <summary>How many lines of a file have been imported.</summary>
internal sealed record ImportProgress(long LinesDone);
