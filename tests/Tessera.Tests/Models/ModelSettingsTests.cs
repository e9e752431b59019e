using Tessera.Llm;

namespace Tessera.Tests.Models;

/// <summary>Models are configured by the environment.</summary>
public sealed class ModelSettingsTests
{
    [Fact]
    public void Three_variables_are_enough()
    {
        var options = Read(("TESSERA_MODEL_URL", "https://api.openai.com/v1"), ("TESSERA_MODEL", "m"), ("TESSERA_MODEL_KEY", "sk-1"))!;

        Assert.Equal(("m", "sk-1", "https://api.openai.com/v1/chat/completions"), (options.Model, options.Key, options.ChatUrl.ToString()));
        Assert.DoesNotContain("sk-1", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_variable_is_no_model() => Assert.Null(Read());

    [Theory]
    [InlineData("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/chat/completions")]
    [InlineData("http://h/v1/chat/completions", "http://h/v1/chat/completions")]
    [InlineData(
        "https://x.openai.azure.com/openai/deployments/d?api-version=1",
        "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1")]
    public void The_url_is_completed(string url, string chat) =>
        Assert.Equal(chat, Read(("TESSERA_MODEL_URL", url), ("TESSERA_MODEL", "m"))!.ChatUrl.ToString());

    [Theory]
    [InlineData("TESSERA_MODEL_URL", "ftp://h/v1")]
    [InlineData("TESSERA_MODEL_URL", "h/v1")]
    [InlineData("TESSERA_MODEL_URL", "http://user:secret@h/v1")]
    [InlineData("TESSERA_MODEL_URL", "")]
    [InlineData("TESSERA_MODEL", "")]
    [InlineData("TESSERA_MODEL_TIMEOUT", "0.9")]
    [InlineData("TESSERA_MODEL_TIMEOUT", "3601")]
    [InlineData("TESSERA_MODEL_MAX_TOKENS", "15")]
    [InlineData("TESSERA_MODEL_MAX_TOKENS", "1000001")]
    [InlineData("TESSERA_MODEL_MAX_PROMPT_TOKENS", "999")]
    [InlineData("TESSERA_MODEL_TEMPERATURE", "2.1")]
    [InlineData("TESSERA_MODEL_TEMPERATURE", "warm")]
    [InlineData("TESSERA_MODEL_CONCURRENCY", "0")]
    [InlineData("TESSERA_MODEL_CONCURRENCY", "1001")]
    [InlineData("TESSERA_MODEL_RETRIES", "11")]
    [InlineData("TESSERA_MODEL_FORMAT", "xml")]
    [InlineData("TESSERA_MODEL_STREAM", "yes")]
    [InlineData("TESSERA_MODEL_MAX_TOKENS_NAME", "tokens")]
    [InlineData("TESSERA_MODEL_HEADERS", "no colon")]
    [InlineData("TESSERA_MODEL_HEADERS", "bad name: x")]
    [InlineData("TESSERA_MODEL_INPUT_PRICE", "-1")]
    [InlineData("TESSERA_MODEL_REQUESTS_PER_MINUTE", "-1")]
    [InlineData("TESSERA_MODEL_REQUESTS_PER_MINUTE", "1000001")]
    [InlineData("TESSERA_MODEL_MAX_PROMPT_TOKENS", "10000001")]
    [InlineData("TESSERA_MODEL_PROMPT", "0")]
    [InlineData("TESSERA_MODEL_PROMPT", "3")]
    public void What_can_t_be_used_is_refused_by_its_name(string name, string value)
    {
        var refusal = Assert.Throws<ModelOptionsException>(
            () => Read(("TESSERA_MODEL_URL", "http://h/v1"), ("TESSERA_MODEL", "m"), (name, value)));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TESSERA_MODEL_TIMEOUT", "1")]
    [InlineData("TESSERA_MODEL_TIMEOUT", "3600")]
    [InlineData("TESSERA_MODEL_MAX_TOKENS", "16")]
    [InlineData("TESSERA_MODEL_MAX_TOKENS", "1000000")]
    [InlineData("TESSERA_MODEL_MAX_PROMPT_TOKENS", "1000")]
    [InlineData("TESSERA_MODEL_TEMPERATURE", "2")]
    [InlineData("TESSERA_MODEL_TEMPERATURE", "none")]
    [InlineData("TESSERA_MODEL_CONCURRENCY", "1000")]
    [InlineData("TESSERA_MODEL_RETRIES", "0")]
    [InlineData("TESSERA_MODEL_FORMAT", "json")]
    [InlineData("TESSERA_MODEL_HEADERS", "api-key: a b; X-Team: cx")]
    [InlineData("TESSERA_MODEL_INPUT_PRICE", "0.15")]
    [InlineData("TESSERA_MODEL_REQUESTS_PER_MINUTE", "0")]
    [InlineData("TESSERA_MODEL_REQUESTS_PER_MINUTE", "1000000")]
    [InlineData("TESSERA_MODEL_MAX_PROMPT_TOKENS", "10000000")]
    [InlineData("TESSERA_MODEL_PROMPT", "2")]
    public void What_is_within_its_bounds_is_taken(string name, string value) =>
        Assert.NotNull(Read(("TESSERA_MODEL_URL", "http://h/v1"), ("TESSERA_MODEL", "m"), (name, value)));

    [Fact]
    public void Further_models_have_the_settings_of_the_first_but_for_their_own()
    {
        var others = ReadOthers(
            ("TESSERA_MODEL_URL", "http://h/v1"), ("TESSERA_MODEL", "m"), ("TESSERA_MODEL_KEY", "sk-1"),
            ("TESSERA_MODEL_HEADERS", "X-Team: a"), ("TESSERA_MODEL_RETRIES", "7"), ("TESSERA_MODEL_2", "n"),
            ("TESSERA_MODEL_2_INPUT_PRICE", "3"), ("TESSERA_MODEL_9", "o"), ("TESSERA_MODEL_9_URL", "http://other/v1"),
            ("TESSERA_MODEL_10", "p"));

        Assert.Equal(["n", "o"], others.Select(other => other.Model));
        Assert.Equal(
            ("http://h/v1", "sk-1", 3m, 7, 1),
            (others[0].Url.ToString(), others[0].Key, others[0].InputPrice, others[0].Retries, others[0].Headers.Count));
        // What opens one server isn't shown to another.
        Assert.Equal(
            ("http://other/v1", null, 0m, 7, 0),
            (others[1].Url.ToString(), others[1].Key, others[1].InputPrice, others[1].Retries, others[1].Headers.Count));
        Assert.Empty(ReadOthers());
    }

    [Theory]
    [InlineData("TESSERA_MODEL_2: TESSERA_MODEL_TIMEOUT: expected a number from 1 to 3600, found 0.", "TESSERA_MODEL_2_TIMEOUT", "0", "m")]
    [InlineData("TESSERA_MODEL_2: TESSERA_MODEL_URL: expected the http or https base URL", "TESSERA_MODEL_2_URL", "ftp://h", "m")]
    [InlineData("TESSERA_MODEL_2 names a further model, but TESSERA_MODEL names no first one.", "TESSERA_MODEL_2_URL", "http://h/v1", "")]
    public void What_a_further_model_cannot_have_is_refused(string message, string name, string value, string first) => Assert.StartsWith(
        message,
        Assert.Throws<ModelOptionsException>(
            () => ReadOthers(
                ("TESSERA_MODEL_URL", "http://h/v1"), ("TESSERA_MODEL", first), ("TESSERA_MODEL_2", "n"), (name, value))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("m", "n")]
    [InlineData("n", "n")]
    public void Two_models_of_one_name_are_refused(string second, string third) => Assert.Contains(
        "each needs a name of its own",
        Assert.Throws<ModelOptionsException>(
            () => ReadOthers(
                ("TESSERA_MODEL_URL", "http://h/v1"), ("TESSERA_MODEL", "m"), ("TESSERA_MODEL_2", second),
                ("TESSERA_MODEL_3", third))).Message,
        StringComparison.Ordinal);

    static IReadOnlyList<ModelOptions> ReadOthers(params (string Name, string Value)[] variables) =>
        ModelSettings.ReadOthers(name => variables.LastOrDefault(v => v.Name == name).Value);

    static ModelOptions? Read(params (string Name, string Value)[] variables) =>
        ModelSettings.Read(name => variables.LastOrDefault(v => v.Name == name).Value);
}
