using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>Where the time of a job's inference threads went, over all hosts, and what bounded the job by it.</summary>
/// <param name="ThreadSeconds">The sum over the hosts that tell it.</param>
/// <param name="Bound">The largest part.</param>
/// <param name="Conclusion">What bounds the job, such as <c>infer-bound on 2 of 2 hosts: 71 % of thread time (edge-3: decode 61 %)</c>.</param>
/// <param name="Advice">What would make it faster, where threads waited more than they worked; null where they did not.</param>
/// <param name="Definition">What the parts are.</param>
public sealed record ReportedTime(
    ThreadSeconds ThreadSeconds,
    TimePart Bound,
    string Conclusion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Advice = null,
    string Definition = "");

/// <summary>The time of inference threads in seconds: the span of their host's work times their number, divided without overlap, so that the six parts add up to it.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Fetch">Without a sample, while samples were still to be fetched.</param>
/// <param name="Decode">From encoded bytes to pixels.</param>
/// <param name="Resize">Resample, crop and normalise.</param>
/// <param name="Infer">The model.</param>
/// <param name="Commit">Without a sample, while nothing was to be fetched and a shard's result was being written.</param>
/// <param name="Idle">The rest: no shard to work on, the last samples at other threads, other jobs, work that does not count.</param>
public sealed record ThreadSeconds(double Total, double Fetch, double Decode, double Resize, double Infer, double Commit, double Idle)
{
    /// <summary>The seconds of one part.</summary>
    public double Of(TimePart part) => part switch
    {
        TimePart.Fetch => Fetch,
        TimePart.Decode => Decode,
        TimePart.Resize => Resize,
        TimePart.Infer => Infer,
        TimePart.Commit => Commit,
        TimePart.Idle => Idle,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
    };

    /// <summary>A part's share of the whole, from 0 to 1; 0 when no time passed.</summary>
    public double ShareOf(TimePart part) => Total > 0 ? Of(part) / Total : 0;
}

/// <summary>What a thread's time can go to.</summary>
public enum TimePart
{
    /// <summary>Waiting for the store of the images.</summary>
    Fetch,

    /// <summary>Decoding.</summary>
    Decode,

    /// <summary>Resizing, cropping, normalising.</summary>
    Resize,

    /// <summary>The model.</summary>
    Infer,

    /// <summary>Waiting for the ledger to take a result.</summary>
    Commit,

    /// <summary>Nothing to do.</summary>
    Idle,
}
