using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker;

/// <summary>
/// Ends the process when stopping takes longer than the host allows. While Redis is away, telling the other silos of the departure is tried again and again, and the
/// disposal that follows has no bound of its own; by then the pump has handed back or committed everything, and the others notice the departure by their probes.
/// </summary>
internal static partial class StopDeadline
{
    /// <summary>For the disposal, after the host's own time-out.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Begins to count when the host begins to stop.</summary>
    public static void Set(WebApplication worker)
    {
        var allowed = worker.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + Grace;
        var logger = worker.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StopDeadline));

        // A thread of its own: what hangs may be the pool. In the background, so that it does not keep a process that is done.
        worker.Lifetime.ApplicationStopping.Register(() => new Thread(() => EndAfter(allowed, logger)) { IsBackground = true, Name = nameof(StopDeadline) }.Start());
    }

    private static void EndAfter(TimeSpan allowed, ILogger logger)
    {
        using var never = new ManualResetEvent(initialState: false);
        never.WaitOne(allowed);
        LogOverdue(logger, allowed);

        // As asked for, and nothing is lost: not a failure.
        Environment.Exit(0);
    }

    [LoggerMessage(LogLevel.Warning, "Stopping took longer than {Allowed}; the process ends now. What is accepted is in the ledger, and the cluster notices by its probes that this worker is gone.")]
    private static partial void LogOverdue(ILogger logger, TimeSpan allowed);
}
