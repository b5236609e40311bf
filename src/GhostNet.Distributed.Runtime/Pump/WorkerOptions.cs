using System.ComponentModel.DataAnnotations;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>How a worker uses its machine. Section <c>GhostNet:Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>
    /// Inference threads; as many as the process may use processors. Too few: cores idle. Too many: they take turns, and membership probes wait. With 0 the silo takes no work and only
    /// coordinates; the label <c>role=coordinator</c> then draws the coordinators to it.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Images of one inference call, at most; measured for each model when it is loaded (1, 2, 4 or 8) unless it is set. Too small: overhead per call. Too large: the working set leaves the
    /// caches. A model with a fixed batch takes its own.
    /// </summary>
    [Range(1, 256)]
    public int? BatchSize { get; set; }

    /// <summary>
    /// Which graph of a model is used: <c>plain</c>, <c>avx512</c>, <c>avx2</c> or <c>arm64</c>; by the processor and a measurement at load unless it is set. A graph for another processor costs
    /// a third more, and the wrong answer it cannot give: each is held against the plain one before it is used.
    /// </summary>
    [AllowedValues(null, "plain", "avx512", "avx2", "arm64", ErrorMessage = "Expected plain, avx512, avx2 or arm64.")]
    public string? Graph { get; set; }

    /// <summary>
    /// Where the measurements of models are kept, so that a model is measured once on a machine; <c>ghostnet/graphs</c> in <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c> unless it is set. Where it cannot
    /// be written to, each load takes up to a second longer.
    /// </summary>
    public string? MeasurementFolder { get; set; }

    /// <summary>
    /// Seconds of work that a worker asks for ahead; 4 s. Too small: threads wait for leases. Too large: slow workers hold shards that fast ones could do.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan WorkAhead { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a stopping worker goes on with the shards it holds before it hands them back; 0 hands back at once. Too large: an orchestrator kills it first.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The largest image file, in bytes; 64 MiB. Larger ones are failures of kind <see cref="FailureKind.TooLarge"/> and are not read.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxImageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Samples that a worker asks for before it has shown a rate, and at least when it asks; 32. Too small: a fast worker begins slowly. Too large: a slow one begins with more than its
    /// part.
    /// </summary>
    [Range(1, 65_536)]
    public int LeastSamples { get; set; } = 32;

    /// <summary>
    /// Encoded bytes that are fetched ahead, at most, by all shards of the worker together; 128 MiB. Too small: threads wait for the store. Too large: memory, for nothing. An image that is
    /// larger than this is fetched alone.
    /// </summary>
    [Range(1 << 16, 1L << 40)]
    public long MaxBytesAhead { get; set; } = 128L << 20;
}
