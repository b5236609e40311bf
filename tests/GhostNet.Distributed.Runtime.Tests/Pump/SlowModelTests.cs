using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class SlowModelTests
{
    [Fact]
    public async Task A_model_that_takes_longer_to_load_than_a_lease_lasts_is_no_fault_of_a_shard()
    {
        using var bench = await Workbench.CreateAsync();
        var loading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var exchanges = 0;
        await using var cluster = await Cluster.StartAsync(
            new SwitchedStore(bench.Store) { ModelsWaitFor = loading.Task },
            coordinator: o => (o.LeaseDuration, o.MaxShardFaults) = (TimeSpan.FromSeconds(1), 1),
            configure: silo => silo.AddIncomingGrainCallFilter(call =>
            {
                Interlocked.Add(ref exchanges, call.MethodName == nameof(IJobGrain.ExchangeAsync) ? 1 : 0);
                return call.Invoke();
            }));
        var job = await cluster.Client.SubmitAsync(bench.Spec(), TestContext.Current.CancellationToken);

        // One each 200 ms, so that the leases would have ended twice.
        await Within.UntilAsync("a dozen exchanges", () => Task.FromResult(Volatile.Read(ref exchanges)), n => n >= 12);
        loading.SetResult();
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
        Assert.All(
            await bench.Ledger().ReadResultsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken),
            result => Assert.Equal(1, result.Header.Attempt));
    }
}
