using System.Diagnostics;
using Tessera.Extraction;
using Tessera.Redaction;

namespace Tessera.Tests.Redaction;

/// <summary>Texts made to cost time: it grows with their length alone.</summary>
public sealed class HostileTextTests
{
    const int Length = 1_000_000;

    public static TheoryData<string> Pieces =>
    [
        "4111 1111 1111 111 ", "4 ", "4111", "pin ", "pin is 12 ", "at dot ", "a.b@", "j o h n ", "double ", "one ", "password is ",
        "card, ", "last four of ", "[PIN", "[PIN]", "1-", "oh ", "a at b dot com ", "@", "may 5 ", "account WF-", "\u200b1", "dot ",
        "my card number for my account of my ", "(1", "AB-1/", "born ", "+1 ", "hundred ", "\n", "😀4", "１２", "fuck ",
    ];

    [Theory, MemberData(nameof(Pieces))]
    public void A_megabyte_is_scanned_in_seconds(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Length / piece.Length));
        var scan = new SensitiveScan();
        scan.AddContext(SenderRole.Agent, "What is your card number, PIN, account number, date of birth and password?");

        var clock = Stopwatch.StartNew();
        var spans = scan.Add(SenderRole.Customer, text);

        // About 0.1 s on an idle core; what grows with the square of the length takes hours.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.All(spans, span => Assert.InRange(span.Start, 0, span.End - 1));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.InRange(spans.Length == 0 ? 0 : spans[^1].End, 0, text.Length);
    }

    [Theory]
    [InlineData("a [PIN] b", "a [PIN] b")]
    [InlineData("[", "[")]
    [InlineData("pin [PIN] 4321", "pin [PIN] [PIN]")]
    [InlineData("4111 1111 1111 1111", "[CREDIT_CARD_NUMBER]")]
    [InlineData("４１１１ １１１１ １１１１ １１１１", "[CREDIT_CARD_NUMBER]")]
    [InlineData("4111\u200b1111\u200b1111\u200b1111", "[CREDIT_CARD_NUMBER]")]
    [InlineData("4111–1111–1111–1111", "[CREDIT_CARD_NUMBER]")]
    [InlineData("a 4111 1111 1111 1111 b 5555555555554444 c", "a [CREDIT_CARD_NUMBER] b [CREDIT_CARD_NUMBER] c")]
    [InlineData("\ud83d", "\ud83d")]
    public void A_mask_takes_the_place_of_what_it_hides(string text, string masked) =>
        Assert.Equal(masked, Mask.Apply(text, new SensitiveScan().Add(SenderRole.Customer, text)));
}
