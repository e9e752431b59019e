using Tessera.Extraction;
using Tessera.Extraction.Reading;

namespace Tessera.Tests.Extraction;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("book", "books", "booked", "booking", "bookings")]
    [InlineData("reserve", "reserved", "reserving", "reservation", "reservations")]
    [InlineData("arrive", "arrival", "arrives", "arriving")]
    [InlineData("cancel", "cancelled", "canceling", "cancellation")]
    [InlineData("city", "cities", "city's")]
    [InlineData("invite", "invited", "invitation", "invitations")]
    [InlineData("account", "acct", "accounts")]
    public void The_forms_of_a_word_have_one_stem(params string[] forms)
    {
        Assert.Single(forms.Select(Stemmer.Stem).Distinct());
    }

    [Theory]
    [InlineData("account", "accident")]
    [InlineData("number", "name")]
    [InlineData("guest", "guess")]
    [InlineData("bus", "busy")]
    public void Different_words_have_different_stems(string one, string other)
    {
        Assert.NotEqual(Stemmer.Stem(one), Stemmer.Stem(other));
    }

    [Fact]
    public void A_text_is_cut_into_words_digits_and_symbols()
    {
        var tokens = Tokenizer.Tokenize("I'm Zoë, room 12b\u2026 it\u2019s \uD83D\uDE00 OK?");
        string[] expected = ["i'm", "zoë", ",", "room", "12b", "\u2026", "it's", "\uD83D", "\uDE00", "ok", "?"];
        Assert.Equal(expected, tokens.Select(t => t.Lower));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], tokens.Select(t => t.Sentence));
    }

    [Theory]
    [InlineData("Dr. Berg is here. Bye", 2)]
    [InlineData("It is 3.50 at a.b@c.example", 1)]
    [InlineData("One\ntwo! three?", 3)]
    [InlineData("Wait ... what", 2)]
    public void Sentences_end_where_people_end_them(string text, int sentences)
    {
        Assert.Equal(sentences, new MessageReading(new TranscriptMessage("m", SenderRole.Customer, text), 0).Sentences.Length);
    }

    [Theory]
    [InlineData("Olsen", "olsen")]
    [InlineData("Mrs. OLSEN ", "olsen")]
    [InlineData("\"Copper  Basic\".", "copper basic")]
    [InlineData("Marks & Spencer", "marks and spencer")]
    [InlineData("6 pm", "18:00")]
    [InlineData("6pm", "18:00")]
    [InlineData("four", "4")]
    [InlineData("double five oh", "550")]
    [InlineData("4071-8825", "40718825")]
    [InlineData("the 21st", "21st")]
    [InlineData("twenty first", "21st")]
    [InlineData("May 5", "--05-05")]
    [InlineData("5/5/2020", "2020-05-05")]
    [InlineData("5/6/2020", "5/6/2020")]
    [InlineData("Ana@Example.com", "ana@example.com")]
    [InlineData("Dr.", "dr")]
    [InlineData("", "")]
    public void Two_ways_to_write_a_value_have_one_form(string value, string form)
    {
        Assert.Equal(form, ValueForm.Of(value));
        Assert.Equal(form, ValueForm.Of(form));
    }
}
