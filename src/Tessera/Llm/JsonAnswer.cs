using System.Text.Json;

namespace Tessera.Llm;

/// <summary>Finds the JSON object a model was asked for in what it said: models put fences, thoughts and pleasantries around it.</summary>
internal static class JsonAnswer
{
    /// <summary>The last complete JSON object that isn't part of another; null when there is none. The caller disposes it.</summary>
    /// <param name="text">What the model said.</param>
    public static JsonDocument? Find(string text)
    {
        // Thoughts come before the answer and may hold objects of their own.
        var thought = text.LastIndexOf("</think>", StringComparison.Ordinal);
        var said = thought < 0 ? text : text[(thought + "</think>".Length)..];
        JsonDocument? found = null;
        for (var at = said.IndexOf('{', StringComparison.Ordinal); at >= 0;)
        {
            var end = EndOfObject(said, at);
            // What is never closed isn't complete, and nothing after its beginning is outside it.
            if (end < 0) break;
            if (Parse(said.AsMemory(at, end - at)) is { } document)
            {
                found?.Dispose();
                found = document;
            }

            at = said.IndexOf('{', end);
        }

        return found;
    }

    /// <summary>One past the brace that closes the object at a place, or -1.</summary>
    static int EndOfObject(string text, int start)
    {
        var depth = 0;
        var inText = false;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when inText: i++; break;
                case '"': inText = !inText; break;
                case '{' when !inText: depth++; break;
                case '}' when !inText && --depth == 0: return i + 1;
            }
        }

        return -1;
    }

    static JsonDocument? Parse(ReadOnlyMemory<char> text)
    {
        try
        {
            return JsonDocument.Parse(
                text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
