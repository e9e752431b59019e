using Tessera.Fetch;
using Tessera.Tests.Harness;
using Tessera.Tests.Markets;

namespace Tessera.Tests.Fetch;

/// <summary>PDFs as sources: their paragraphs, and whatever is made to look like one.</summary>
public sealed class PdfTests(Servers servers)
{
    const string Brochure = "Who buys Ledger\n\n\nOur customers are banks in Spain with 500+\nemployees. They need an audit trail for every\npayment they make.\n\n\nProcurement takes eight weeks.";

    [Fact]
    public async Task A_pdf_is_read_paragraph_by_paragraph_page_by_page()
    {
        var text = (await ReadAsync(Pdf.Of(Brochure, "It isn't for sole traders."))).Value;

        Assert.Equal(
            """
            Who buys Ledger
            Our customers are banks in Spain with 500+ employees. They need an audit trail for every payment they make.
            Procurement takes eight weeks.
            It isn't for sole traders.
            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public async Task One_without_text_and_one_with_a_password_are_told()
    {
        Assert.Equal("it is a PDF without text, as of a scan", (await ReadAsync(Pdf.Of(""))).Problem!.Message);
        Assert.Equal("it is a PDF that needs a password", (await ReadAsync(Locked)).Problem!.Message);
        Assert.Equal(
            "it is sent as a PDF and is none",
            (await PageText.ReadAsync(
                "plainly not"u8.ToArray(), "application/pdf", null, TestContext.Current.CancellationToken)).Problem!.Message);
    }

    [Theory]
    [InlineData(299)]
    [InlineData(300)]
    [InlineData(301)]
    public void Three_hundred_pages_are_read(int pages)
    {
        var (outcome, text) = PdfPages.Read(Pdf.Of([.. Enumerable.Range(1, pages).Select(i => $"Page {i}.")]));

        Assert.Equal((PdfOutcome.Read, Math.Min(pages, 300)), (outcome, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    public static TheoryData<string> HostileNames => [.. Pdf.Hostile.Select(p => p.Name)];

    [Theory, MemberData(nameof(HostileNames))]
    public async Task A_hostile_pdf_harms_nothing_but_its_reader(string name)
    {
        var read = await ReadAsync(Pdf.Hostile.Single(p => p.Name == name).Make());

        // Either nothing is found in it or it is refused; what counts is that this process goes on.
        if (read.Problem is { } problem) Assert.StartsWith("it is a PDF ", problem.Message, StringComparison.Ordinal);
        else Assert.InRange(read.Value!.Length, 1, PdfPages.MostCharacters);
    }

    [Fact]
    public void A_pdf_that_is_cut_off_anywhere_is_read_or_refused()
    {
        var whole = Pdf.Of(Brochure);
        for (var length = 5; length < whole.Length; length += whole.Length / 40)
            Assert.Contains(PdfPages.Read(whole[..length]).Outcome, (PdfOutcome[])[PdfOutcome.Read, PdfOutcome.Broken]);
    }

    [Theory, OnBothDatabases]
    public async Task A_pdf_is_a_source_and_a_resource_like_any_page(Backend backend)
    {
        await using var site = await Site.StartAsync();
        var url = site.Page("/brochure.pdf", Pdf.Of(Brochure), "application/pdf");
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { AllowFetch = [site.Host] });
        using var api = Servers.NewKey(server, "pdf");
        var resource = await api.MakeIdAsync(
            "resource", new { mode = "file", filename = "brochure.pdf", file = Convert.ToBase64String(Pdf.Of(Brochure)) });

        foreach (var (type, value) in ((string, string)[])[("URL", url), ("RESOURCE", resource)])
        {
            var segment = (await api.PostAsync(
                "/api/v2/segment/generate",
                new { segments = new[] { new { sources = new[] { new { type, value } } } } })).Expect(200).Json["data"]![0]!;
            Assert.Equal(
                ("500+ employees", "Spain"),
                ((string)segment["data"]!["firmographics"]!["employees"]![0]!,
                    (string)segment["data"]!["firmographics"]!["geography"]![0]!));
        }

        (await api.PostAsync(
            "/api/v2/resource/create", new { mode = "file", filename = "locked.pdf", file = Convert.ToBase64String(Locked) }))
            .ExpectError("400-01", "locked.pdf: it is a PDF that needs a password.");
    }

    static byte[] Locked => Pdf.OfObjects(
        "/Encrypt 4 0 R/ID[<00><00>]", Pdf.Text(Pdf.Catalog), Pdf.Text(Pdf.Pages),
        Pdf.Text("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"),
        Pdf.Text(
            $"<</Filter/Standard/V 1/R 2/P -4/O<{string.Concat(Enumerable.Repeat("11", 32))}>/U<{string.Concat(Enumerable.Repeat("22", 32))}>>>"));

    static Task<Tessera.Wire.Result<string>> ReadAsync(byte[] pdf) =>
        PageText.ReadAsync(pdf, "application/pdf", null, TestContext.Current.CancellationToken);
}
