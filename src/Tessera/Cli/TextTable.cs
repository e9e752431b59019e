using System.Text;

namespace Tessera.Cli;

/// <summary>Tables for people, in columns of their widest cell.</summary>
internal static class TextTable
{
    /// <summary>Appends rows, the head being the first.</summary>
    /// <param name="text">What they are appended to.</param>
    /// <param name="rows">The rows, all of the same length.</param>
    /// <param name="align">A letter for each column: <c>l</c> for left, <c>r</c> for right.</param>
    public static void Append(StringBuilder text, IReadOnlyList<string[]> rows, string align)
    {
        var cells = rows.Select(row => Array.ConvertAll(row, Plain)).ToList();
        var widths = align.Select((_, c) => cells.Max(row => row[c].Length)).ToArray();
        foreach (var row in cells)
        {
            var padded = row.Select((cell, c) => align[c] == 'r' ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            text.Append(string.Join("  ", padded).TrimEnd()).Append('\n');
        }
    }

    /// <summary>A text without what a terminal would obey: names and values come from strangers.</summary>
    public static string Plain(string text) => string.Create(text.Length, text, (plain, given) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = char.IsControl(given[i]) ? ' ' : given[i];
    });

    /// <summary>A text of at most so many characters.</summary>
    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
