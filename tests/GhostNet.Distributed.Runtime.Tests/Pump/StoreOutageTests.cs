using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>A store that is away for a while costs time, and nothing else: no fault, no second attempt, no result that was computed already.</summary>
public class StoreOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_that_is_away_is_waited_for()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        var ledger = new SwitchedStore(bench.Store);
        await using var cluster = await Cluster.StartAsync(ledger, gate, coordinator: o => o.MaxShardFaults = 1);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("two leased shards", job, s => s.LeasedShards == 2);
        ledger.IsOff = true;
        gate.LetAll();

        var host = await Within.UntilAsync("a worker that says what it waits for", async () => (await cluster.Client.ListHostsAsync(Cancel)).Single(), h => h.Waiting is not null);
        Assert.Equal($"store {ledger.Description} does not answer", host.Waiting);
        ledger.IsOff = false;
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
        Assert.All(await bench.Ledger().ReadResultsAsync(Cancel).ToListAsync(Cancel), result => Assert.Equal(1, result.Header.Attempt));
    }

    [Fact]
    public async Task A_result_that_is_computed_is_committed_once_the_ledger_is_back()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 1);
        var ledger = new SwitchedStore(bench.Store);
        await using var cluster = await Cluster.StartAsync(ledger, gate, coordinator: o => o.MaxShardFaults = 1);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);

        // Model and manifest are in memory now, so that a further shard meets the ledger only when it commits.
        await Within.StatusAsync("an accepted shard", job, s => s.AcceptedShards == 1);
        ledger.IsOff = true;
        gate.Let(1);
        await Within.UntilAsync("a commit that is not answered", () => Task.FromResult(ledger.Refused), refused => refused > 0);
        ledger.IsOff = false;
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        Assert.Equal(2, gate.Begun.Count);
        gate.LetAll();
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
    }
}
