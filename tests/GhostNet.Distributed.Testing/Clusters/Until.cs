using Xunit;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>Waits for what other processes do, which sends no event here: looked at often, and when it does not come, the test says what was missing.</summary>
public static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as it is so.</summary>
    public static Task TrueAsync(Func<bool> isSo, TimeSpan patience, Func<string> awaited) => TrueAsync(() => Task.FromResult(isSo()), patience, awaited);

    /// <summary>Returns as soon as it is so.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isSo, TimeSpan patience, Func<string> awaited)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(patience);
        using var timer = new PeriodicTimer(Interval);
        while (!await isSo())
        {
            try
            {
                await timer.WaitForNextTickAsync(over.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"waited {patience} in vain for {awaited()}");
            }
        }
    }
}
