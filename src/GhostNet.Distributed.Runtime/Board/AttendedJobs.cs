using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.Board;

/// <summary>
/// On a silo that takes no work: sees to it that every unfinished job has a coordinator. Where there are workers, their questions do; but where workers are added by the number of queued shards,
/// there may be none, and a job that nobody asks for is in no coordinator's count.
/// </summary>
internal sealed partial class AttendedJobs(IGrainFactory grains, IOptions<WorkerOptions> options, TimeProvider time, ILogger<AttendedJobs> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _attending = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(AttendedJobs), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _attending = options.Value.Threads == 0 ? Task.Run(AttendAsync, CancellationToken.None) : Task.CompletedTask;
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _attending;
    }

    private async Task AttendAsync()
    {
        try
        {
            while (true)
            {
                await LookAsync();
                await Task.Delay(Pause, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            // No version is below 0, so the board answers at once.
            var (_, jobs) = await grains.GetGrain<IJobBoardGrain>(0).WatchAsync(-1, _stopping.Token);
            foreach (var job in jobs)
            {
                await AskAsync(job);
            }
        }
        catch (Exception e) when (e is GhostNetException or OrleansException or TimeoutException)
        {
            LogNoAnswer(e);
        }
    }

    private async Task AskAsync(JobId job)
    {
        try
        {
            await grains.GetGrain<IJobGrain>(job.Value).GetStatusAsync().WaitAsync(_stopping.Token);
        }
        catch (JobNotFoundException)
        {
            // A marker whose submitter died, or has not yet come further.
        }
    }

    [LoggerMessage(LogLevel.Debug, "Unfinished jobs could not be looked after; tried again soon.")]
    private partial void LogNoAnswer(Exception exception);
}
