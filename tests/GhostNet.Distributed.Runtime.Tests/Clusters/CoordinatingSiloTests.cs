using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>A silo without inference threads, beside one with.</summary>
public class CoordinatingSiloTests
{
    [Fact]
    public async Task A_silo_without_threads_takes_no_work_and_the_others_do_the_job()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(
            bench.Store,
            silos: 2,
            configure: silo => silo.Services.AddOptions<WorkerOptions>().Configure<IOptions<SiloOptions>>((worker, name) => worker.Threads = name.Value.SiloName == "Silo_0" ? 0 : 1));
        var job = await cluster.Client.SubmitAsync(bench.Spec(shardSize: 1), TestContext.Current.CancellationToken);
        var report = await Within.ReportAsync(job);
        Assert.Equal((Verdict.Valid, Workbench.Images), (report.Verdict, report.Samples.Scored));
        Assert.Equal("Silo_1", Assert.Single(report.Hosts).Host.Name);
        var hosts = await cluster.Client.ListHostsAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 1], hosts.Select(host => host.Host!.Threads));
    }
}
