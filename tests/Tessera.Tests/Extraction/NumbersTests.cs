using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("40718825", "40718825")]
    [InlineData("4071 8825", "40718825")]
    [InlineData("4071-8825 is it", "40718825")]
    [InlineData("it's 40718825, hope that helps", "40718825")]
    [InlineData("four oh seven one double eight two five", "40718825")]
    [InlineData("４０７１８８２５", "40718825")]
    public async Task An_asked_number_is_found_however_it_is_written(string answer, string expected)
    {
        var value = await Talk.Ask(Talk.AccountNumber, "A: What is your account number?", "C: " + answer);
        Assert.Equal(expected, value.Normalized);
    }

    [Fact]
    public async Task Two_numbers_in_one_message_go_to_the_fields_their_labels_name()
    {
        string[] lines = ["C: My account number is 40718825 and my PIN is 9081."];
        Assert.Equal("40718825", (await Talk.Ask(Talk.AccountNumber, lines)).Value);
        Assert.Equal("9081", (await Talk.Ask(Talk.Pin, lines)).Value);
    }

    [Fact]
    public async Task The_length_of_the_examples_tells_numbers_apart_that_are_asked_for_together()
    {
        string[] lines = ["A: Account number and PIN, please.", "C: 40718825 9081"];
        Assert.Equal("40718825", (await Talk.Ask(Talk.AccountNumber, lines)).Value);
        Assert.Equal("9081", (await Talk.Ask(Talk.Pin, lines)).Value);
    }

    [Fact]
    public async Task A_number_of_the_wrong_length_is_not_the_one_asked_for()
    {
        var value = await Talk.Ask(Talk.Pin, "A: Your PIN, please?", "C: I don't know it. My account is 40718825.");
        Assert.Equal(ExtractionOutcome.NotFound, value.Outcome);
    }

    [Theory]
    [InlineData("My balance should be at least 8500!")]
    [InlineData("I was born in 08 06 1963")]
    [InlineData("That was $1500 or so")]
    public async Task What_measures_or_dates_something_names_nothing(string line)
    {
        var value = await Talk.Ask(Talk.Pin, "A: Anything else?", "C: " + line);
        Assert.Equal(ExtractionOutcome.NotFound, value.Outcome);
    }

    [Fact]
    public async Task A_code_of_letters_and_digits_is_found_by_the_form_of_its_examples()
    {
        var order = Talk.Entity("order number", "The number of the order.", "ORD-20441", "ORD-99310");
        Assert.Equal("ORD-31007", (await Talk.Ask(order, "C: hi, where is ORD-31007? i paid on the 3rd")).Value);
    }

    [Fact]
    public async Task A_field_whose_examples_have_two_forms_finds_both()
    {
        var account = Talk.Entity("account number", "Eight digits, or AE and six digits.", "40718825", "40718826", "AE-190274");
        Assert.Equal("AE-204118", (await Talk.Ask(account, "A: Your account number?", "C: AE-204118")).Value);
        Assert.Equal("40718825", (await Talk.Ask(account, "A: Your account number?", "C: 40718825")).Value);
    }

    [Fact]
    public async Task A_tracking_code_needs_no_examples()
    {
        var tracking = Talk.Entity("tracking code", "The tracking code of the parcel.");
        Assert.Equal("1Z999AA10123", (await Talk.Ask(tracking, "A: What is the tracking code?", "C: 1Z999AA10123 thanks")).Value);
    }

    [Theory]
    [InlineData("you can write to Ana.Berg+shop@mail.example.org.", "ana.berg+shop@mail.example.org")]
    [InlineData("ana_berg@example.com!", "ana_berg@example.com")]
    public async Task An_email_address_is_found_without_the_full_stop_after_it(string line, string expected)
    {
        var email = Talk.Entity("email", "Where to write to.");
        var value = await Talk.Ask(email, "C: " + line);
        Assert.Equal(expected, value.Normalized);
        Assert.Equal(expected, value.Value, ignoreCase: true);
    }

    [Theory]
    [InlineData("call me at +1 (555) 010-2233 please", "15550102233")]
    [InlineData("555-0163", "5550163")]
    public async Task A_phone_number_is_found_in_groups(string line, string expected)
    {
        var phone = Talk.Entity("callback number", "The phone number to call back.", "+1 555 010 9988", "555-0100");
        Assert.Equal(expected, (await Talk.Ask(phone, "A: Which phone number can we call?", "C: " + line)).Normalized);
    }

    [Theory]
    [InlineData("they took $1,250.50 from me", "1250.50")]
    [InlineData("i was charged seventy dollars twice", "70")]
    [InlineData("it was 18 euros", "18")]
    [InlineData("i lost 5k dollars", "5000")]
    [InlineData("you owe me 30 cents", "0.3")]
    public async Task An_amount_is_found_with_its_currency(string line, string expected)
    {
        var amount = Talk.Entity("disputed amount", "The amount of money the customer wants back.", "$42.50", "18 dollars");
        Assert.Equal(expected, (await Talk.Ask(amount, "C: " + line)).Normalized);
    }
}
