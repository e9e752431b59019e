using System.Diagnostics;
using System.Security.Cryptography;
using Tessera.Conversations;

namespace Tessera.Cli;

/// <summary>One run of an import: reads chunks ahead, writes them in order, shows how far it is.</summary>
internal sealed class ImportRun(ImportTarget target, bool quiet)
{
    // A chunk is one commit: large enough that its sync is a small part of it, small enough to show progress.
    const int ChunkLines = 250;
    const long ChunkBytes = 4 * 1024 * 1024;
    const int ChunksAhead = 3;

    readonly Stopwatch time = Stopwatch.StartNew();
    long skipped;
    int conversations;
    int messages;
    int badLines;
    long shownAt;

    /// <summary>Imports a file, or standard input for <c>-</c>.</summary>
    public async Task<ImportSummary> RunAsync(string file, bool again, CancellationToken cancellationToken)
    {
        var isFile = file != "-";
        if (isFile && !File.Exists(file)) throw new CommandFailedException($"There is no file {file}.");
        await using var source = isFile ? File.OpenRead(file) : Console.OpenStandardInput();
        var fingerprint = isFile ? await FingerprintAsync((FileStream)source, cancellationToken) : null;
        skipped = fingerprint is null || again ? 0 : await target.LinesDoneAsync(fingerprint, cancellationToken);
        await using var content = await NdjsonReader.UnpackAsync(source, cancellationToken);
        var lines = 0L;
        var ahead = new Queue<Task<object>>();
        InvalidDataException? damage = null;
        try
        {
            await foreach (var (before, chunk) in ChunksAsync(content, cancellationToken))
            {
                lines = before + chunk.Count;
                if (lines <= skipped) continue;
                ahead.Enqueue(Task.Run(() => target.Prepare(before, chunk), cancellationToken));
                if (ahead.Count >= ChunksAhead) await WriteAsync(fingerprint, await ahead.Dequeue(), source, cancellationToken);
            }
        }
        catch (InvalidDataException cutOff)
        {
            damage = cutOff;
        }

        while (ahead.TryDequeue(out var prepared)) await WriteAsync(fingerprint, await prepared, source, cancellationToken);
        if (damage is not null)
        {
            throw new CommandFailedException(
                $"{file} is cut off or damaged: not all of it can be unpacked. Its first {lines} lines are imported, but for the bad ones; import the whole file again for the others.");
        }

        if (!quiet) await Console.Error.WriteAsync(ProgressLine.Gone);
        return new ImportSummary(
            file, lines, Math.Min(skipped, lines), conversations, messages, badLines, Math.Round(time.Elapsed.TotalSeconds, 3));
    }

    async Task WriteAsync(string? fingerprint, object prepared, Stream source, CancellationToken cancellationToken)
    {
        var outcome = await target.WriteAsync(fingerprint, prepared, cancellationToken);
        conversations += outcome.Imported;
        messages += outcome.Messages;
        badLines += outcome.Errors.Count;
        foreach (var error in outcome.Errors) await Console.Error.WriteLineAsync($"\rline {error.Line}: {error.Reason}");
        if (!quiet && time.ElapsedMilliseconds - shownAt > 200) await ShowAsync(source);
    }

    async Task ShowAsync(Stream source)
    {
        shownAt = time.ElapsedMilliseconds;
        var rate = conversations / time.Elapsed.TotalSeconds;
        double? done = source.CanSeek ? (double)source.Position / Math.Max(1, source.Length) : null;
        await Console.Error.WriteAsync(ProgressLine.Of(done, $"{conversations,9} conversations, {rate:0} a second"));
    }

    static async IAsyncEnumerable<(long Before, List<ReadOnlyMemory<byte>> Lines)> ChunksAsync(
        Stream content, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (before, bytes, lines) = (0L, 0L, new List<ReadOnlyMemory<byte>>());
        await foreach (var line in NdjsonReader.ReadAsync(content, cancellationToken))
        {
            if (lines.Count > 0 && (lines.Count == ChunkLines || bytes + line.Length > ChunkBytes))
            {
                yield return (before, lines);
                before += lines.Count;
                (bytes, lines) = (0, []);
            }

            lines.Add(line);
            bytes += line.Length;
        }

        if (lines.Count > 0) yield return (before, lines);
    }

    // Length, beginning and end tell files apart without reading gigabytes twice.
    static async Task<string> FingerprintAsync(FileStream file, CancellationToken cancellationToken)
    {
        const int Part = 1024 * 1024;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(file.Length));
        var buffer = new byte[Part];
        foreach (var start in new[] { 0, Math.Max(0, file.Length - Part) })
        {
            file.Position = start;
            hash.AppendData(buffer.AsSpan(0, await file.ReadAtLeastAsync(buffer, Part, throwOnEndOfStream: false, cancellationToken)));
        }

        file.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
