using System.Collections;
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

/// <summary>
/// Runs a theory on each database, which is its first argument. Further arguments follow it; or <see cref="From"/> names a static
/// property of the class that has rows of them.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnBothDatabasesAttribute(params object?[] arguments) : DataAttribute
{
    public IReadOnlyList<object?> Arguments => arguments;

    /// <summary>A static property whose elements are the arguments: one each, or tuples of them.</summary>
    public string? From { get; init; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var rows = From is null ? [arguments] : Rows(testMethod.DeclaringType!, From);
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. from row in rows from backend in Enum.GetValues<Backend>() select new TheoryDataRow([backend, .. row])]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    static IEnumerable<object?[]> Rows(Type type, string name)
    {
        const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var property = type.GetProperty(name, AnyStatic) ?? throw new InvalidOperationException($"{type} has no static property {name}.");
        foreach (var row in (IEnumerable)property.GetValue(null)!)
        {
            if (row is System.Runtime.CompilerServices.ITuple tuple)
                yield return [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])];
            else yield return [row];
        }
    }
}

/// <summary>
/// What a test needs and the machine may lack. In CI its absence fails the test; elsewhere the test is skipped and says so.
/// </summary>
internal static class Needs
{
    public static void Require(bool there, string what)
    {
        if (there) return;
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail($"{what}, and in CI that is a failure.");
        Assert.Skip($"{what}.");
    }
}
