using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tessera.Extraction.Evaluation;

/// <summary>Writes mistakes as NDJSON, one object each, for the author of the fields to read beside the conversations.</summary>
internal static class MistakeWriter
{
    // Read by people in files, never put into a page: quotes and letters of any script stay themselves.
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line without its end: which line and field, what was found and where, what would have been right.</summary>
    public static string Line(string candidate, int line, Judgement mistake)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteString("extractor", candidate);
            json.WriteString("field", mistake.Answer.FieldId);
            json.WriteString("found", mistake.Answer.Normalized);
            json.WriteStartArray("accepted");
            foreach (var accepted in mistake.Accepted)
                json.WriteStringValue(accepted);
            json.WriteEndArray();
            if (mistake.Answer.Evidence is { } evidence)
            {
                json.WriteString("message", evidence.MessageId);
                json.WriteNumber("start", evidence.Start);
                json.WriteNumber("end", evidence.End);
                json.WriteString("quote", evidence.Quote);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
