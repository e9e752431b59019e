using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Tessera.Tests.Harness;

/// <summary>The databases every behaviour is proved on.</summary>
public enum Backend
{
    Sqlite,
    Postgres,
}

/// <summary>Runs a theory once on each database, as its first argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow(Backend.Sqlite), new TheoryDataRow(Backend.Postgres)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>What a test needs and the machine may lack. In CI its absence fails the test; elsewhere the test is skipped and says so.</summary>
internal static class Needs
{
    public static void Require(bool there, string what)
    {
        if (there) return;
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail($"{what}, and in CI that is a failure.");
        Assert.Skip($"{what}.");
    }
}
