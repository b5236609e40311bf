using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>The runner of a real silo, given leases by hand: what becomes of a result in the ledger.</summary>
public class ShardRunnerTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    private static readonly ShardRange Range = new(0, 3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, null)]
    [InlineData(0, "x64")]
    public async Task A_result_is_committed_under_the_shard_that_was_leased(int piece, string? canary)
    {
        var shard = new ShardId(4, piece, canary);
        var tally = await RunAsync($"committed-{piece}-{canary}", shard);
        Assert.Equal(3, tally!.Value.Samples);
        var result = await running.Bench.Ledger($"committed-{piece}-{canary}").ReadResultAsync(shard, Cancel);
        Assert.Equal((shard, Range, tally), (result!.Header.Id, result.Header.Range, result.Header.Tally));
        Assert.Equal(canary is null, result.Header.Waits is not null);
        Assert.Contains("arch=", result.Header.Host.Labels, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_comes_second_tells_of_the_first_result()
    {
        var shard = new ShardId(0);
        await RunAsync("second", shard);
        var first = (await running.Bench.Ledger("second").ReadResultAsync(shard, Cancel))!;
        var again = await RunAsync("second", shard, attempt: 2);
        Assert.Equal(first.Header.Tally, again);
        Assert.Equal(1, (await running.Bench.Ledger("second").ReadResultAsync(shard, Cancel))!.Header.Attempt);
    }

    [Fact]
    public async Task What_the_threads_of_a_worker_that_comes_second_waited_for_is_left_to_its_next_result()
    {
        var shard = new ShardId(0);
        var (first, second) = (new WaitingThreads(TimeProvider.System), new WaitingThreads(TimeProvider.System));
        await RunAsync("waits", shard, waiting: first);
        await RunAsync("waits", shard, attempt: 2, waiting: second);
        var told = (await running.Bench.Ledger("waits").ReadResultAsync(shard, Cancel))!.Header;
        Assert.True(told.Waits!.Since <= told.StartedAt);

        // The first told of its fetching already; the second's, which had nothing of the shard to show for it, is still to be told.
        Assert.Equal(0, first.Take(TimeProvider.System.GetUtcNow()).Fetch);
        Assert.True(second.Take(TimeProvider.System.GetUtcNow()).Fetch > 0);
    }

    [Fact]
    public async Task A_shard_that_was_split_meanwhile_has_no_tally_and_stays_split()
    {
        var shard = new ShardId(0);
        var ledger = running.Bench.Ledger("split");
        Assert.True(await ledger.TrySplitAsync(new ShardSplit { Job = JobId.Parse("split"), Shard = 0, Range = Range, Reason = "test", At = DateTimeOffset.UnixEpoch }, Cancel));
        Assert.Null(await RunAsync("split", shard));
        Assert.Null(await ledger.ReadResultAsync(shard, Cancel));
    }

    [Fact]
    public async Task A_shard_waits_for_its_turn_and_gives_it_back()
    {
        var turn = new Budget(1);
        var other = await turn.TakeAsync(1, Cancel);
        var shard = RunAsync("turns", new ShardId(0), turn: turn);
        Assert.False(shard.IsCompleted);
        other.Dispose();
        await shard;
        await Within.TimeAsync("the next turn", turn.TakeAsync(1, Cancel));
    }

    private Task<Tally?> RunAsync(string job, ShardId shard, int attempt = 1, Budget? turn = null, WaitingThreads? waiting = null)
    {
        var runner = running.Cluster.Silos[0].ServiceProvider.GetRequiredService<IShardRunner>();
        var lease = new ShardLease(shard, new AttemptNumber(attempt), Range);
        return Within.TimeAsync("the shard's end", runner.RunAsync(running.Bench.Spec(job), lease, turn ?? new Budget(1), waiting ?? new WaitingThreads(TimeProvider.System), Cancel));
    }
}
