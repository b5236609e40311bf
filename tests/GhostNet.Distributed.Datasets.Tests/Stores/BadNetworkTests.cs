using System.Security.Cryptography;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>The whole way: the client library, the emulator, and a network in between that misbehaves.</summary>
public sealed class BadNetworkTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>, IAsyncDisposable
{
    private static readonly BlobName A = BlobName.Parse("images/a.jpg");
    private readonly string _container = AzuriteServer.NewContainer();
    private readonly Lazy<FaultProxy> _proxy = new(() => new FaultProxy(azurite.Port));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FaultProxy Proxy => _proxy.Value;

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_busy_store_is_asked_again(int status)
    {
        var (store, content) = await OneBlobAsync();
        Proxy.Next(2, new ProxyFault.Answer(status));

        Assert.Equal(content, await store.TryReadAsync(A, Cancel));

        Assert.Equal(2, store.Counts.Retries);
    }

    // The client library goes on behind the last byte that came, five times; then the whole piece is read again.
    [Theory]
    [InlineData(0, 7, 1)]
    [InlineData(1, 7, 1)]
    [InlineData(60_000, 1, 0)]
    public async Task A_body_that_is_cut_is_read_on_or_again_and_never_taken_for_whole(int bytes, int times, int retries)
    {
        var (store, content) = await OneBlobAsync();
        Proxy.Next(times, new ProxyFault.CutBody(bytes));

        Assert.Equal(content, await store.TryReadAsync(A, Cancel));

        Assert.Equal((times + 1, retries), (Proxy.Requests.Count, store.Counts.Retries));
        Proxy.Next(1, new ProxyFault.CutBody(bytes));
        Assert.Equal(content[1000..90_000], (await store.TryReadRangeAsync(A, new BlobRange(1000, 89_000), Cancel))!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_won()
    {
        var store = Open();
        await store.TryCreateAsync(A, new byte[1], Cancel); // makes the container
        Proxy.Next(1, new ProxyFault.LoseAnswer(), r => r.Method == "PUT");

        Assert.True(await store.TryCreateAsync(BlobName.Parse("jobs/1/results/0"), "mine"u8.ToArray(), Cancel));
        Assert.False(await store.TryCreateAsync(BlobName.Parse("jobs/1/results/0"), "mine"u8.ToArray(), Cancel));
        Assert.Equal(1, store.Counts.Retries);
    }

    [Fact]
    public async Task Of_16_racing_creators_of_the_same_content_who_lose_answers_one_wins()
    {
        var store = Open();
        await store.TryCreateAsync(A, new byte[1], Cancel);
        Proxy.Next(12, new ProxyFault.LoseAnswer(), r => r.Method == "PUT");

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.TryCreateAsync(BlobName.Parse("result"), "the same"u8.ToArray(), Cancel)));

        Assert.Single(won, w => w);
    }

    [Fact]
    public async Task A_large_creation_repeats_the_blocks_that_were_lost_and_no_others()
    {
        var store = Open();
        await store.TryCreateAsync(A, new byte[1], Cancel);
        var content = RandomNumberGenerator.GetBytes((StagedCreation.BlockBytes * 2) + 12_345);
        Proxy.Next(1, new ProxyFault.LoseAnswer(), r => r.Target.Contains("comp=block&", StringComparison.Ordinal));
        Proxy.Next(1, new ProxyFault.LoseAnswer(), r => r.Target.EndsWith("comp=blocklist", StringComparison.Ordinal));

        Assert.True(await store.TryCreateAsync(BlobName.Parse("model.onnx"), new MemoryStream(content), Cancel));

        Assert.Equal(4, Proxy.Requests.Count(r => r.Target.Contains("comp=block&", StringComparison.Ordinal)));
        Assert.Equal(2, store.Counts.Retries);
        Assert.Equal(content, await store.TryReadAsync(BlobName.Parse("model.onnx"), Cancel));
        Assert.False(await store.TryCreateAsync(BlobName.Parse("model.onnx"), new MemoryStream(content), Cancel));
    }

