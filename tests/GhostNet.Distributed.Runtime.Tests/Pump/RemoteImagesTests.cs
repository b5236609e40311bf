using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Pushing;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>Images and ledger in the emulator of Azure Blob Storage, behind a network that is not always good: the same numbers as from a folder.</summary>
public sealed class RemoteImagesTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private readonly string _container = AzuriteServer.NewContainer();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Images => $"azure:{_container}/images";

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task A_job_on_blobs_scores_what_a_job_on_a_folder_does(int? imagesPerShard)
    {
        using var bench = await Workbench.CreateAsync();
        var spec = await PushAsync(bench, imagesPerShard);
        await using var cluster = await Cluster.StartAsync(bench.Store, images: Through(azurite.Port));
        var expected = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec("folder"), Cancel));
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(spec, Cancel));
        Assert.Equal((Verdict.Valid, expected.Samples, expected.Top1), (report.Verdict, report.Samples, report.Top1));

        // In tar shards the samples have other names, which the digest is over.
        Assert.Equal(imagesPerShard is null, expected.PredictionsDigest == report.PredictionsDigest);
    }

    [Fact]
    public async Task A_store_that_answers_503_and_cuts_connections_and_then_is_away_changes_nothing()
    {
        using var bench = await Workbench.CreateAsync();
        var spec = await PushAsync(bench, null);
        await using var proxy = new FaultProxy(azurite.Port);
        using var gate = new ShardGate(open: 1);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate, images: Through(proxy.Port), coordinator: o => o.MaxShardFaults = 1);
        proxy.Next(3, new ProxyFault.Answer(503));
        proxy.Next(2, new ProxyFault.CutBody(100));
        proxy.Next(1, new ProxyFault.Refuse());
        var job = await cluster.Client.SubmitAsync(spec, Cancel);
        await Within.StatusAsync("an accepted shard", job, s => s.AcceptedShards == 1);
        proxy.Always(new ProxyFault.Answer(503));
        gate.LetAll();
        await Within.UntilAsync("a worker that says what it waits for", async () => (await cluster.Client.ListHostsAsync(Cancel)).Single(), h => h.Waiting is not null);
        proxy.Heal();
        var report = await Within.ReportAsync(job);
        var expected = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec("folder"), Cancel));
        Assert.Equal((Verdict.Valid, expected.PredictionsDigest), (report.Verdict, report.PredictionsDigest));
        Assert.All(await bench.Ledger().ReadResultsAsync(Cancel).ToListAsync(Cancel), result => Assert.Equal(1, result.Header.Attempt));
    }

    [Fact]
    public async Task An_image_that_was_written_again_since_it_was_indexed_is_changed()
    {
        using var bench = await Workbench.CreateAsync();
        var spec = await PushAsync(bench, null);
        var store = BlobStores.Open(Images, Through(azurite.Port));
        var one = (await store.ListAsync("class-0/", Cancel).FirstAsync(Cancel)).Name;
        var content = await store.TryReadAsync(one, Cancel);
        await store.DeleteAsync(one, Cancel);
        await store.TryCreateAsync(one, content, Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store, images: Through(azurite.Port));
        var failure = Assert.Single((await Within.ReportAsync(await cluster.Client.SubmitAsync(spec, Cancel))).Failures);
        Assert.Equal((one.Value, FailureKind.Changed), (failure.Sample, failure.Kind));
    }

    [Fact]
    public async Task A_ledger_in_the_emulator_holds_a_job()
    {
        using var bench = await Workbench.CreateAsync();
        var ledger = BlobStores.Open($"azure:{_container}/ledger", Through(azurite.Port));
        foreach (var file in bench.Blobs("."))
        {
            await ledger.TryCreateAsync(BlobName.Parse(Path.GetRelativePath(bench.LedgerFolder, file)), await File.ReadAllBytesAsync(file, Cancel), Cancel);
        }

        await using var cluster = await Cluster.StartAsync(ledger);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel))).Verdict);
    }

    private async Task<JobSpec> PushAsync(Workbench bench, int? imagesPerShard)
    {
        var dataset = await DatasetIndex.ScanAsync(bench.ImageFolder, cancellationToken: Cancel);
        var pushed = await DatasetPush.RunAsync(
            bench.ImageFolder, dataset, BlobStores.Open(Images, Through(azurite.Port)), bench.Store, DatasetName.Parse("blobs"), new() { ImagesPerShard = imagesPerShard }, cancellationToken: Cancel);
        return bench.Spec() with { Dataset = new DatasetRef(pushed.Header.Name, pushed.Header.Digest, Images) };
    }

    /// <summary>Little patience, so that an outage becomes one within seconds.</summary>
    private static BlobStoreOptions Through(int port) => new()
    {
        ConnectionString = AzuriteServer.ConnectionStringOn(port),
        Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(50), BreakDuration = TimeSpan.FromSeconds(0.5), TryTimeout = TimeSpan.FromSeconds(60) },
    };
}
