using System.IO.Compression;
using System.Text;

namespace Tessera.Tests.Cli;

/// <summary>Files to import.</summary>
internal static class ImportLines
{
    static readonly DirectoryInfo Folder = Directory.CreateTempSubdirectory("tessera-import-");
    static int files;

    static ImportLines() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Delete(recursive: true);

    /// <summary>A conversation with metadata, an intent and two messages.</summary>
    public static string Good(int number) => $$$"""
        {"conversation":{"externalId":"c-{{{number}}}","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},"metadata":{"externalConversationId":"c-{{{number}}}","lobId":"lob-{{{number % 10}}}"},"intent":{"code":"BILLING"},"messages":[{"text":"Hi {{{number}}}","sender":{"role":"customer","externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:01:00Z"}]}
        """;

    /// <summary>As many of them.</summary>
    public static IEnumerable<string> Good(int from, int count) => Enumerable.Range(from, count).Select(number => Good(number));

    /// <summary>Writes a file of lines, each ended by a line feed.</summary>
    public static string File(IEnumerable<string> lines, bool packed = false) =>
        File(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), packed);

    /// <summary>Writes a file.</summary>
    public static string File(byte[] content, bool packed = false)
    {
        var path = Path.Combine(Folder.FullName, $"{Interlocked.Increment(ref files)}.ndjson{(packed ? ".gz" : "")}");
        System.IO.File.WriteAllBytes(path, packed ? Pack(content) : content);
        return path;
    }

    public static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
