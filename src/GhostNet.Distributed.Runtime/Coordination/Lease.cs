using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>One attempt under way.</summary>
internal sealed class Lease
{
    /// <summary>What was granted.</summary>
    public required ShardLease Granted { get; init; }

    /// <summary>To whom: the silo with its generation.</summary>
    public required string Silo { get; init; }

    /// <summary>In which exchange of that silo it was granted or adopted.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was granted or adopted.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>Whether the holder was given nothing beside it, so that its death speaks against this shard and no other.</summary>
    public required bool IsAlone { get; init; }

    /// <summary>When it ends unless it is renewed.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether it was given up, ended or taken away.</summary>
    public bool IsOver { get; set; }

    /// <summary>The shard.</summary>
    public ShardId Shard => Granted.Shard;

    /// <summary>The shard and which try at it.</summary>
    public ShardAttempt Attempt => new(Granted.Shard, Granted.Attempt);

    /// <summary>How many samples it is of.</summary>
    public long Samples => Granted.Range.Count;
}
