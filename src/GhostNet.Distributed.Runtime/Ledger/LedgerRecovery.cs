using System.Collections;
using System.Collections.Concurrent;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>Finds what is accepted with as few requests as the latest checkpoint allows.</summary>
internal sealed class LedgerRecovery(IBlobStore store, JobLedger ledger, JobPlan plan)
{
    /// <summary>Shards whose results one listing brings: those whose names begin alike.</summary>
    public const int BlockSize = 1_000;

    private const int AtOnce = 16;

    /// <summary>Reads checkpoint, listings and the first lines of what is new.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public async Task<RecoveredShards> RecoverAsync(CancellationToken cancellationToken)
    {
        var checkpoint = await ledger.ReadCheckpointAsync(cancellationToken);
        if (checkpoint?.IsOf(plan) == false)
        {
            throw new LedgerException($"The latest checkpoint of job {ledger.Job} in {store.Description} names shards that its plan does not have. A checkpoint only saves time: delete the job's {LedgerNames.Checkpoints(ledger.Job)}.");
        }

        HashSet<ShardId> known = checkpoint is null ? [] : [.. checkpoint.Accepted(), .. checkpoint.SplitShards()];
        var prefixes = PrefixesToList(checkpoint);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        ConcurrentDictionary<ShardId, byte> found = new();
        await Parallel.ForEachAsync(prefixes, parallel, async (prefix, token) =>
        {
            await foreach (var entry in store.ListAsync(prefix, token))
            {
                if (LedgerNames.ShardOfResult(ledger.Job, entry.Name) is { } shard && !known.Contains(shard))
                {
                    found.TryAdd(shard, 0);
                }
            }
        });
        ConcurrentBag<AcceptedShard> later = [];
        await Parallel.ForEachAsync(found.Keys, parallel, async (shard, token) =>
            later.Add(await ledger.ReadAcceptedAsync(shard, token)
                ?? throw new LedgerException($"The result of shard {shard} was listed and is gone: {LedgerNames.Result(ledger.Job, shard)} in {store.Description}.")));
        return new RecoveredShards(checkpoint, [.. later.OrderBy(accepted => accepted.Shard, ManifestOrder.Instance)], prefixes.Count + 1);
    }

    /// <summary>Everything at once while nothing is known; else the blocks in which the checkpoint misses a shard or has one that is split, whose pieces may have come later.</summary>
    private List<string> PrefixesToList(Checkpoint? checkpoint)
    {
        if (checkpoint is null)
        {
            return [LedgerNames.Results(ledger.Job)];
        }

        BitArray whole = new(plan.Shards);
        foreach (var shard in checkpoint.Accepted().Where(shard => shard.Piece == 0 && shard.Value < plan.Shards))
        {
            whole[shard.Value] = true;
        }

        return [.. Enumerable.Range(0, plan.Shards).Where(i => !whole[i]).Select(i => i / BlockSize).Distinct().Select(block => LedgerNames.ResultsOfBlock(ledger.Job, block))];
    }
}
