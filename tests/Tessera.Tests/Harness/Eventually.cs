using System.Diagnostics;

namespace Tessera.Tests.Harness;

/// <summary>Waits for what becomes true a little later, and no longer than it must.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(Func<Task<bool>> condition, string what) => IsTrueAsync(condition, what, TimeSpan.FromMinutes(2));

    /// <summary>The same, for what takes longer.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan most)
    {
        for (var time = Stopwatch.StartNew(); ; await Task.Delay(25, TestContext.Current.CancellationToken))
        {
            if (await condition()) return;
            Assert.True(time.Elapsed < most, $"Waited {most.TotalSeconds} seconds in vain: {what}.");
        }
    }
}
