using System.Text;

namespace Tessera.Redaction;

/// <summary>What stands in the place of what was redacted: the entity's id in brackets, as <c>[CREDIT_CARD_NUMBER]</c>.</summary>
internal static class Mask
{
    /// <summary>The mask of a kind.</summary>
    public static string Of(SensitiveKind kind) => $"[{RedactionEntity.Of(kind).Id}]";

    /// <summary>A text with these spans masked; they are in order and apart.</summary>
    public static string Apply(string text, IEnumerable<SensitiveSpan> spans)
    {
        var masked = new StringBuilder(text.Length);
        var from = 0;
        foreach (var span in spans)
        {
            masked.Append(text, from, span.Start - from).Append(Of(span.Kind));
            from = span.End;
        }

        return from == 0 ? text : masked.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>A text of the same length with blanks in the place of masks, and the kinds these name.</summary>
    public static string Blank(string text, HashSet<SensitiveKind> kinds)
    {
        char[]? blanked = null;
        for (var at = text.IndexOf('['); at >= 0; at = text.IndexOf('[', at + 1))
        {
            foreach (var entity in RedactionEntity.All)
            {
                var end = at + entity.Id.Length + 1;
                if (end >= text.Length || text[end] != ']' || !text.AsSpan(at + 1).StartsWith(entity.Id)) continue;
                kinds.Add(entity.Kind);
                (blanked ??= text.ToCharArray()).AsSpan(at, end + 1 - at).Fill(' ');
                break;
            }
        }

        return blanked is null ? text : new string(blanked);
    }
}
