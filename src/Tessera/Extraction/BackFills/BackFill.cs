using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tessera.Query.Evaluation;
using Tessera.Wire;

namespace Tessera.Extraction.BackFills;

/// <summary>Which conversations are to be extracted, and what of them.</summary>
internal sealed record BackFill
{
    /// <summary>The most segments.</summary>
    public const int MostSegments = 100;

    /// <summary>The conversations of any of these; and only what these ask for.</summary>
    public required IReadOnlyList<string> SegmentIds { get; init; }

    /// <summary>Only these of the fields that the segments ask for; null for all.</summary>
    public IReadOnlyList<string>? FieldIds { get; init; }

    /// <summary>Only conversations that began then or later.</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Only conversations that began before.</summary>
    public DateTimeOffset? StartedUntil { get; init; }

    /// <summary>
    /// The part of the conversations that is taken, above 0 and at most 1: the same ones every time, and of a larger part among them.
    /// </summary>
    public double SampleRate { get; init; } = 1;

    /// <summary>Asks a model again where its answer is known.</summary>
    public bool Regenerate { get; init; }

    /// <summary>The conversations it is about, but for the sampling.</summary>
    public SegmentQuery Query()
    {
        // Ids of segments have no quotes.
        var text = new StringBuilder($"({string.Join(" OR ", SegmentIds.Select(id => $"SEGMENT('{id}')"))})");
        if (StartedFrom is { } from) text.Append($" AND started_at >= '{Time.Format(from)}'");
        if (StartedUntil is { } until) text.Append($" AND started_at < '{Time.Format(until)}'");
        return SegmentQuery.TryCompile(text.ToString(), out var error) ?? throw new InvalidOperationException(error!.Message);
    }

    /// <summary>Whether a conversation is among the sampled: by a hash of its id alone.</summary>
    public bool Takes(string conversationId)
    {
        if (SampleRate >= 1) return true;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(conversationId), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) < SampleRate * ulong.MaxValue;
    }
}

/// <summary>What is kept of a back-fill as the definition of its job.</summary>
internal sealed record BackFillDefinition(BackFill Selection, BackFillEstimate Estimate);
