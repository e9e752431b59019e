using System.Net;
using System.Text;

namespace Tessera.Tests.Harness;

/// <summary>Sends ten characters of a body, and the rest when it is told to.</summary>
internal sealed class SlowContent(string body, Task rest) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[..10]));
        await stream.FlushAsync();
        await rest;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[10..]));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
