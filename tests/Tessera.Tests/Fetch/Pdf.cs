using System.Globalization;
using System.IO.Compression;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Tessera.Tests.Fetch;

/// <summary>PDFs of the tests: such as people write, and such as nobody should.</summary>
internal static class Pdf
{
    /// <summary>A PDF with a page for each of these, whose lines stand under each other; an empty line parts paragraphs.</summary>
    public static byte[] Of(params string[] pages)
    {
        using var document = new PdfDocumentBuilder();
        var font = document.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in pages)
        {
            var page = document.AddPage(PageSize.A4);
            foreach (var (i, line) in text.Split('\n').Index())
            {
                if (line.Length > 0) page.AddText(line, 11, new PdfPoint(60, 780 - (14 * i)), font);
            }
        }

        return document.Build();
    }

    /// <summary>A PDF of these objects, numbered from 1; the first is the catalogue.</summary>
    public static byte[] OfObjects(string trailer, params byte[][] objects)
    {
        var file = new MemoryStream();
        Write("%PDF-1.4\n");
        var offsets = new List<long>();
        foreach (var (i, body) in objects.Index())
        {
            offsets.Add(file.Length);
            Write($"{i + 1} 0 obj\n");
            file.Write(body);
            Write("\nendobj\n");
        }

        var table = file.Length;
        Write($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Write(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        Write($"trailer\n<</Root 1 0 R{trailer}/Size {objects.Length + 1}>>\nstartxref\n{table}\n%%EOF");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    public static byte[] Text(string body) => Encoding.Latin1.GetBytes(body);

    /// <summary>A compressed stream.</summary>
    public static byte[] Stream(Action<System.IO.Stream> write)
    {
        var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) write(zip);
        return [.. Text($"<</Filter/FlateDecode/Length {packed.Length}>>stream\n"), .. packed.ToArray(), .. Text("\nendstream")];
    }

    public const string Catalog = "<</Type/Catalog/Pages 2 0 R>>";
    public const string Pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    public const string Page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>";

    /// <summary>PDFs that are made to break their reader.</summary>
    public static IEnumerable<(string Name, Func<byte[]> Make)> Hostile =>
    [
        ("nothing after its mark", () => Text("%PDF-1.7")),
        ("noise", () => [.. Text("%PDF-1.7\n"), .. Noise(200_000)]),
        ("a page tree in a circle", () => OfObjects("", Text(Catalog), Text("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"))),
        ("a catalogue that is its own pages", () => OfObjects("", Text("<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 1>>"))),
        ("arrays nested deeper than a stack",
            () => OfObjects("", Text(Catalog), Text(Pages), Text(Page), Text(new string('[', 2_000_000) + new string(']', 2_000_000)))),
        ("dictionaries nested deeper than a stack",
            () => OfObjects(
                "", Text(Catalog), Text(Pages),
                Text($"<</Type/Page/Parent 2 0 R/Resources {string.Concat(Enumerable.Repeat("<</A ", 500_000))}"))),
        ("arrays nested in a page's content",
            () => OfObjects("", Text(Catalog), Text(Pages), Text(Page), Stream(s => s.Write(Text(new string('[', 3_000_000)))))),
        ("a bomb", () => OfObjects("", Text(Catalog), Text(Pages), Text(Page), Stream(s => Bomb(s, 800)))),
        ("a stream that is said to be endless",
            () => OfObjects("", Text(Catalog), Text(Pages), Text(Page), Text("<</Length 99999999999>>stream\nBT ET\nendstream"))),
        ("a hundred million pages",
            () => OfObjects(
                "", Text(Catalog), Text("<</Type/Pages/Kids[3 0 R]/Count 100000000>>"), Text(Page),
                Text("<</Length 0>>stream\n\nendstream"))),
        ("a form that draws itself", () => OfObjects(
            "", Text(Catalog), Text(Pages),
            Text("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"),
            Text("<</Length 5>>stream\n/F Do\nendstream"),
            Text(
                "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 11>>stream\n/F Do /F Do\nendstream"))),
        ("a table that leads back to itself", () => OfObjects("/Prev 9", Text(Catalog), Text(Pages), Text(Page))),
    ];

    static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return bytes;
    }

    static void Bomb(System.IO.Stream stream, int mebibytes)
    {
        var blank = new byte[1024 * 1024];
        Array.Fill(blank, (byte)' ');
        for (var i = 0; i < mebibytes; i++) stream.Write(blank);
    }
}
