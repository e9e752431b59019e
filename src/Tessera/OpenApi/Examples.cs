namespace Tessera.OpenApi;

/// <summary>Ids and times as the examples of several features show them.</summary>
internal static class Examples
{
    public const string Guid = "0199d5b2-7c1e-7a53-9c1f-3f1b8a4e6d20";
    public const string ConversationId = "01K7ATS3E2F99SR7SZ3E594VJ0";
    public const string MessageId = "01K7ATS5W4E8ZB7Q2N6TXA9R1M";
    public const string ExternalId = "issue-1389";
    public const string Time = "2026-01-31T13:45:00Z";
}
