using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Tessera.Conversations;

/// <summary>Splits a stream into lines, in memory of their own.</summary>
internal static class NdjsonReader
{
    /// <summary>
    /// The longest line, in bytes. A longer one is given cut off after one byte more, so that its reader can tell; even that, with its
    /// line feed, is as much as one request may carry.
    /// </summary>
    public const int LongestLine = (8 * 1024 * 1024) - 2;

    /// <summary>Reads the lines without their line feeds. A last line without one counts; an empty rest doesn't.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
        var cutOff = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                // The end of a line that was given cut off is no line of its own.
                if (!cutOff) yield return Line(buffer.Slice(0, end));
                cutOff = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > LongestLine || read.IsCompleted)
            {
                if (!cutOff && !buffer.IsEmpty) yield return Line(buffer);
                cutOff = true;
                buffer = buffer.Slice(buffer.End);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }

    /// <summary>The stream's content, unpacked where it begins as gzip does.</summary>
    public static async Task<Stream> UnpackAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        var start = await reader.ReadAtLeastAsync(2, cancellationToken);
        var packed = start.Buffer.Length >= 2 && start.Buffer.Slice(0, 2).ToArray() is [0x1F, 0x8B];
        // Looked at, but not taken: standard input can't seek.
        reader.AdvanceTo(start.Buffer.Start);
        return packed ? new GZipStream(reader.AsStream(), CompressionMode.Decompress) : reader.AsStream();
    }

    static ReadOnlyMemory<byte> Line(ReadOnlySequence<byte> bytes) => bytes.Slice(0, Math.Min(bytes.Length, LongestLine + 1)).ToArray();
}
