using System.ComponentModel.DataAnnotations;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>How a coordinator deals with workers. Section <c>GhostNet:Coordinator</c>.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>
    /// How long a lease lasts without a renewal; 30 s. Too small: a worker that pauses loses work it has nearly done. Too large: the shards of a hung worker wait that long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When a worker asks again if nothing happened before; 2 s. Too small: idle workers load the coordinator. Too large: open shards wait for an idle worker.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan NextExchange { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often one shard as a whole may fail (not single samples of it) before the job does; 3. Too small: a passing fault of one host ends a job. Too large: a model that no
    /// host can load is tried that often.
    /// </summary>
    [Range(1, 100)]
    public int MaxShardFaults { get; set; } = 3;

    /// <summary>
    /// How long a shard rests after its first fault, twice as long after each further one; 1 s. Too small: a disk that is away for a moment uses up every try. Too large: a job that cannot
    /// work is told late.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FaultPause { get; set; } = TimeSpan.FromSeconds(1);
}
