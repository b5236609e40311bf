using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Benchmarks.Clusters.Throttling;

/// <summary>Keeps a worker from using more than a share of one processor.</summary>
internal static class CpuThrottle
{
    /// <summary>How long a worker may run and stand still in turn: short against its exchanges and probes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(40);

    /// <summary>How it is done on this machine, for the conditions of a figure.</summary>
    public static string Means => ControlGroup.FindParent() is { } parent ? $"a control group under {parent}" : "SIGSTOP and SIGCONT in turn";

    /// <summary>Begins; disposing what is returned ends it.</summary>
    public static IAsyncDisposable Set(WorkerProcess worker, double share) =>
        ControlGroup.FindParent() is { } parent ? ControlGroup.Create(parent, worker, share) : new DutyCycle(worker, share);
}