    [Fact]
    public async Task A_listing_repeats_the_page_that_failed()
    {
        var (store, _) = await OneBlobAsync();
        Proxy.Next(1, new ProxyFault.Answer(503));
        Proxy.Next(1, new ProxyFault.CutBody(10));

        Assert.Equal([A.Value], await store.ListAsync("", Cancel).Select(e => e.Name.Value).ToListAsync(Cancel));

        Assert.Equal(2, store.Counts.Retries);
    }

    [Fact]
    public async Task A_read_that_hangs_is_overtaken_by_a_second_one()
    {
        var (store, content) = await OneBlobAsync(new() { MinHedgeDelay = TimeSpan.FromMilliseconds(1), MaxHedgeDelay = TimeSpan.FromMilliseconds(1) });
        var never = new TaskCompletionSource();
        Proxy.Next(1, new ProxyFault.Hold(never.Task));

        var read = await store.TryReadRangeAsync(A, new BlobRange(0, content.Length), Cancel);

        Assert.Equal(content, read!.Bytes.ToArray());
        Assert.Equal((0L, 1L), (store.Counts.Retries, store.Counts.Hedges));
        never.SetResult();
    }

    [Fact]
    public async Task A_dead_store_is_unavailable_and_comes_back()
    {
        var (_, content) = await OneBlobAsync();
        var time = new FakeTimeProvider();
        var store = Open(new() { MaxRetries = 0, BreakerMinTries = 3, BreakDuration = TimeSpan.FromSeconds(5), TryTimeout = TimeSpan.FromMinutes(1) }, time);
        Proxy.Always(new ProxyFault.Refuse());

        for (var i = 0; i < 3; i++)
        {
            Assert.True((await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync(A, Cancel))).IsTransient);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.TryReadAsync(A, Cancel));
        Assert.True(store.IsUnavailable);

        Proxy.Heal();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(content, await store.TryReadAsync(A, Cancel));
        Assert.False(store.IsUnavailable);
    }

    [Fact]
    public async Task Neither_key_nor_signature_is_in_any_message()
    {
        var (_, _) = await OneBlobAsync();
        var secret = "sig=c2VjcmV0";
        var store = BlobStores.Open($"http://127.0.0.1:{azurite.Port}/{AzuriteServer.Account}/{_container}?sv=2024-11-04&sp=r&{secret}");

        var e = await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync(A, Cancel));

        Assert.DoesNotContain("c2VjcmV0", e.ToString());
        Assert.DoesNotContain("sig", store.Description);
        Assert.Contains("the service answered 403", e.Message);
        Assert.Contains("SAS", e.Message);
    }

    [Fact]
    public async Task A_container_that_must_exist_is_no_empty_store()
    {
        var open = (bool mustExist) => AzureBlobStore.FromConnectionString(azurite.ConnectionString, AzuriteServer.NewContainer(), mustExist: mustExist);

        Assert.Empty(await open(false).ListAsync("", Cancel).ToListAsync(Cancel));
        Assert.Null(await open(false).TryReadAsync(A, Cancel));
        Assert.Contains("404 ContainerNotFound", (await Assert.ThrowsAsync<StoreException>(async () => await open(true).ListAsync("", Cancel).ToListAsync(Cancel))).Message);
        Assert.Contains("404 ContainerNotFound", (await Assert.ThrowsAsync<StoreException>(() => open(true).TryReadAsync(A, Cancel))).Message);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy.IsValueCreated)
        {
            await Proxy.DisposeAsync();
        }
    }

    private ResilientBlobStore Open(StoreResilienceOptions? options = null, TimeProvider? time = null) => new(
        AzureBlobStore.FromConnectionString(AzuriteServer.ConnectionStringOn(Proxy.Port), _container),
        options ?? new() { RetryDelay = TimeSpan.FromMilliseconds(1), HedgeQuantile = 1, BreakerMinTries = 1000, MaxRetries = 20 },
        time);

    private async Task<(ResilientBlobStore Store, byte[] Content)> OneBlobAsync(StoreResilienceOptions? options = null)
    {
        var content = RandomNumberGenerator.GetBytes(110_000);
        await AzureBlobStore.FromConnectionString(azurite.ConnectionString, _container).TryCreateAsync(A, content, Cancel);
        return (Open(options), content);
    }
}
