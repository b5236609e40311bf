using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Attempts that earlier coordinators wrote down before they granted them, of silos that have not turned up yet.</summary>
internal sealed class RecoveredTrials
{
    private readonly Dictionary<string, List<(ShardAttempt Attempt, bool Alone)>> _bySilo = [];
    private readonly HashSet<ShardAttempt> _all = [];

    /// <summary>Adds an attempt that a silo was given.</summary>
    public void Add(ShardAttempt attempt, string silo, bool alone)
    {
        _all.Add(attempt);
        if (!_bySilo.TryGetValue(silo, out var trials))
        {
            _bySilo[silo] = trials = [];
        }

        trials.Add((attempt, alone));
    }

    /// <summary>Whether this attempt was written down, whoever was given it.</summary>
    public bool Has(ShardAttempt attempt) => _all.Contains(attempt);

    /// <summary>Takes out what a silo was given.</summary>
    public IReadOnlyList<(ShardAttempt Attempt, bool Alone)> TakeOf(string silo) => _bySilo.Remove(silo, out var trials) ? trials : [];
}
