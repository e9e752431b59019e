using System.Diagnostics;

namespace Tessera.Tests.Harness;

/// <summary>Waits for what becomes true a little later, and no longer than it must.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what)
    {
        for (var time = Stopwatch.StartNew(); ; await Task.Delay(25, TestContext.Current.CancellationToken))
        {
            if (await condition()) return;
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"Waited 30 seconds in vain: {what}.");
        }
    }
}
