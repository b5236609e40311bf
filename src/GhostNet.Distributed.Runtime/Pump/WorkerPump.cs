using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// Pulls work into this silo: one per silo, it watches the job board and runs a <see cref="JobRun"/> for each unfinished job. Its loops only wait and send; pixels
/// and inference have threads of their own.
/// </summary>
/// <remarks>
/// Begins after everything else of the silo and stops before it, so that a stopping worker can still report and hand back to a coordinator on its own silo. A grain
/// service would stop later than that.
/// </remarks>
internal sealed partial class WorkerPump(IGrainFactory grains, JobRunFactory runs, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerPump> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<JobId, (JobRun Run, Task Work)> _running = [];
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(WorkerPump), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Threads == 0)
        {
            LogTakesNoWork();
            return Task.CompletedTask;
        }

        _watching = Task.Run(WatchBoardAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
        await Task.WhenAll(_running.Values.Select(running => running.Work)).WaitAsync(cancellationToken);
    }

    private async Task WatchBoardAsync()
    {
        var board = grains.GetGrain<IJobBoardGrain>(0);
        var seen = -1L;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var (version, jobs) = await board.WatchAsync(seen, _stopping.Token);
                seen = version;
                Follow(jobs);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The board may move or its silo die at any moment; the pump has to outlive it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogBoardUnreachable(e);
                await PauseAsync();
            }
        }
    }

    private void Follow(ImmutableArray<JobId> jobs)
    {
        foreach (var ended in _running.Where(running => running.Value.Work.IsCompleted).Select(running => running.Key).ToList())
        {
            _running.Remove(ended);
        }

        foreach (var job in jobs.Where(job => !_running.ContainsKey(job)))
        {
            var run = runs.Create(job);
            _running[job] = (run, Task.Run(() => RunAsync(job, run)));
        }

        // A job that is off the board while it is worked on here was canceled, or is over: its coordinator knows.
        foreach (var (job, (run, _)) in _running)
        {
            if (!jobs.Contains(job))
            {
                run.Wake();
            }
        }
    }

    private async Task RunAsync(JobId job, JobRun run)
    {
        try
        {
            await run.RunAsync(_stopping.Token);
        }
        catch (JobNotFoundException)
        {
            // A marker whose submitter died, or has not yet come further: the board offers it again, and one day it is a job or it stays noise.
            await PauseAsync();
        }
#pragma warning disable CA1031 // One job's fault must not end the pump; the board offers the job again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogRunFailed(e, job);
            await PauseAsync();
        }
    }

    private Task PauseAsync() => Task.Delay(PauseAfterFault, time, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    [LoggerMessage(LogLevel.Information, "This silo has no inference threads: it coordinates, and takes no work.")]
    private partial void LogTakesNoWork();

    [LoggerMessage(LogLevel.Warning, "The job board did not answer; asking again.")]
    private partial void LogBoardUnreachable(Exception exception);

    [LoggerMessage(LogLevel.Error, "Job {Job}: this worker's part ended with a fault; it is begun again.")]
    private partial void LogRunFailed(Exception exception, JobId job);
}
