using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Tessera.Extraction.Evaluation;

/// <summary>The lines of an NDJSON stream, plain or gzip, which its first two bytes tell.</summary>
internal static class ConversationLines
{
    /// <summary>Each line that isn't blank, with its number from 1.</summary>
    public static async IAsyncEnumerable<(int Number, string Line)> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65536));
        var start = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var zipped = IsGzip(start.Buffer.First.Span);
        pipe.AdvanceTo(start.Buffer.Start);
        await using var bytes = zipped ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
        using var reader = new StreamReader(bytes);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line);
        }
    }

    static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1f, 0x8b, ..];
}
