using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>The attempts under way: by shard, by holder, and by when they end. At most two at one shard.</summary>
internal sealed class Leases
{
    private static readonly List<Lease> None = [];

    private readonly Dictionary<ShardId, (Lease First, Lease? Second)> _byShard = [];
    private readonly Dictionary<string, List<Lease>> _bySilo = [];

    // One entry a lease. A renewal leaves it where it is; when it comes up, it goes back in with the later end. So a renewal costs nothing.
    private readonly PriorityQueue<Lease, DateTimeOffset> _ends = new();

    /// <summary>Shards and pieces of the plan under way.</summary>
    public int Shards { get; private set; }

    /// <summary>Who holds leases, and which, in the order they were granted.</summary>
    public IReadOnlyDictionary<string, List<Lease>> BySilo => _bySilo;

    /// <summary>The leases of a silo, in the order they were granted.</summary>
    public IReadOnlyList<Lease> Of(string silo) => _bySilo.GetValueOrDefault(silo, None);

    /// <summary>Attempts under way at a shard, 0 to 2.</summary>
    public int AttemptsAt(ShardId shard) => _byShard.TryGetValue(shard, out var leases) ? leases.Second is null ? 1 : 2 : 0;

    /// <summary>A silo's lease on this very attempt; null when it has none.</summary>
    public Lease? Find(string silo, ShardAttempt attempt) =>
        !_byShard.TryGetValue(attempt.Shard, out var leases) ? null
        : Is(leases.First, silo, attempt) ? leases.First
        : leases.Second is { } second && Is(second, silo, attempt) ? second
        : null;

    /// <summary>Adds a lease.</summary>
    public void Add(Lease lease)
    {
        if (_byShard.TryGetValue(lease.Shard, out var leases))
        {
            _byShard[lease.Shard] = leases.Second is null ? (leases.First, lease) : throw new InvalidOperationException($"Shard {lease.Shard} has two leases already.");
        }
        else
        {
            _byShard[lease.Shard] = (lease, null);
            Shards += lease.Shard.Architecture is null ? 1 : 0;
        }

        if (!_bySilo.TryGetValue(lease.Silo, out var held))
        {
            _bySilo[lease.Silo] = held = [];
        }

        held.Add(lease);
        _ends.Enqueue(lease, lease.EndsAt);
    }

    /// <summary>Ends a lease.</summary>
    public void Remove(Lease lease)
    {
        lease.IsOver = true;
        var leases = _byShard[lease.Shard];
        if ((leases.First == lease ? leases.Second : leases.First) is { } other)
        {
            _byShard[lease.Shard] = (other, null);
        }
        else
        {
            _byShard.Remove(lease.Shard);
            Shards -= lease.Shard.Architecture is null ? 1 : 0;
        }

        var held = _bySilo[lease.Silo];
        held.Remove(lease);
        if (held.Count == 0)
        {
            _bySilo.Remove(lease.Silo);
        }
    }

    /// <summary>Ends every lease on a shard.</summary>
    public void RemoveAll(ShardId shard)
    {
        while (_byShard.TryGetValue(shard, out var leases))
        {
            Remove(leases.First);
        }
    }

    /// <summary>Removes a lease whose time is over; null when there is none.</summary>
    public Lease? TakeEnded(DateTimeOffset now)
    {
        while (_ends.TryPeek(out var lease, out var end) && end <= now)
        {
            _ends.Dequeue();
            if (lease.IsOver)
            {
                continue;
            }

            if (lease.EndsAt <= now)
            {
                Remove(lease);
                return lease;
            }

            _ends.Enqueue(lease, lease.EndsAt);
        }

        return null;
    }

    private static bool Is(Lease lease, string silo, ShardAttempt attempt) => lease.Silo == silo && lease.Granted.Attempt == attempt.Attempt;
}
