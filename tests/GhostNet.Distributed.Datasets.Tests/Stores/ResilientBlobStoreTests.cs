using System.Text;
using GhostNet.Distributed.Datasets.Stores;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>The pipeline over a scripted store and a clock that only the test moves.</summary>
public class ResilientBlobStoreTests
{
    private static readonly BlobName A = BlobName.Parse("a");
    private static readonly StoreResilienceOptions Options = new() { TryTimeout = TimeSpan.FromSeconds(1), HedgeQuantile = 1, BreakerMinTries = 100 };

    private static readonly byte[] Pixels = "pixels"u8.ToArray();

    private readonly ScriptedStore _script = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transient_failure_is_tried_again_and_a_lasting_one_is_not()
    {
        var store = await StoreWithAsync(Options);
        _script.Before(ScriptedStore.Fails, ScriptedStore.Fails);
        Assert.Equal(Pixels, await Passing(store.TryReadAsync(A, Cancel)));
        Assert.Equal(2, store.Counts.Retries);

        _script.Before(ScriptedStore.Refuses);
        var e = await Assert.ThrowsAsync<StoreException>(() => Passing(store.TryReadAsync(A, Cancel)));
        Assert.False(e.IsTransient);
        Assert.Equal(2, store.Counts.Retries);
    }

    [Fact]
    public async Task The_last_of_the_failures_is_told_as_transient()
    {
        var store = await StoreWithAsync(Options with { MaxRetries = 2 });
        _script.Before(ScriptedStore.Fails, ScriptedStore.Fails, ScriptedStore.Fails);

        var e = await Assert.ThrowsAsync<StoreException>(() => Passing(store.TryGetPropertiesAsync(A, Cancel)));

        Assert.True(e.IsTransient);
        Assert.Equal("Store the script, blob 'x': busy. Wait.", e.Message);
    }

    [Fact]
    public async Task Without_repetitions_the_first_failure_is_the_last()
    {
        var store = await StoreWithAsync(Options with { MaxRetries = 0 });
        _script.Before(ScriptedStore.Fails);

        await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync(A, Cancel));

