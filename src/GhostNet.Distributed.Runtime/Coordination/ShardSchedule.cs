using System.Collections.Immutable;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// Which shards of a plan are open, leased or accepted. Pure: events in, leases out, time a parameter; no grain, store or clock in it.
/// </summary>
/// <remarks>
/// Nothing here is needed for correctness, the ledger sees to that; a wrong lease costs work done twice. So late, doubled and unknown reports are normal events.
/// </remarks>
internal sealed class ShardSchedule(JobPlan plan, TimeSpan leaseDuration)
{
    private readonly ShardState[] _states = new ShardState[plan.Shards];
    private readonly int[] _attempts = new int[plan.Shards];
    private readonly Dictionary<int, Lease> _leases = [];

    // Lowest shard first: results then arrive about in manifest order. Entries of shards that are no longer open are skipped when they come up.
    private readonly PriorityQueue<int, int> _open = new(Enumerable.Range(0, plan.Shards).Select(i => (i, i)));

    // Shards that nobody is given for a while. Entries of shards that were accepted meanwhile are skipped when they come up.
    private readonly PriorityQueue<int, DateTimeOffset> _resting = new();

    private enum ShardState : byte
    {
        Open,
        Leased,
        Resting,
        Accepted,
    }

    /// <summary>Shards whose result the ledger holds.</summary>
    public int Accepted { get; private set; }

    /// <summary>Shards that a worker holds a lease on.</summary>
    public int Leased => _leases.Count;

    /// <summary>Whether the ledger holds every shard.</summary>
    public bool IsComplete => Accepted == plan.Shards;

    /// <summary>The ledger holds this shard; false when that was known.</summary>
    public bool Accept(ShardId shard)
    {
        if (!Contains(shard) || _states[shard.Value] == ShardState.Accepted)
        {
            return false;
        }

        _leases.Remove(shard.Value);
        _states[shard.Value] = ShardState.Accepted;
        Accepted++;
        return true;
    }

    /// <summary>Leases open shards to a host until they have as many samples as it wants.</summary>
    public ImmutableArray<ShardLease> Grant(string host, long wantSamples, DateTimeOffset now)
    {
        var granted = ImmutableArray.CreateBuilder<ShardLease>();
        while (wantSamples > 0 && _open.TryDequeue(out var index, out _))
        {
            if (_states[index] != ShardState.Open)
            {
                continue;
            }

            var attempt = new AttemptNumber(++_attempts[index]);
            Take(index, new Lease(host, attempt, now + leaseDuration));
            var range = plan.RangeOf(new ShardId(index));
            granted.Add(new ShardLease(new ShardId(index), attempt, range));
            wantSamples -= range.Count;
        }

        return granted.DrainToImmutable();
    }

    /// <summary>Renews what a host says it holds, and returns what is no longer its own.</summary>
    /// <remarks>
    /// A lease that ended and was given to nobody else is renewed too, and so is one that this coordinator has never heard of, because an earlier activation
    /// granted it: the work is under way, and doing it twice helps no one.
    /// </remarks>
    public ImmutableArray<ShardAttempt> Renew(string host, ImmutableArray<ShardAttempt> held, DateTimeOffset now)
    {
        var lost = ImmutableArray.CreateBuilder<ShardAttempt>();
        foreach (var attempt in held)
        {
            if (IsHolder(host, attempt) || (Contains(attempt.Shard) && _states[attempt.Shard.Value] == ShardState.Open))
            {
                var index = attempt.Shard.Value;
                _attempts[index] = Math.Max(_attempts[index], attempt.Attempt.Value);
                Take(index, new Lease(host, attempt.Attempt, now + leaseDuration));
            }
            else
            {
                lost.Add(attempt);
            }
        }

        return lost.DrainToImmutable();
    }

    /// <summary>A host gives a lease up; nothing happens, and the answer is false, when it is not the holder.</summary>
    /// <param name="host">The host.</param>
    /// <param name="attempt">The lease.</param>
    /// <param name="restUntil">Until when nobody is given the shard; null opens it at once.</param>
    public bool Return(string host, ShardAttempt attempt, DateTimeOffset? restUntil = null)
    {
        if (!IsHolder(host, attempt))
        {
            return false;
        }

        if (restUntil is { } end)
        {
            _leases.Remove(attempt.Shard.Value);
            _states[attempt.Shard.Value] = ShardState.Resting;
            _resting.Enqueue(attempt.Shard.Value, end);
        }
        else
        {
            Open(attempt.Shard.Value);
        }

        return true;
    }

    /// <summary>Opens every shard that has rested long enough or whose lease has ended, and returns how many leases did.</summary>
    public int Expire(DateTimeOffset now)
    {
        while (_resting.TryPeek(out var index, out var end) && end <= now)
        {
            _resting.Dequeue();
            if (_states[index] == ShardState.Resting)
            {
                Open(index);
            }
        }

        return OpenWhere(lease => lease.EndsAt <= now);
    }

    /// <summary>Opens every shard that a host holds, and returns how many there were.</summary>
    public int Release(string host) => OpenWhere(lease => lease.Host == host);

    private int OpenWhere(Predicate<Lease> condition)
    {
        var ended = _leases.Where(l => condition(l.Value)).Select(l => l.Key).ToList();
        ended.ForEach(Open);
        return ended.Count;
    }

    private void Open(int index)
    {
        _leases.Remove(index);
        _states[index] = ShardState.Open;
        _open.Enqueue(index, index);
    }

    private void Take(int index, Lease lease)
    {
        _states[index] = ShardState.Leased;
        _leases[index] = lease;
    }

    private bool IsHolder(string host, ShardAttempt attempt) =>
        _leases.TryGetValue(attempt.Shard.Value, out var lease) && lease.Host == host && lease.Attempt == attempt.Attempt;

    private bool Contains(ShardId shard) => (uint)shard.Value < (uint)_states.Length;

    private readonly record struct Lease(string Host, AttemptNumber Attempt, DateTimeOffset EndsAt);
}
