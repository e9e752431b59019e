using Tessera.Limits;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Limits;

/// <summary>How limits are set: by the command line, then by the environment.</summary>
public sealed class LimitSettingsTests
{
    public static TheoryData<string> Names => [.. Limit.All.Select(limit => limit.Name)];

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_default()
    {
        var limits = Limit.Read(
            ["key-rate=7", "key-rate=8"],
            name => name switch { "TESSERA_LIMIT_KEY_RATE" => "5", "TESSERA_LIMIT_KEY_BURST" => "6", _ => null });

        Assert.Equal(new ServerLimits { KeyRate = 8, KeyBurst = 6 }, limits);
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_is_set_by_its_name_within_its_bounds(string name)
    {
        var limit = Limit.All.Single(l => l.Name == name);
        var variable = "TESSERA_LIMIT_" + name.Replace('-', '_').ToUpperInvariant();
        var expected = $"expected a whole number from {limit.Least} to {limit.Most}, found ";

        foreach (var value in new[] { limit.Least, limit.Least + 1, limit.Most })
        {
            Assert.Equal(limit.With(new ServerLimits(), value), Limit.Read([$"{name}={value}"], _ => null));
            Assert.Equal(limit.With(new ServerLimits(), value), Limit.Read([], asked => asked == variable ? $"{value}" : null));
        }

        Assert.NotEqual(new ServerLimits(), limit.With(new ServerLimits(), limit.Most));
        foreach (var value in new[] { $"{limit.Least - 1}", $"{(long)limit.Most + 1}", "many", "1.5", " 5", "99999999999999999999" })
        {
            Assert.Equal($"--limit {name}: {expected}{value}.", Refusal([$"{name}={value}"], null));
            Assert.Equal($"{variable}: {expected}{value}.", Refusal([], asked => asked == variable ? value : null));
        }

        Assert.Equal($"--limit {name}: {expected}nothing.", Refusal([name], null));
        Assert.Equal($"--limit {name}: {expected}nothing.", Refusal([name + "="], null));
    }

    [Fact]
    public async Task An_unknown_one_is_told_with_all_there_are()
    {
        var outcome = await CommandLine.RunAsync("serve", "--limit", "rate=5");

        outcome.ExpectFailure(
            "--limit: expected NAME=NUMBER with one of key-rate, key-burst, workspace-rate, workspace-burst, workspace-concurrency, connections, "
            + "body-bytes, batch-bytes, body-rate, header-bytes, header-count, header-seconds, idle-seconds; found rate=5.");
    }

    static string Refusal(string[] settings, Func<string, string?>? environment) =>
        Assert.Throws<InvalidDataException>(() => Limit.Read(settings, environment ?? (_ => null))).Message;
}