        Assert.Equal(0, store.Counts.Retries);
    }

    [Fact]
    public async Task A_try_that_hangs_ends_and_the_next_one_counts()
    {
        var store = await StoreWithAsync(Options);
        _script.Before(ScriptedStore.Hangs);

        Assert.Equal(Pixels, await Passing(store.TryReadAsync(A, Cancel)));

        Assert.Equal(1, store.Counts.Retries);
    }

    [Fact]
    public async Task A_store_that_always_hangs_is_told_with_the_time_it_was_given()
    {
        var store = await StoreWithAsync(Options with { MaxRetries = 1 });
        _script.Before(ScriptedStore.Hangs, ScriptedStore.Hangs);

        var e = await Assert.ThrowsAsync<StoreException>(() => Passing(store.TryGetPropertiesAsync(A, Cancel)));

        Assert.True(e.IsTransient);
        Assert.Equal("Store the script, blob 'a': cannot read: no answer within 1 s. Check that the store is up and can be reached from here.", e.Message);
    }

    [Fact]
    public async Task The_caller_who_gives_up_gets_his_cancellation()
    {
        var store = await StoreWithAsync(Options);
        using var mine = new CancellationTokenSource();
        _script.Before(ScriptedStore.Hangs);

        var read = store.TryReadAsync(A, mine.Token);
        await mine.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_ours()
    {
        var store = await StoreWithAsync(Options);
        _script.After(ScriptedStore.Fails);

        Assert.True(await Passing(store.TryCreateAsync(BlobName.Parse("b"), "mine"u8.ToArray(), Cancel)));
    }

    [Fact]
    public async Task A_creation_that_another_one_won_meanwhile_is_lost()
    {
        var store = await StoreWithAsync(Options);
        _script.Before(ScriptedStore.Fails);

        Assert.False(await Passing(store.TryCreateAsync(A, "other"u8.ToArray(), Cancel)));
    }

    [Fact]
    public async Task A_first_try_that_finds_the_same_content_is_lost_all_the_same()
    {
        var store = await StoreWithAsync(Options);

        Assert.False(await Passing(store.TryCreateAsync(A, Pixels, Cancel)));
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_deleted_it()
    {
        var store = await StoreWithAsync(Options);
        _script.After(ScriptedStore.Fails);

        Assert.True(await Passing(store.DeleteAsync(A, Cancel)));
        Assert.False(await Passing(store.DeleteAsync(A, Cancel)));
    }

    [Fact]
    public async Task A_slow_read_is_sent_a_second_time_and_the_first_answer_counts()
    {
        var store = await StoreWithAsync(Options with { HedgeQuantile = 0.95, MinHedgeDelay = TimeSpan.FromMilliseconds(10), MaxHedgeDelay = TimeSpan.FromMilliseconds(100), TryTimeout = TimeSpan.FromMinutes(1) });
        _script.Before(ScriptedStore.Hangs);

        var read = store.TryReadRangeAsync(A, new BlobRange(0, 6), Cancel);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(read.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("pixels", Encoding.ASCII.GetString((await read)!.Bytes.Span));
        Assert.Equal(new StoreCounts(0, 1, 0), store.Counts);
    }

    [Fact]
    public async Task A_failure_is_not_hedged_but_paused_after()
    {
        var store = await StoreWithAsync(Options with { HedgeQuantile = 0.95 });
        _script.Before(ScriptedStore.Fails);

        Assert.NotNull(await Passing(store.TryReadRangeAsync(A, new BlobRange(0, 6), Cancel)));

        Assert.Equal(new StoreCounts(1, 0, 0), store.Counts);
    }

    [Fact]
    public void What_slow_means_follows_the_latest_reads_within_its_bounds()
    {
        var latency = new ReadLatency(0.95, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), latency.Slow);

        Enumerable.Range(1, 104).ToList().ForEach(i => latency.Add(TimeSpan.FromMilliseconds(i)));
        Assert.Equal(98, latency.Slow.TotalMilliseconds);
        Enumerable.Range(1, 128).ToList().ForEach(_ => latency.Add(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(50, latency.Slow.TotalMilliseconds);
        Enumerable.Range(1, 128).ToList().ForEach(_ => latency.Add(TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(2), latency.Slow);
    }

    [Fact]
    public async Task A_dead_store_is_left_alone_says_so_at_once_and_is_tried_again_later()
    {
        var store = await StoreWithAsync(Options with { MaxRetries = 0, BreakerMinTries = 4, BreakDuration = TimeSpan.FromSeconds(5) });
        _script.Before([.. Enumerable.Repeat(ScriptedStore.Fails, 4)]);
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync(A, Cancel));
        }

        var first = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.TryReadAsync(A, Cancel));
        var requests = _script.Requests;
        var second = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.TryGetPropertiesAsync(A, Cancel));

        Assert.True(first.IsTransient && second.IsTransient && store.IsUnavailable);
        Assert.Equal(requests, _script.Requests);
        Assert.InRange(second.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
        Assert.Contains("blob 'a': cannot read: the store failed again and again and is left alone for a while", second.Message);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Pixels, await store.TryReadAsync(A, Cancel));
        Assert.False(store.IsUnavailable);
        Assert.Equal(1, store.Counts.Breaks);
    }

    [Fact]
    public async Task Missing_blobs_are_no_failures_of_the_store()
    {
        var store = await StoreWithAsync(Options with { BreakerMinTries = 2 });

        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await store.TryReadAsync(BlobName.Parse("missing"), Cancel));
        }

        Assert.False(store.IsUnavailable);
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        var e = Assert.Throws<ArgumentException>(() => new ResilientBlobStore(_script, new() { TryTimeout = TimeSpan.Zero, MaxRetries = -1, MinHedgeDelay = TimeSpan.FromSeconds(5), BreakerFailureRatio = 2 }));

        Assert.Equal(
            "Options of the store: TryTimeout is 0 s; expected 0.1 to 300 s; MaxRetries is -1; expected 0 to 20; MaxHedgeDelay is 2 s; expected 5 to 300 s; BreakerFailureRatio is 2; expected 0.05 to 1.", e.Message);
        Assert.Empty(new StoreResilienceOptions().Faults());
    }

    private async Task<ResilientBlobStore> StoreWithAsync(StoreResilienceOptions options)
    {
        await _script.TryCreateAsync(A, Pixels, Cancel);
        return new ResilientBlobStore(_script, options, _time, () => 0.5);
    }

    // Moves the clock whenever the request waits for it, until it is through.
    private async Task<T> Passing<T>(Task<T> request)
    {
        while (!request.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await request;
    }
}
