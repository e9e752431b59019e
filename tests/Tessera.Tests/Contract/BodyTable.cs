namespace Tessera.Tests.Contract;

/// <summary>A body of the documents: the endpoint that takes it, a good one, and a row for each property.</summary>
/// <param name="Endpoint">Method and path, as in <see cref="Access.Endpoint"/>.</param>
/// <param name="Good">A body that is taken, as often as it is sent: <c>{n}</c> is another number each time.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record BodyTable(string Endpoint, string Good, params Property[] Properties)
{
    /// <summary>What is told apart where one endpoint takes two kinds of body.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The envelope of what is wrong with the body.</summary>
    public Envelope Envelope { get; init; }

    /// <summary>A name for tests.</summary>
    public string Name => Variant.Length == 0 ? Endpoint : $"{Endpoint} ({Variant})";
}

/// <summary>How an endpoint says what is wrong with a body.</summary>
internal enum Envelope
{
    /// <summary><c>{"error":{…}}</c>, the same everywhere.</summary>
    Error,

    /// <summary><c>{"result":{"eventId","error"}}</c>, or the same in <c>results</c>.</summary>
    Result,
}
