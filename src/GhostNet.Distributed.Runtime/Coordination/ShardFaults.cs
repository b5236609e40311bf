using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>How often shards as a whole could not be worked on, and how long each rests before it is tried again.</summary>
internal sealed class ShardFaults(TimeSpan firstPause)
{
    private readonly Dictionary<ShardId, int> _faults = [];

    /// <summary>The latest fault while its shard is not accepted; for a person.</summary>
    public string? Reason { get; private set; }

    /// <summary>How long a shard rests after its next fault: twice as long as after the one before.</summary>
    public TimeSpan NextPause(ShardId shard) => firstPause * Math.Pow(2, _faults.GetValueOrDefault(shard));

    /// <summary>Counts a fault, and returns how many the shard has had.</summary>
    public int Count(string host, ShardAttempt attempt, string fault)
    {
        Reason = $"shard {attempt.Shard} is tried again after a fault on {host}: {fault}";
        return _faults[attempt.Shard] = _faults.GetValueOrDefault(attempt.Shard) + 1;
    }

    /// <summary>The shard is accepted, or no longer one.</summary>
    public void Forget(ShardId shard)
    {
        if (_faults.Remove(shard) && _faults.Count == 0)
        {
            Reason = null;
        }
    }
}
