using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Tessera.Fetch;

/// <summary>How the reading of a PDF ended: the exit code of the process that read it.</summary>
internal enum PdfOutcome
{
    Read = 0,

    /// <summary>It is broken, or no PDF at all.</summary>
    Broken = 3,

    /// <summary>It needs a password.</summary>
    Locked = 4,
}

/// <summary>
/// Reads the text of a PDF, a paragraph a line. Only ever in a process of its own (<see cref="PdfText"/>): a PDF can be made so that its
/// reader runs for hours, out of memory, or out of stack.
/// </summary>
internal static class PdfPages
{
    /// <summary>The most pages that are read.</summary>
    public const int MostPages = 300;

    /// <summary>The longest text, in characters: as long as a page of the web may be.</summary>
    public const int MostCharacters = 5 * 1024 * 1024;

    // Finding columns costs more than the letters' number; what has more letters is no page that people read.
    const int MostLettersOfALayout = 20_000;

    /// <summary>Reads a PDF and says how that ended.</summary>
    public static (PdfOutcome Outcome, string Text) Read(byte[] bytes)
    {
        try
        {
            using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            var text = new StringBuilder();
            for (var number = 1; number <= Math.Min(document.NumberOfPages, MostPages) && text.Length < MostCharacters; number++)
            {
                foreach (var paragraph in Paragraphs(document.GetPage(number))) text.Append(paragraph).Append('\n');
            }

            return (PdfOutcome.Read, text.Length > MostCharacters ? text.ToString(0, MostCharacters) : text.ToString());
        }
        catch (PdfDocumentEncryptedException)
        {
            return (PdfOutcome.Locked, "");
        }
#pragma warning disable CA1031 // A broken PDF shows in whatever the library meets first; nothing else happens here.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (PdfOutcome.Broken, "");
        }
    }

    static IEnumerable<string> Paragraphs(Page page)
    {
        if (page.Letters.Count > MostLettersOfALayout) return ContentOrderTextExtractor.GetText(page).Split('\n');
        var blocks = DocstrumBoundingBoxes.Instance.GetBlocks(NearestNeighbourWordExtractor.Instance.GetWords(page.Letters));
        return UnsupervisedReadingOrderDetector.Instance.Get(blocks)
            .Select(block => string.Join(' ', block.TextLines.Select(line => line.Text)));
    }
}
