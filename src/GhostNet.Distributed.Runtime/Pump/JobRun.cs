using System.Diagnostics;
using System.Threading.Channels;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// This worker's part of one job: a loop around the one call, Exchange. It reports what the ledger accepted, renews and hands back leases, takes new ones, and
/// runs each shard it holds.
/// </summary>
internal sealed partial class JobRun(
    JobId id, IJobGrain job, WorkerIdentity worker, ExchangeNumbers numbers, IShardRunner shards, FairShare share, WorkerOptions options, WorkerActivity activity, WorkInstruments measured, TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan PauseAfterNoAnswer = TimeSpan.FromSeconds(1);

    // Null is no outcome, only a reason for an exchange.
    private readonly Channel<ShardOutcome?> _outcomes = Channel.CreateUnbounded<ShardOutcome?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<ShardAttempt, HeldLease> _held = [];
    private readonly HashSet<Task> _running = [];
    private readonly List<ShardReport> _accepted = [];
    private readonly List<ReturnedLease> _returned = [];
    private readonly WorkRate _rate = new(time, options.LeastSamples);
    private readonly Budget _turn = new(1);
    private readonly WaitingThreads _waiting = new(time);
    private readonly HashSet<string> _refusals = [];
    private bool _hasJoined;
    private string? _trace;

    /// <summary>Lets the next exchange be at once: something may have happened to the job, or its share of the worker has grown.</summary>
    public void Wake() => _outcomes.Writer.TryWrite(null);

    /// <summary>Works until the job is over or the worker stops. A stopping worker takes nothing new, finishes what it can within the drain time-out and hands the rest back.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var registration = stopping.Register(() => drained.CancelAfter(options.DrainTimeout));
        try
        {
            while (await TryExchangeAsync(stopping.IsCancellationRequested, drained.Token) is { } pause)
            {
                // While it stops, only the end of the drain matters: its beginning has been noticed.
                await TakeOutcomesAsync(pause, stopping.IsCancellationRequested ? drained.Token : stopping);
            }
        }
        finally
        {
            share.Leave(id);
            Drop([.. _held.Keys]);
            await Task.WhenAll(_running);
        }
    }

    /// <summary>One exchange, and how long to wait for outcomes before the next; null when there is nothing more to do here.</summary>
    private async Task<TimeSpan?> TryExchangeAsync(bool stopping, CancellationToken drained)
    {
        if (drained.IsCancellationRequested)
        {
            _returned.AddRange(_held.Keys.Select(attempt => new ReturnedLease(attempt, null)));
            Drop([.. _held.Keys]);
        }

        // The first exchange wants nothing: how much may be wanted depends on the job's priority, which is in the answer.
        var want = stopping || !_hasJoined ? 0 : Math.Max(0, _rate.SamplesFor(share.Of(id, options.WorkAhead)) - _held.Values.Sum(held => held.Samples));
        var request = new ExchangeRequest
        {
            Host = worker.Host,
            Accepted = [.. _accepted],
            Held = [.. _held.Keys],
            Returned = [.. _returned],
            Silo = worker.Silo,
            Sequence = numbers.Next(),
            WantSamples = want,
            SamplesPerSecond = _rate.SamplesPerSecond,
            Labels = worker.Labels,
            Waiting = activity.WaitingOf(id),
        };
        ExchangeReply reply;
        try
        {
            var sent = time.GetTimestamp();
            reply = await job.ExchangeAsync(request);
            measured.Exchanged(time.GetElapsedTime(sent), time.GetUtcNow(), reply.Now);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or GhostNetException { IsTransient: true } && !drained.IsCancellationRequested)
        {
            // The shards in work go on: the coordinator may be moving, and the ledger takes results without it.
            LogNoAnswer(e, id);
            return PauseAfterNoAnswer;
        }

        // Only now: what a lost call carried is told again by the next one.
        _accepted.Clear();
        _returned.Clear();
        return reply.State is JobState.Succeeded or JobState.Failed or JobState.Canceled ? null : Follow(reply, request, stopping);
    }

    /// <summary>Does what the coordinator answered, and says how long to wait for outcomes; null when there is nothing more to do here.</summary>
    private TimeSpan? Follow(ExchangeReply reply, ExchangeRequest request, bool stopping)
    {
        _trace = reply.TraceParent ?? _trace;
        Drop([.. reply.Lost]);
        if (reply.Refusal is { } refusal)
        {
            Drop([.. _held.Keys]);
            if (_refusals.Add(refusal))
            {
                LogRefused(id, refusal);
            }
        }

        foreach (var lease in reply.Granted)
        {
            Begin(reply.Spec, lease);
        }

        _rate.Hold(_held.Count > 0);
        if (stopping && _held.Count == 0)
        {
            return null;
        }

        if (!_hasJoined)
        {
            share.Join(id, reply.Spec.Priority, Wake);
            _hasJoined = true;
            return TimeSpan.Zero;
        }

        share.Note(id, usesWork: request.Waiting is null && (request.WantSamples == 0 || !reply.Granted.IsEmpty));
        return reply.NextExchange;
    }

    private void Begin(JobSpec spec, ShardLease lease)
    {
        // Disposed when the shard's outcome is taken; a dropped one is only canceled, since its task may still look at it.
        var cancellation = new CancellationTokenSource();
        _held[new ShardAttempt(lease.Shard, lease.Attempt)] = new HeldLease(lease.Range.Count, cancellation);
        _running.RemoveWhere(task => task.IsCompleted);
        _running.Add(Task.Run(async () => _outcomes.Writer.TryWrite(await RunShardAsync(spec, lease, cancellation.Token)), CancellationToken.None));
    }

    private async Task<ShardOutcome> RunShardAsync(JobSpec spec, ShardLease lease, CancellationToken cancellationToken)
    {
        var attempt = new ShardAttempt(lease.Shard, lease.Attempt);
        using var span = ShardSpans.Start(id, lease, worker.Host, _trace);
        activity.Begin();
        try
        {
            // A shard that was split meanwhile is handed back without fault: the coordinator has its pieces.
            return await shards.RunAsync(spec, lease, _turn, _waiting, cancellationToken) is { } tally
                ? new ShardOutcome(attempt, new ShardReport(attempt, tally), null)
                : new ShardOutcome(attempt, null, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            measured.Returned();
            span?.SetTag(ShardSpans.Outcome, "returned");
            return new ShardOutcome(attempt, null, null);
        }
#pragma warning disable CA1031 // A shard that cannot be worked on as a whole goes back with the reason; the coordinator decides what that means.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogShardFailed(e, id, lease.Shard, lease.Attempt.Value);
            measured.Failed();
            span?.SetTag(ShardSpans.Outcome, "failed").SetStatus(ActivityStatusCode.Error, e.Message);
            return new ShardOutcome(attempt, null, e.Message);
        }
        finally
        {
            activity.End();
        }
    }

    /// <summary>Waits until a shard is done, the worker begins to stop, or the next exchange is due; then takes in every outcome there is.</summary>
    private async Task TakeOutcomesAsync(TimeSpan atMost, CancellationToken interrupt)
    {
        using var due = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupt, due.Token);
        try
        {
            await _outcomes.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Time for an exchange without an outcome.
        }

        while (_outcomes.Reader.TryRead(out var outcome))
        {
            if (outcome is not null)
            {
                Take(outcome);
            }
        }

        _rate.Hold(_held.Count > 0);
    }

    private void Take(ShardOutcome outcome)
    {
        if (_held.Remove(outcome.Attempt, out var held))
        {
            held.Cancellation.Dispose();
        }

        if (outcome.Report is { } report)
        {
            _accepted.Add(report);
            _rate.Add(report.Tally.Samples);
        }
        else
        {
            _returned.Add(new ReturnedLease(outcome.Attempt, outcome.Fault));
        }
    }

    private void Drop(IEnumerable<ShardAttempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            if (_held.Remove(attempt, out var held))
            {
                held.Cancellation.Cancel();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {Job}: the coordinator did not answer; the shards in work go on.")]
    private partial void LogNoAnswer(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: this worker is given no work: {Refusal}. It asks again now and then.")]
    private partial void LogRefused(JobId job, string refusal);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: shard {Shard}, attempt {Attempt}, could not be worked on and goes back.")]
    private partial void LogShardFailed(Exception exception, JobId job, ShardId shard, int attempt);

    private readonly record struct HeldLease(long Samples, CancellationTokenSource Cancellation);

    private sealed record ShardOutcome(ShardAttempt Attempt, ShardReport? Report, string? Fault);
}
