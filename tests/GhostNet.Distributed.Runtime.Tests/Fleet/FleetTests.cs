using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Fleet;

public class FleetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_working_node_tells_what_it_does()
    {
        using var bench = await Workbench.CreateAsync();
        var before = TimeProvider.System.GetUtcNow();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel));
        var host = Assert.Single(await cluster.Client.ListHostsAsync(Cancel));
        Assert.Equal((HostState.Active, Workbench.Images, 0, null), (host.State, host.Samples, host.ShardsInWork, host.Waiting));
        Assert.True(host.SamplesPerSecond > 0);
        Assert.Equal([TinyModel.Card.Digest], host.Models);
        Assert.InRange(host.StartedAt, before, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_listed_as_silent()
    {
        using var bench = await Workbench.CreateAsync();
        var hung = "";
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 2, configure: silo => silo.AddIncomingGrainCallFilter(async call =>
        {
            await (hung.Length > 0 && call.TargetId.ToString().EndsWith($"worker@{hung}", StringComparison.Ordinal) ? Task.Delay(Timeout.Infinite, Cancel) : call.Invoke());
        }));
        hung = cluster.Silos[1].Name;
        var hosts = await cluster.Client.ListHostsAsync(Cancel);
        var silent = hosts.Single(host => host.Name == hung);
        Assert.Equal((HostState.Silent, null), (silent.State, silent.Host));
        Assert.Equal(HostState.Active, hosts.Single(host => host.Name != hung).State);

        // As membership has it: to the second, by the clock of the node that started.
        Assert.InRange((TimeProvider.System.GetUtcNow() - silent.StartedAt).TotalSeconds, 0, 300);
    }
}
