using System.Text;

namespace Tessera.Fetch;

/// <summary>Writes the lines of <see cref="ReadableText"/> as elements open and close.</summary>
internal sealed class ReadableTextWriter
{
    static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q",
        "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    readonly StringBuilder text = new();
    string mark = "";
    bool lineHasText;
    bool spaceDue;
    bool hasTitle;
    int cells;

    /// <summary>How much has been written, in characters.</summary>
    public int Length => text.Length;

    public void Open(string name)
    {
        switch (name)
        {
            case ['h', >= '1' and <= '6' and var level]:
                Break();
                hasTitle |= level == '1';
                mark = $"{new string('#', level - '0')} ";
                break;
            case "li" or "dt" or "dd":
                Break();
                mark = "- ";
                break;
            case "td" or "th":
                cells++;
                if (lineHasText) text.Append(" |");
                spaceDue = lineHasText;
                break;
            // A paragraph that begins an item or a heading stays on its line.
            case var _ when !Inline.Contains(name):
                if (mark.Length == 0 || lineHasText) Break();
                break;
        }
    }

    public void Close(string name)
    {
        if (name is "td" or "th") cells--;
        else if (!Inline.Contains(name)) Break();
    }

    /// <summary>Adds text, with white space collapsed.</summary>
    public void Text(string words)
    {
        foreach (var c in words)
        {
            if (char.IsWhiteSpace(c))
            {
                spaceDue |= lineHasText;
                continue;
            }

            if (char.IsControl(c) || c is '\u00AD' or '\u200B' or '\uFEFF') continue;
            if (!lineHasText)
            {
                text.Append(mark);
                mark = "";
            }
            else if (spaceDue)
            {
                text.Append(' ');
            }

            (lineHasText, spaceDue) = (true, false);
            text.Append(c);
        }
    }

    /// <summary>The text; headed by the page's title where it has no heading of the first level.</summary>
    public string ToText(string? title)
    {
        cells = 0;
        Break();
        var lines = text.ToString().TrimEnd();
        var head = string.Join(' ', (title ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return hasTitle || head.Length == 0 ? lines : $"# {head}\n{lines}".TrimEnd();
    }

    void Break()
    {
        // What stands in a cell stays on its row.
        if (cells > 0)
        {
            spaceDue |= lineHasText;
            return;
        }

        if (lineHasText) text.Append('\n');
        (lineHasText, spaceDue, mark) = (false, false, "");
    }
}
