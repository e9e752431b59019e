using System.CommandLine;
using System.Text;
using Tessera.Fetch;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera read-pdf</c>, which the service starts for each PDF it reads: the PDF on standard input, its text on standard output.
/// </summary>
internal static class ReadPdfCommand
{
    public static Command Create()
    {
        var command = new Command(PdfText.Command, """
            Read a PDF from standard input and write its text, a paragraph a line.

            Example: tessera read-pdf < report.pdf
            """) { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            using var input = new MemoryStream();
            await using (var given = Console.OpenStandardInput()) await given.CopyToAsync(input, cancellationToken);
            var (outcome, text) = PdfPages.Read(input.ToArray());
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            return (int)outcome;
        });
        return command;
    }
}
