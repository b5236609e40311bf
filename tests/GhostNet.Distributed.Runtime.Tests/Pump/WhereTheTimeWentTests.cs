using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Pushing;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>What a report says bounds the job, where one thing takes many times as long as all others.</summary>
public sealed class WhereTheTimeWentTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    // Many times what all images of a shard take, also on a busy machine.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private readonly string _images = $"azure:{AzuriteServer.NewContainer()}/images";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_model_is_infer_bound()
    {
        using var bench = await Workbench.CreateAsync();
        var (onnx, card) = TinyModel.Make("large", width: 2, inputSize: 448);
        var spec = bench.Spec() with { Model = await new ModelShelf(bench.Ledgers).PublishAsync(new MemoryStream(onnx), card, Cancel) };
        await using var cluster = await Cluster.StartAsync(bench.Store);
        AssertBound(TimePart.Infer, "infer-bound on ", await Within.ReportAsync(await cluster.Client.SubmitAsync(spec, Cancel)));
    }

    [Fact]
    public async Task A_slow_store_of_images_is_fetch_bound_and_named()
    {
        using var bench = await Workbench.CreateAsync();
        var dataset = await DatasetIndex.ScanAsync(bench.ImageFolder, cancellationToken: Cancel);
        var pushed = await DatasetPush.RunAsync(bench.ImageFolder, dataset, BlobStores.Open(_images, Through(azurite.Port)), bench.Store, DatasetName.Parse("blobs"), new(), cancellationToken: Cancel);
        await using var proxy = new FaultProxy(azurite.Port);
        proxy.Always(new ProxyFault.Delay(Slow));
        await using var cluster = await Cluster.StartAsync(bench.Store, images: Through(proxy.Port));
        var spec = bench.Spec() with { Dataset = new DatasetRef(pushed.Header.Name, pushed.Header.Digest, _images) };
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(spec, Cancel));
        AssertBound(TimePart.Fetch, "fetch-bound on ", report);
        Assert.Contains(_images, report.Time!.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_ledger_is_commit_bound()
    {
        using var bench = await Workbench.CreateAsync();
        var ledger = new SwitchedStore(bench.Store) { CreatesWaitFor = name => name.Value.Contains("/results/", StringComparison.Ordinal) ? Task.Delay(Slow, Cancel) : Task.CompletedTask };
        await using var cluster = await Cluster.StartAsync(ledger);
        AssertBound(TimePart.Commit, "commit-bound on ", await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel)));
    }

    private static void AssertBound(TimePart part, string words, Report report)
    {
        var time = report.Time!;
        TestContext.Current.TestOutputHelper!.WriteLine($"{time.Conclusion}: {time.ThreadSeconds}");
        Assert.True(time.Bound == part, $"{time.Conclusion}: {time.ThreadSeconds}");
        Assert.StartsWith(words, time.Conclusion, StringComparison.Ordinal);
        Assert.Equal(time.ThreadSeconds, Assert.Single(report.Hosts).ThreadSeconds);
        Assert.Equal(time.ThreadSeconds.Total, Enum.GetValues<TimePart>().Sum(time.ThreadSeconds.Of), 6);
    }

    private static BlobStoreOptions Through(int port) => new() { ConnectionString = AzuriteServer.ConnectionStringOn(port), Resilience = new() { TryTimeout = TimeSpan.FromSeconds(60) } };
}
