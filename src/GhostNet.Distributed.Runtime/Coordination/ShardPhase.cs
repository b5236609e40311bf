namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Where a shard, piece or canary range stands in a schedule.</summary>
internal enum ShardPhase : byte
{
    /// <summary>May be leased by anyone.</summary>
    Open,

    /// <summary>Has killed a worker, perhaps: may be leased by who works on nothing else.</summary>
    Suspect,

    /// <summary>One worker works on it, or two.</summary>
    Leased,

    /// <summary>Open again later.</summary>
    Resting,

    /// <summary>The evidence suffices; the ledger has not taken the consequence yet.</summary>
    Convicted,

    /// <summary>Its halves count instead, for good.</summary>
    Split,

    /// <summary>The ledger holds its result, for good.</summary>
    Accepted,

    /// <summary>A canary range that nobody could work on.</summary>
    GivenUp,
}
