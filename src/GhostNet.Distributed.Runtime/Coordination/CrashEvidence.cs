namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// How often a worker died that held a shard. One death makes the shard a suspect; a second one convicts it, since a suspect is worked on alone. Workers die for other reasons too: what
/// follows from the second death (two halves) is harmless, and a single sample is given up only after several deaths with nothing else in work.
/// </summary>
internal sealed class CrashEvidence
{
    /// <summary>Deaths with a shard of several samples in work after which it is split.</summary>
    public const int DeathsToSplit = 2;

    /// <summary>Deaths with one sample and nothing else in work after which it is the failure <see cref="FailureKind.CrashedWorker"/>.</summary>
    public const int LoneDeathsToCondemn = 3;

    /// <summary>Deaths after which a canary range is given up: the report can do without it.</summary>
    public const int DeathsToGiveUp = 3;

    private readonly Dictionary<ShardId, (int Deaths, int Alone)> _deaths = [];

    /// <summary>A holder of this shard died.</summary>
    public void Add(ShardId shard, bool alone)
    {
        var (deaths, loneDeaths) = _deaths.GetValueOrDefault(shard);
        _deaths[shard] = (deaths + 1, loneDeaths + (alone ? 1 : 0));
    }

    /// <summary>What an earlier coordinator knew of a shard.</summary>
    public void Set(ShardId shard, int deaths, int loneDeaths) => _deaths[shard] = (deaths, loneDeaths);

    /// <summary>The halves of a convicted shard: one of them is guilty, or both, or none.</summary>
    public void Inherit(ShardId split)
    {
        _deaths.Remove(split);
        foreach (var half in (ShardId[])[split.Lower, split.Upper])
        {
            Add(half, alone: false);
        }
    }

    /// <summary>The shard is accepted; what was held against it is void.</summary>
    public void Forget(ShardId shard) => _deaths.Remove(shard);

    /// <summary>Deaths held against a shard, and those of them with nothing else in work.</summary>
    public (int Deaths, int Alone) Against(ShardId shard) => _deaths.GetValueOrDefault(shard);

    /// <summary>What follows for a shard of so many samples.</summary>
    public ShardPhase Weigh(ShardId shard, long samples)
    {
        var (deaths, alone) = _deaths.GetValueOrDefault(shard);
        var isConvicted = samples > 1 ? deaths >= DeathsToSplit : alone >= LoneDeathsToCondemn;
        return deaths <= 0 ? ShardPhase.Open
            : shard.Architecture is not null ? deaths >= DeathsToGiveUp ? ShardPhase.GivenUp : ShardPhase.Suspect
            : isConvicted ? ShardPhase.Convicted
            : ShardPhase.Suspect;
    }
}
