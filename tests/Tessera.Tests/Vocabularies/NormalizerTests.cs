using System.Diagnostics;
using Tessera.Vocabularies;

namespace Tessera.Tests.Vocabularies;

public sealed class NormalizerTests
{
    static readonly Normalizer Sample = new(
    [
        new("1", "IEEE", ["I triple E", "eye triple e"]),
        new("2", "IEEE 802", ["I triple E eight oh two"]),
        new("3", "Wrenfold", ["wren fold", "run fold"]),
        new("4", "run folder", ["run folder"]),
        new("5", "never", ["wren fold"]),
        new("6", "爱三易", ["挨三易", "哎三易"]),
        new("7", "thumbs up", ["👍"]),
        new("8", "C++", ["see plus plus", "c ++"]),
        new("9", "café", ["cafe"]),
        new("10", "x", ["a a"]),
    ]);

    [Theory]
    [InlineData("the I triple E meets", "the IEEE meets")]
    [InlineData("i TRIPLE e", "IEEE")]
    [InlineData("i triple e eight oh two", "IEEE 802")]
    [InlineData("i triple e eight oh", "IEEE eight oh")]
    [InlineData("i  triple\n\te", "IEEE")]
    [InlineData("wren fold, run fold!", "Wrenfold, Wrenfold!")]
    [InlineData("run folder", "run folder")]
    [InlineData("overrun fold", "overrun fold")]
    [InlineData("run folds", "run folds")]
    [InlineData("run_fold", "run_fold")]
    [InlineData("我要办理挨三易会员", "我要办理爱三易会员")]
    [InlineData("哎三易哎三易", "爱三易爱三易")]
    [InlineData("😀run fold😀", "😀Wrenfold😀")]
    [InlineData("ok👍ok", "okthumbs upok")]
    [InlineData("ok👍🏽", "ok👍🏽")]
    [InlineData("👩‍👍", "👩‍👍")]
    [InlineData("see plus plus", "C++")]
    [InlineData("c ++ c ++", "C++ C++")]
    [InlineData("cafe\u0301", "cafe\u0301")]
    [InlineData("a a a a a", "x x a")]
    [InlineData("", "")]
    [InlineData("nothing here", "nothing here")]
    public void Forms_are_read_as_their_phrases(string text, string read)
    {
        var normalized = Sample.Apply(text);

        Assert.Equal((text, read), (normalized.Source, normalized.Text));
        Assert.Equal((0, text.Length), text.Length == 0 ? (0, 0) : normalized.ToSource(0, read.Length));
    }

    [Fact]
    public void Every_range_leads_back_to_the_words_it_came_of()
    {
        const string Text = "😀 the i triple e and Wren  Fold met 挨三易 twice";
        var normalized = Sample.Apply(Text);
        Assert.Equal("😀 the IEEE and Wrenfold met 爱三易 twice", normalized.Text);

        Assert.Equal("i triple e", Back("IEEE"));
        Assert.Equal("Wren  Fold", Back("Wrenfold"));
        Assert.Equal("挨三易", Back("爱三易"));
        Assert.Equal("挨三易", Back("三"));
        Assert.Equal("i triple e", Back("EE"));
        Assert.Equal("the i triple e and", Back("the IEEE and"));
        Assert.Equal("i triple e and Wren  Fold", Back("IEEE and Wrenfold"));
        Assert.Equal("😀", Back("😀"));
        Assert.Equal(" twice", Back(" twice"));
        Assert.Equal(" and ", Back(" and "));
        Assert.Equal("i triple e and Wren  Fold", Back("E and W"));

        string Back(string piece)
        {
            var at = normalized.Text.IndexOf(piece, StringComparison.Ordinal);
            var (start, end) = normalized.ToSource(at, at + piece.Length);
            return Text[start..end];
        }
    }

    [Fact]
    public void A_megabyte_and_a_thousand_forms_cost_little()
    {
        var many = new Normalizer(Enumerable.Range(0, 200).Select(i => new CustomVocabulary($"{i}", $"p{i}", [.. Enumerable.Range(0, 5).Select(j =>
            $"a a a a a a a a a a a a a a a {i:000}{j}")])));
        var clock = Stopwatch.StartNew();

        Assert.Equal(1_000_000, many.Apply(string.Concat(Enumerable.Repeat("a ", 500_000))).Text.Length);
        Assert.Equal(1_000_000, many.Apply("a" + new string(' ', 999_998) + "b").Text.Length);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
