using System.Collections.Concurrent;
using GhostNet.Distributed.Runtime.Pump;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>Lets so many shards through to the real runner, and holds the others back: so a test stops a job exactly where it wants.</summary>
internal sealed class ShardGate(int open = 0) : IDisposable
{
    private readonly SemaphoreSlim _permits = new(open);
    private readonly ConcurrentQueue<int> _begun = new();
    private int _withdrawn;

    /// <summary>Shards that went through, in order, each try for itself.</summary>
    public IReadOnlyCollection<int> Begun => _begun;

    /// <summary>Shards whose work was canceled while they were held back.</summary>
    public int Withdrawn => Volatile.Read(ref _withdrawn);

    public void Let(int shards) => _permits.Release(shards);

    public void LetAll() => _permits.Release(100_000);

    public void Dispose() => _permits.Dispose();

    public IShardRunner Before(IShardRunner runner) => new Gated(this, runner);

    private sealed class Gated(ShardGate gate, IShardRunner runner) : IShardRunner
    {
        public async Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, Budget turn, WaitingThreads waiting, CancellationToken cancellationToken)
        {
            try
            {
                await gate._permits.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref gate._withdrawn);
                throw;
            }

            gate._begun.Enqueue(lease.Shard.Value);
            return await runner.RunAsync(spec, lease, turn, waiting, cancellationToken);
        }
    }
}
