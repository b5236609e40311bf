using System.Collections.Immutable;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// One job's state and what follows from each event. Pure, as <see cref="ShardSchedule"/> is: <see cref="JobGrain"/> gives it events and the time, and acts on what
/// it decides. It can be made anew from the ledger at any moment.
/// </summary>
internal sealed class JobCoordinator(JobSpec spec, JobPlan plan, CoordinatorOptions options)
{
    private readonly ShardSchedule _schedule = new(plan, options.LeaseDuration);
    private readonly Dictionary<int, int> _faults = [];
    private Tally _tally;
    private int _recovered;
    private string? _reason;

    /// <summary>The spec.</summary>
    public JobSpec Spec => spec;

    /// <summary>The plan.</summary>
    public JobPlan Plan => plan;

    /// <summary>Where the job stands.</summary>
    public JobState State { get; private set; }

    /// <summary>Whether all shards are accepted and the report can be made.</summary>
    public bool IsReadyToReport => _schedule.IsComplete && !IsFinal;

    /// <summary>The ledger held this shard before this coordinator began.</summary>
    public void Recover(ShardId shard, Tally tally)
    {
        if (_schedule.Accept(shard))
        {
            _tally += tally;
            _recovered++;
            State = JobState.Running;
        }
    }

    /// <summary>Takes what a worker reports, and answers with what it may do next.</summary>
    public ExchangeReply Exchange(ExchangeRequest request, DateTimeOffset now)
    {
        foreach (var (attempt, tally) in request.Accepted)
        {
            if (_schedule.Accept(attempt.Shard))
            {
                _tally += tally;
                ForgetFaults(attempt.Shard);
            }
        }

        foreach (var (attempt, fault) in request.Returned)
        {
            if (fault is null)
            {
                _schedule.Return(request.Host, attempt);
            }
            else if (_schedule.Return(request.Host, attempt, now + PauseAfterFault(attempt.Shard)))
            {
                // Told again after a lost answer, or after the shard went to another host, a fault is no longer news: each attempt counts once.
                CountFault(request.Host, attempt, fault);
            }
        }

        _schedule.Expire(now);
        var lost = _schedule.Renew(request.Host, request.Held, now);
        var granted = IsFinal ? [] : _schedule.Grant(request.Host, request.WantSamples, now);
        if (State == JobState.Pending && (granted.Length > 0 || _schedule.Accepted > 0))
        {
            State = JobState.Running;
        }

        return new ExchangeReply
        {
            Spec = spec,
            State = State,
            Granted = granted,
            Lost = lost,
            LeaseDuration = options.LeaseDuration,
            NextExchange = options.NextExchange,
        };
    }

    /// <summary>A host is gone for good: its shards are open at once.</summary>
    public void ReleaseHost(string host) => _schedule.Release(host);

    /// <summary>The report is written.</summary>
    public void Succeed() => End(JobState.Succeeded, null);

    /// <summary>The job was canceled; false when it was over already.</summary>
    public bool Cancel() => End(JobState.Canceled, "canceled by request; accepted shards stay in the ledger");

    /// <summary>The job cannot be finished.</summary>
    public void Fail(string reason) => End(JobState.Failed, reason);

    /// <summary>The job at this moment.</summary>
    public JobStatus Status() => new()
    {
        Id = spec.Id,
        State = State,
        Reason = _reason,
        Samples = plan.Samples,
        Tally = _tally,
        Shards = plan.Shards,
        AcceptedShards = _schedule.Accepted,
        LeasedShards = IsFinal ? 0 : _schedule.Leased,
        RecoveredShards = _recovered,
    };

    private bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Canceled;

    private bool End(JobState state, string? reason)
    {
        if (IsFinal)
        {
            return false;
        }

        (State, _reason) = (state, reason);
        return true;
    }

    private void ForgetFaults(ShardId shard)
    {
        if (_faults.Remove(shard.Value) && _faults.Count == 0 && !IsFinal)
        {
            _reason = null;
        }
    }

    private TimeSpan PauseAfterFault(ShardId shard) => options.FaultPause * Math.Pow(2, _faults.GetValueOrDefault(shard.Value));

    private void CountFault(string host, ShardAttempt attempt, string fault)
    {
        var count = _faults[attempt.Shard.Value] = _faults.GetValueOrDefault(attempt.Shard.Value) + 1;
        if (count >= options.MaxShardFaults)
        {
            Fail($"Shard {attempt.Shard} failed {count} times, the last time on {host}: {fault}");
        }
        else if (!IsFinal)
        {
            _reason = $"shard {attempt.Shard} is tried again after a fault on {host}: {fault}";
        }
    }
}
