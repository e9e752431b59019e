using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Audit;

/// <summary>
/// What a change was made of. Persisted: explicit and append-only. Its name on the wire is in kebab case, as <c>access-key</c>.
/// </summary>
internal enum AuditedKind
{
    /// <summary>A workspace, by its name.</summary>
    Workspace = 1,

    /// <summary>A key to the API; of its secrets nothing but when they end.</summary>
    AccessKey = 2,

    Segment = 3,

    StructuredDataField = 4,

    CustomVocabulary = 5,

    /// <summary>What is redacted, and how.</summary>
    RedactionEntity = 6,

    /// <summary>An intent that the classifier may assign.</summary>
    Intent = 7,

    /// <summary>What a workspace may spend on models.</summary>
    ModelBudget = 8,

    /// <summary>Which extractor is used for which field.</summary>
    ExtractionPolicy = 9,

    /// <summary>How sure the classifier of intents must be.</summary>
    IntentClassifier = 10,

    MarketSegment = 20,

    /// <summary>A product or a service.</summary>
    Offering = 21,

    BrandVoice = 22,

    /// <summary>A stored text, file or page; without its text.</summary>
    Resource = 23,

    /// <summary>What is said of the workspace's own company.</summary>
    WorkspaceCompany = 24,

    /// <summary>Which conversations a market segment watches.</summary>
    MarketWatch = 25,

    /// <summary>What somebody says of a value.</summary>
    Feedback = 30,

    /// <summary>What is true of a field in a conversation; without what was said there.</summary>
    LabelledCase = 31,
}

/// <summary>One change, as the log keeps it. Changes of a workspace are numbered from 1 without a gap.</summary>
internal sealed record AuditEntry
{
    public long WorkspaceId { get; init; }

    public long Sequence { get; init; }

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public long ChangedAt { get; init; }

    public string? KeyId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The number of an <see cref="AuditedKind"/>.</summary>
    public int Kind { get; init; }

    public string ObjectId { get; init; } = "";

    /// <summary>JSON of what was; null where it was made.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what is since; null where it was deleted.</summary>
    public string? After { get; init; }

    /// <summary>What the log keeps as <see cref="HashAfter"/> of the entry before.</summary>
    public string Hash { get; init; } = "";

    /// <summary>
    /// The hash of this entry behind another one: SHA-256, in small hex, of the previous hash and every column but the hash in the order of
    /// the table. Each is written as its UTF-8 text (numbers in decimal) after its length as four bytes, big-endian; null is the length -1
    /// alone.
    /// </summary>
    /// <param name="previousHash">The hash of the entry before; empty for the first.</param>
    public string HashAfter(string previousHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        string?[] parts =
            [previousHash, Text(WorkspaceId), Text(Sequence), Text(ChangedAt), KeyId, RequestId, Text(Kind), ObjectId, Before, After];
        foreach (var part in parts)
        {
            var bytes = part is null ? null : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
            hash.AppendData(length);
            if (bytes is not null) hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
