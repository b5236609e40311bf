namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>What one run of a process took.</summary>
/// <param name="Processor">User and system time of it and the processes it waited for.</param>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="PeakBytes">Its largest resident memory, as last seen while it ran.</param>
/// <param name="Output">What it wrote to standard output.</param>
internal sealed record Measured(TimeSpan Processor, TimeSpan Elapsed, long PeakBytes, string Output);
