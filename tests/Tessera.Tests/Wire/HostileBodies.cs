using System.Text;

namespace Tessera.Tests.Wire;

/// <summary>Bodies that nobody means well with, each by a name that a failure shows.</summary>
internal static class HostileBodies
{
    const int Deep = 1_000_000;

    static readonly string[] Members =
    [
        "id", "name", "query", "structuredDataFieldIds", "categoryId", "type", "active", "question", "entity", "phrases", "segmentIds",
        "externalConversationId", "eventId", "lobId", "platform", "companySegment", "attributes", "items", "externalId", "agent", "customer",
        "metadata", "timestamp", "text", "sender", "messages", "code", "conversationId", "issueId", "agentExternalId", "sampleSize", "intent",
    ];

    static readonly (string Name, string Json)[] Values =
    [
        ("null", "null"), ("true", "true"), ("number", "7"), ("negative zero", "-0"), ("huge number", "1e400"),
        ("long number", new string('9', 5000)),
        ("empty string", "\"\""), ("NUL", "\"\\u0000\""), ("half pair", "\"\\ud800\""), ("empty array", "[]"), ("empty object", "{}"),
        ("nested arrays", "[[[[]]]]"), ("array of null", "[null]"), ("array of array", "[[]]"), ("array of objects", "[{},{\"name\":{}}]"),
        ("object of null", "{\"externalId\":null,\"role\":null,\"raw\":null,\"type\":null,\"name\":null}"),
        ("object of arrays", "{\"externalId\":[],\"role\":[],\"raw\":[],\"type\":[],\"yes\":{},\"code\":[]}"),
        ("long string", $"\"{new string('x', 100_000)}\""), ("long emoji", $"\"{string.Concat(Enumerable.Repeat("😀", 20_000))}\""),
        ("SQL", "\"'; DROP TABLE conversation; --\""), ("time", "\"2026-99-99T99:99:99Z\""),
    ];

    /// <summary>Bodies that are no JSON object, or hardly.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Malformed =>
    [
        ("empty", []), ("space", "   "u8.ToArray()), ("NUL", [0]), ("byte order mark", [0xEF, 0xBB, 0xBF, .. "{}"u8]),
        ("UTF-16", Encoding.Unicode.GetBytes("{}")), ("UTF-32", Encoding.UTF32.GetBytes("{}")),
        ("invalid UTF-8", [.. "{\"id\":\""u8, 0xFF, 0xFE, .. "\"}"u8]), ("overlong UTF-8", [.. "{\"id\":\""u8, 0xC0, 0x80, .. "\"}"u8]),
        ("encoded surrogate", [.. "{\"id\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]), ("cut off UTF-8", [.. "{\"id\":\""u8, 0xF0, 0x9F]),
        ("gzip", [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0]),
        .. new[]
        {
            "null", "true", "7", "\"text\"", "[]", "[{}]", "{", "}", "{]", "[}", "{{}}", "{\"id\"}", "{\"id\":}", "{\"id\":1,}", "{,}", "{} {}", "{}x",
            "{\"id\":01}", "{\"id\":+1}", "{\"id\":.5}", "{\"id\":1.}", "{\"id\":1e}", "{\"id\":NaN}", "{\"id\":Infinity}", "{\"id\":0x10}",
            "{\"id\":'a'}", "{id:1}", "{\"id\":undefined}", "{\"id\":\"\u0001\"}", "{\"id\":\"\\x\"}", "{\"id\":\"\\u12\"}", "{\"id\":\"", "/* */{}",
            "{}//", "{\"a\":1,\"a\":2}", "{\"id\":{\"a\":1,\"a\":2}}", "{\"\\ud800\":1}", "{\"\\ud800\":1,\"\\ud800\":2}",
            "{\"\":1}", "{\"__proto__\":{}}",
        }.Select(text => (text, Encoding.UTF8.GetBytes(text))),
        ("deep arrays", Encoding.UTF8.GetBytes(new string('[', Deep))),
        ("deep objects", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", Deep / 5)))),
        ("deep within a member", Encoding.UTF8.GetBytes($"{{\"query\":{new string('[', 100_000)}{new string(']', 100_000)}}}")),
        ("many members", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"m{i}\":{i}"))}}}")),
        ("many equal members", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Repeat("\"id\":1", 50_000))}}}")),
        ("long name", Encoding.UTF8.GetBytes($"{{\"{new string('x', 500_000)}\":1}}")),
    ];

    /// <summary>A good body with one member after the other replaced by each of the odd values.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Odd(string good)
    {
        var members = System.Text.Json.Nodes.JsonNode.Parse(good)!.AsObject();
        foreach (var name in Members)
        {
            foreach (var (kind, value) in Values)
            {
                var rest = members.Where(member => member.Key != name).Select(
                    member => $"\"{member.Key}\":{member.Value?.ToJsonString() ?? "null"}");
                yield return ($"{name}: {kind}", Encoding.UTF8.GetBytes($"{{{string.Join(',', rest.Append($"\"{name}\":{value}"))}}}"));
            }
        }
    }
}
