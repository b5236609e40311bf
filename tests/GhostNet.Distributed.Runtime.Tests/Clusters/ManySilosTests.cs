using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

public class ManySilosTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_host_is_on_the_silo_that_its_key_names()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 2);
        foreach (var silo in cluster.Silos)
        {
            var status = await cluster.Grains.GetGrain<IModelHostGrain>($"{TinyModel.Card.Digest}@{silo.Name}").GetStatusAsync();
            Assert.Equal(silo.Name, status.Host.Name);
        }
    }

    [Fact]
    public async Task Every_silo_is_listed_by_name()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 2);
        var hosts = await cluster.Client.ListHostsAsync(Cancel);
        Assert.Equal(cluster.Silos.Select(s => s.Name).Order(StringComparer.Ordinal), hosts.Select(h => h.Name));
    }

    [Fact]
    public async Task Both_silos_work_on_one_job()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate, silos: 2);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);

        // Who has finished what in the end is another question: an idle silo tries again what a slower one holds.
        await Within.TimeAsync("shards in work on both silos", BothWorkAsync(cluster.Client));
        gate.LetAll();
        Assert.Equal((Verdict.Valid, Workbench.Images), await ResultAsync(job));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_silo_that_stops_in_the_middle_costs_no_shard(int stopped)
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 2);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate, silos: 2);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        await cluster.StopAsync(cluster.Silos[stopped]);
        gate.LetAll();
        Assert.Equal((Verdict.Valid, Workbench.Images), await ResultAsync(job));
        Assert.Equal(Enumerable.Range(0, 7), gate.Begun.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_shards_of_a_killed_silo_are_done_by_the_other_before_their_leases_end(int killed)
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 2);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate, silos: 2, coordinator: o => o.LeaseDuration = TimeSpan.FromHours(1));
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        await cluster.KillAsync(cluster.Silos[killed]);
        gate.LetAll();
        Assert.Equal((Verdict.Valid, Workbench.Images), await ResultAsync(job));
    }

    [Fact]
    public async Task Leases_of_a_silo_that_is_gone_are_open_at_once_however_long_they_would_last()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate, silos: 2, coordinator: o => o.LeaseDuration = TimeSpan.FromHours(1));
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("four leased shards", job, s => s.LeasedShards == 4);

        // Leases that nobody works on or hands back, in the name of the silo that does not coordinate.
        var coordinator = cluster.Grains.GetGrain<IJobGrain>("job");
        var home = await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(coordinator, Cancel);
        var other = cluster.Silos.Single(s => !s.SiloAddress.Equals(home));
        // The number of the exchange is far ahead of the silo's own, whose two shards count as lost with their answer.
        var reply = await coordinator.ExchangeAsync(new ExchangeRequest { Host = other.Name, Silo = other.SiloAddress.ToParsableString(), Sequence = 1_000_000, WantSamples = 1000 });
        Assert.Equal(5, reply.Granted.Length);
        await cluster.StopAsync(other);
        gate.LetAll();
        Assert.Equal((Verdict.Valid, Workbench.Images), await ResultAsync(job));
    }

    [Fact]
    public async Task Two_clusters_on_one_ledger_count_every_shard_once()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var first = await Cluster.StartAsync(bench.Store, gate);
        await using var second = await Cluster.StartAsync(bench.Store, gate);
        var job = await first.Client.SubmitAsync(bench.Spec(shardSize: 1), Cancel);
        var same = await second.Client.SubmitAsync(bench.Spec(shardSize: 1), Cancel);
        await Within.StatusAsync("work in the first cluster", job, s => s.LeasedShards > 0);
        await Within.StatusAsync("work in the second cluster", same, s => s.LeasedShards > 0);
        gate.LetAll();
        var reports = await Task.WhenAll(Within.ReportAsync(job), Within.ReportAsync(same));
        Assert.All(reports, report => Assert.Equal((Verdict.Valid, new SampleCounts(Workbench.Images, Workbench.Images, 0)), (report.Verdict, report.Samples)));
        Assert.Equal(reports[0].ToJson(), reports[1].ToJson());
    }

    [Fact]
    public async Task Two_clusters_on_one_ledger_predict_what_one_does()
    {
        using var bench = await Workbench.CreateAsync();
        await using var first = await Cluster.StartAsync(bench.Store);
        await using var second = await Cluster.StartAsync(bench.Store);
        var job = await first.Client.SubmitAsync(bench.Spec(shardSize: 1), Cancel);
        var same = await second.Client.SubmitAsync(bench.Spec(shardSize: 1), Cancel);
        var digests = (await Task.WhenAll(Within.ReportAsync(job), Within.ReportAsync(same))).Select(r => r.PredictionsDigest);
        var alone = await Within.ReportAsync(await first.Client.SubmitAsync(bench.Spec("alone"), Cancel));
        Assert.All(digests, digest => Assert.Equal(alone.PredictionsDigest, digest));
    }

    private static async Task BothWorkAsync(GhostNetClient client)
    {
        while ((await client.ListHostsAsync(Cancel)).Count(host => host.ShardsInWork > 0) < 2)
        {
            await Task.Yield();
        }
    }

    private static async Task<(Verdict Verdict, long Scored)> ResultAsync(JobHandle job)
    {
        var report = await Within.ReportAsync(job);
        return (report.Verdict, report.Samples.Scored);
    }
}
