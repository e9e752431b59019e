using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Tests.Contract;

namespace Tessera.Tests.Wire;

/// <summary>Bodies that nobody means well with, each by a name that a failure shows.</summary>
internal static class HostileBodies
{
    const int Deep = 1_000_000;

    static readonly Lazy<byte[]> Bomb = new(() =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var spaces = new byte[1 << 20];
            spaces.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 100; i++) gzip.Write(spaces);
        }

        return packed.ToArray();
    });

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

    /// <summary>A small body that unpacks to 100 MiB of spaces.</summary>
    public static byte[] GzipBomb => Bomb.Value;

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
            "null", "true", "7", "\"text\"", "[]", "[{}]", "{", "}", "{]", "[}", "{{}}", "{\"id\"}", "{\"id\":}", "{\"id\":1,}", "{,}",
            "{} {}", "{}x", "{\"id\":01}", "{\"id\":+1}", "{\"id\":.5}", "{\"id\":1.}", "{\"id\":1e}", "{\"id\":NaN}", "{\"id\":Infinity}",
            "{\"id\":0x10}", "{\"id\":'a'}", "{id:1}", "{\"id\":undefined}", "{\"id\":\"\u0001\"}", "{\"id\":\"\\x\"}",
            "{\"id\":\"\\u12\"}", "{\"id\":\"", "/* */{}", "{}//", "{\"a\":1,\"a\":2}", "{\"id\":{\"a\":1,\"a\":2}}", "{\"\\ud800\":1}",
            "{\"\\ud800\":1,\"\\ud800\":2}", "{\"\":1}", "{\"__proto__\":{}}",
        }.Select(text => (text, Encoding.UTF8.GetBytes(text))),
        ("deep arrays", Encoding.UTF8.GetBytes(new string('[', Deep))),
        ("deep objects", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", Deep / 5)))),
        ("deep within a member", Encoding.UTF8.GetBytes($"{{\"query\":{new string('[', 100_000)}{new string(']', 100_000)}}}")),
        ("many members", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"m{i}\":{i}"))}}}")),
        ("many equal members", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Repeat("\"id\":1", 50_000))}}}")),
        ("long name", Encoding.UTF8.GetBytes($"{{\"{new string('x', 500_000)}\":1}}")),
    ];

    /// <summary>
    /// A good body with one member after the other, however deep, replaced by each of the odd values; and with one that is unknown.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Body)> Odd(string good, IEnumerable<string> paths) =>
        from path in paths.Append("unknown")
        from value in Values
        select ($"{path}: {value.Name}",
            Encoding.UTF8.GetBytes(new Case("", Absent: false, value.Json, "").PutInto(JsonNode.Parse(good)!, path)));
}
