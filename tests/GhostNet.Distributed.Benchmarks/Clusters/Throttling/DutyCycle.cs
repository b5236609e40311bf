using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Benchmarks.Clusters.Throttling;

/// <summary>Lets a worker run for a part of each period, and stand still for the rest.</summary>
internal sealed class DutyCycle : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _turning;

    public DutyCycle(WorkerProcess worker, double share) => _turning = TurnAsync(worker, CpuThrottle.Period * share, CpuThrottle.Period * (1 - share));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _turning;
        _stop.Dispose();
    }

    private async Task TurnAsync(WorkerProcess worker, TimeSpan running, TimeSpan standing)
    {
        try
        {
            while (!worker.HasExited)
            {
                worker.Signal(UnixSignal.Stop);
                await Task.Delay(standing, _stop.Token);
                worker.Signal(UnixSignal.Continue);
                await Task.Delay(running, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
