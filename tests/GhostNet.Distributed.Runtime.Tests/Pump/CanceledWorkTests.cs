using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class CanceledWorkTests
{
    [Fact]
    public async Task Cancellation_reaches_every_worker_without_waiting_for_its_next_exchange()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(
            bench.Store, gate, silos: 2, coordinator: o => (o.NextExchange, o.LeaseDuration) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)));
        var job = await cluster.Client.SubmitAsync(bench.Spec(), TestContext.Current.CancellationToken);
        await Within.StatusAsync("four leased shards", job, s => s.LeasedShards == 4);
        await job.CancelAsync(TestContext.Current.CancellationToken);

        // The next exchange would be in ten minutes, long after this test has lost its patience.
        await Within.UntilAsync("the end of all work", () => Task.FromResult(gate.Withdrawn), withdrawn => withdrawn == 4);
        Assert.Empty(gate.Begun);
    }
}
