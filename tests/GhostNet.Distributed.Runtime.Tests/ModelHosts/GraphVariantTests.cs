using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.ModelHosts;

/// <summary>Jobs on real graphs of one network: which one ran stands in the report, and the answers are the same.</summary>
public sealed class GraphVariantTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_graph_in_the_ledger_runs_where_it_is_asked_for_and_predicts_the_same()
    {
        using var bench = await Workbench.CreateAsync();
        await PublishVariantAsync(bench);

        var plain = await RunAsync(bench, "plain", "plain", 2);
        var laidOut = await RunAsync(bench, "laid-out", "avx512", 2);

        Assert.Equal(("plain", "avx512"), (HostOf(plain).Graph, HostOf(laidOut).Graph));
        Assert.Equal(plain.PredictionsDigest, laidOut.PredictionsDigest);
    }

    [Fact]
    public async Task A_worker_without_the_graph_that_it_was_told_to_use_runs_the_plain_one()
    {
        using var bench = await Workbench.CreateAsync();

        Assert.Equal("plain", HostOf(await RunAsync(bench, "job", "avx512", 2)).Graph);
    }

    [Fact]
    public async Task A_worker_that_was_told_nothing_measures_and_keeps_what_it_measured()
    {
        using var bench = await Workbench.CreateAsync();
        using var cache = new TemporaryFolder();
        await PublishVariantAsync(bench);

        var host = HostOf(await RunAsync(bench, "job", graph: null, batch: null, cache.Path));

        Assert.Contains(host.BatchSize, (int[])[1, 2, 4, 8]);
        Assert.NotNull(host.Graph);
        Assert.Single(Directory.GetFiles(cache.Path, "*.json"));
    }

    private static Task PublishVariantAsync(Workbench bench) =>
        new ModelShelf(bench.Ledgers).PublishVariantAsync(new ModelRef(TinyModel.Card.Name, TinyModel.Card.Digest), "avx512", TinyModel.Avx512, Cancel);

    private static async Task<Report> RunAsync(Workbench bench, string id, string? graph, int? batch, string? cache = null)
    {
        await using var cluster = await Cluster.StartAsync(bench.Store, worker: o => (o.Graph, o.BatchSize, o.MeasurementFolder) = (graph, batch, cache));
        return await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(id), Cancel));
    }

    private static HostFacts HostOf(Report report) => Assert.Single(report.Hosts).Host;
}
