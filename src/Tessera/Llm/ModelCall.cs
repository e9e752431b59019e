using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Tessera.Llm;

/// <summary>One attempt whose answer has begun: its body is read within the attempt's time and up to the longest answer.</summary>
internal sealed class ModelCall(
    ModelOptions options, HttpResponseMessage response, Stream body, CancellationTokenSource time, IDisposable permit,
    CancellationToken caller) : IDisposable
{
    /// <summary>Whether the answer comes as events; some servers answer in one piece though they were asked to stream.</summary>
    public bool IsStream => response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>The whole body.</summary>
    /// <exception cref="ModelException">It takes too long, is too long, or the connection is lost.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        using var whole = new MemoryStream();
        await Faults(async () =>
        {
            await body.CopyToAsync(whole, time.Token);
            return true;
        });
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    /// <summary>The data of each event up to <c>[DONE]</c> or the end.</summary>
    /// <exception cref="ModelException">As <see cref="ReadAsync"/>.</exception>
    public async IAsyncEnumerable<string> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var events = SseParser.Create(body).EnumerateAsync(time.Token).GetAsyncEnumerator(time.Token);
        while (await Faults(() => events.MoveNextAsync().AsTask()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (events.Current.Data is "[DONE]") yield break;
            if (events.Current.Data.Length > 0) yield return events.Current.Data;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        response.Dispose();
        time.Dispose();
        permit.Dispose();
    }

    async Task<T> Faults<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (OperationCanceledException cause) when (!caller.IsCancellationRequested)
        {
            throw ModelServer.TimedOut(options, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or InvalidDataException)
        {
            throw new ModelException(ModelFault.Unavailable, "The connection to the model's server was lost within the answer.", cause);
        }
    }
}
