using System.Diagnostics.Metrics;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;

namespace GhostNet.Distributed.Runtime.Tests.Telemetry;

/// <summary>What is measured where nobody asks for work.</summary>
public class AttendedJobsTests
{
    [Fact]
    public async Task In_a_cluster_without_workers_the_queue_of_jobs_from_before_can_be_seen()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 0);
        await using (var first = await Cluster.StartAsync(bench.Store, gate))
        {
            await first.Client.SubmitAsync(bench.Spec("left", shardSize: 3), TestContext.Current.CancellationToken);
        }

        await using var second = await Cluster.StartAsync(bench.Store, worker: worker => worker.Threads = 0);
        var meters = second.Silos[0].ServiceProvider.GetRequiredService<IMeterFactory>();
        await SeenAsync("seven queued shards", meters, "ghostnet.shards.queued{any}", 7);
        Assert.Equal(1, Meters.Observe(meters)["ghostnet.silos{active}"]);
    }

    [Fact]
    public async Task A_silo_that_takes_leave_is_gone_and_has_not_died()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 3);
        var silos = cluster.Silos;
        var meters = silos[0].ServiceProvider.GetRequiredService<IMeterFactory>();
        await SeenAsync("three members", meters, "ghostnet.silos{active}", 3);
        await cluster.StopAsync(silos[2]);
        await SeenAsync("one to be gone", meters, "ghostnet.silos{dead}", 1);
        Assert.Equal(0, Meters.Observe(meters)["ghostnet.silos.died"]);
    }

    private static Task<double> SeenAsync(string awaited, IMeterFactory meters, string instrument, double value) =>
        Within.UntilAsync(awaited, () => Task.FromResult(Meters.Observe(meters).GetValueOrDefault(instrument, -1)), told => told == value);
}
