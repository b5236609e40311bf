using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Attempts that earlier coordinators wrote down before they granted them, of silos that have not turned up yet.</summary>
internal sealed class RecoveredTrials
{
    private readonly Dictionary<string, List<Trial>> _bySilo = [];
    private readonly HashSet<ShardAttempt> _all = [];

    /// <summary>Adds an attempt that a silo was given.</summary>
    public void Add(Trial trial)
    {
        _all.Add(trial.Attempt);
        if (!_bySilo.TryGetValue(trial.Silo, out var trials))
        {
            _bySilo[trial.Silo] = trials = [];
        }

        trials.Add(trial);
    }

    /// <summary>Whether this attempt was written down, whoever was given it.</summary>
    public bool Has(ShardAttempt attempt) => _all.Contains(attempt);

    /// <summary>Takes out what a silo was given.</summary>
    public IReadOnlyList<Trial> TakeOf(string silo) => _bySilo.Remove(silo, out var trials) ? trials : [];
}
