namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>What a job cannot go on without, as one of a few words; <see cref="WaitingReason"/> has the sentence.</summary>
internal enum WaitingFor
{
    /// <summary>It goes on, or should.</summary>
    Nothing,

    /// <summary>Nobody who lives asks for work.</summary>
    Worker,

    /// <summary>Everybody who asks lacks a label that the job requires.</summary>
    Selector,

    /// <summary>The store does not answer the coordinator, or none of the workers that could work.</summary>
    Store,

    /// <summary>Everybody who could work is busy with other jobs, of a higher priority.</summary>
    Priority,
}
