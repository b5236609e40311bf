using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Telemetry;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// One job's state and what follows from each event. Pure, as <see cref="ShardSchedule"/> is: <see cref="JobGrain"/> gives it events and the time, and acts on what
/// it decides. It can be made anew from the ledger at any moment.
/// </summary>
internal sealed class JobCoordinator
{
    /// <summary>How many newly accepted shards are worth a checkpoint.</summary>
    public const int ShardsPerCheckpoint = 1_000;

    /// <summary>
    /// How many leases a recovered coordinator writes down before it grants them. Its predecessor may have died of one of them, which then would kill this one too, with everything it
    /// has learned.
    /// </summary>
    public const int LeasesOnTrial = 64;

    private readonly CoordinatorOptions _options;
    private readonly DateTimeOffset _openedAt;
    private readonly ShardSchedule _schedule;
    private readonly Hosts _hosts;
    private readonly Grants _grants;
    private readonly ShardFaults _faults;
    private readonly List<Trial> _trials = [];
    private readonly HashSet<ShardId> _doubtful = [];
    private readonly ProgressWatch _progress;
    private long _expiredLeases;
    private int _leasesOnTrial;
    private Tally _tally;
    private int _recovered;
    private int _checkpointAt = ShardsPerCheckpoint;
    private string? _end;
    private string? _storeFault;

    /// <summary>A coordinator that knows of nothing accepted yet.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">The options.</param>
    /// <param name="openedAt">When it begins.</param>
    /// <param name="homeSilo">The silo that it lives on.</param>
    /// <param name="isRecovered">Whether an earlier coordinator may have granted leases of this job.</param>
    public JobCoordinator(JobSpec spec, JobPlan plan, CoordinatorOptions options, DateTimeOffset openedAt = default, string? homeSilo = null, bool isRecovered = false)
    {
        (Spec, Plan, _options, _openedAt) = (spec, plan, options, openedAt);
        _schedule = new ShardSchedule(plan, options.LeaseDuration, spec.Canary);
        _hosts = new Hosts(spec.NodeSelector);
        _grants = new Grants(_schedule, _hosts, homeSilo);
        _faults = new ShardFaults(options.FaultPause);
        _progress = new ProgressWatch(openedAt);
        _leasesOnTrial = isRecovered ? LeasesOnTrial : 0;
    }

    /// <summary>The spec.</summary>
    public JobSpec Spec { get; }

    /// <summary>The plan.</summary>
    public JobPlan Plan { get; }

    /// <summary>Where the job stands.</summary>
    public JobState State { get; private set; }

    /// <summary>Whether nothing more will happen to the job.</summary>
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Canceled;

    /// <summary>Shards of the plan that are accepted entirely.</summary>
    public int AcceptedShards => _schedule.Accepted;

    /// <summary>What a watcher is told at once when it changes; the rest of the status is looked at now and then.</summary>
    public (JobState State, int Accepted, int Leased, Tally Tally, string? Fault) Progress => (State, _schedule.Accepted, _schedule.Leased, _tally, _faults.Reason);

    /// <summary>Whether all shards are accepted; nothing is left to cancel then.</summary>
    public bool IsComplete => _schedule.IsComplete;

    /// <summary>Shards that have killed their workers; each stays until <see cref="Split"/> or <see cref="Accept"/> is told.</summary>
    public IEnumerable<ConvictedShard> Convicted => IsFinal ? [] : _schedule.Convicted;

    /// <summary>
    /// Shards that a worker gave up without a fault and without stopping, as one does that finds a split marker. Another coordinator may have written it, so the ledger is to be asked;
    /// each stays until <see cref="IsLookedUp"/>.
    /// </summary>
    public IEnumerable<ShardId> Doubtful => IsFinal ? [] : _doubtful;

    /// <summary>Whether a checkpoint is worth writing.</summary>
    public bool IsCheckpointDue => _schedule.Accepted >= _checkpointAt && !_schedule.IsComplete;

    /// <summary>Whether all shards are accepted, canary ranges too as long as there is a worker for them, and the report can be made.</summary>
    public bool IsReadyToReport(DateTimeOffset now) =>
        _schedule.IsComplete && !IsFinal && (Spec.Canary == 0 || _hosts.Working(now).Select(host => host.Architecture).OfType<string>().Distinct().All(_schedule.HasAllCanaries));

    /// <summary>The ledger held this shard, piece or canary range before this coordinator began.</summary>
    public void Recover(ShardId shard, Tally tally)
    {
        Accept(shard, tally);
        EndRecovery();
    }

    /// <summary>The ledger held the marker that splits this shard before this coordinator began.</summary>
    public void RecoverSplit(ShardId shard) => _schedule.Split(shard);

    /// <summary>What the ledger held before this coordinator began.</summary>
    public void Recover(RecoveredShards found)
    {
        if (found.Checkpoint is { } checkpoint)
        {
            foreach (var split in checkpoint.SplitShards())
            {
                _schedule.Split(split);
            }

            foreach (var shard in checkpoint.Accepted())
            {
                _schedule.Accept(shard);
            }

            _tally += checkpoint.Tally;
        }

        foreach (var accepted in found.Later)
        {
            switch (accepted)
            {
                case AcceptedShard.Split split:
                    _schedule.Split(split.Id);
                    break;
                case AcceptedShard.Result result:
                    Accept(result.Id, result.Tally);
                    break;
            }
        }

        EndRecovery();
    }

    /// <summary>
    /// What earlier coordinators wrote down before they granted it, told after <see cref="Recover(RecoveredShards)"/>. The last attempt at a shard has what was known then, and its own
    /// end is the only thing that is not known.
    /// </summary>
    public void Recover(IEnumerable<Trial> trials)
    {
        foreach (var last in trials.GroupBy(trial => trial.Attempt.Shard).Select(shard => shard.MaxBy(trial => trial.Attempt.Attempt.Value)!))
        {
            _schedule.RecoverTrial(last, _openedAt + (2 * _options.NextExchange));
        }
    }

    /// <summary>Takes what a worker reports, and answers with what it may do next. <see cref="TakeTrials"/> has what must be written down before the answer goes out.</summary>
    /// <param name="request">What the worker says.</param>
    /// <param name="now">The time.</param>
    /// <param name="isMember">Whether the cluster counts its silo as alive.</param>
    public ExchangeReply Exchange(ExchangeRequest request, DateTimeOffset now, bool isMember = true)
    {
        // Facts, whoever tells them and however late.
        foreach (var (attempt, tally) in request.Accepted)
        {
            Accept(attempt.Shard, tally);
        }

        if (_hosts.Note(request, isMember, now) is not { } host)
        {
            return Reply();
        }

        _expiredLeases += _schedule.Expire(now);
        if (!isMember)
        {
            return Reply() with
            {
                Lost = _schedule.NotHeldBy(request.Silo, request.Held),
                Refusal = $"{request.Host} ({request.Silo}) is not counted as alive by the cluster and is given no work until it is.",
            };
        }

        _schedule.IsAlive(request.Silo);
        if (host.IsSuitable && host.Architecture is { } architecture)
        {
            _schedule.AddCanaries(architecture);
        }

        Return(request, now);
        var holder = new Holder(request.Silo, request.Sequence, now, request.Held.IsEmpty);
        var lost = _schedule.Renew(holder, request.Held);
        if (!host.IsSuitable)
        {
            return Reply() with { Lost = lost, Refusal = $"lacks {string.Join(',', host.Missing)}" };
        }

        return Reply() with { Lost = lost, Granted = IsFinal ? [] : Grant(host, request.WantSamples, holder), State = State };
    }

    /// <summary>Leases that are to be written down before the answer that grants them goes out, and takes them out of here.</summary>
    public ImmutableArray<Trial> TakeTrials()
    {
        ImmutableArray<Trial> trials = [.. _trials];
        _trials.Clear();
        return trials;
    }

    /// <summary>Lets time pass: leases end, shards have rested, and hosts that have been away for long are forgotten.</summary>
    public void Expire(DateTimeOffset now)
    {
        _expiredLeases += _schedule.Expire(now);
        _hosts.ForgetOld(now);
        _progress.Note(_tally.Samples, WaitsFor(now) != WaitingFor.Nothing, now);
    }

    /// <summary>A silo is gone for good: its shards are open at once, and each of them may be why.</summary>
    public void SiloDied(string silo)
    {
        _schedule.SiloDied(silo);
        _grants.SiloDied(silo);
        _hosts.Remove(silo);
    }

    /// <summary>The ledger holds the result of a shard.</summary>
    public void Accept(ShardId shard, Tally tally)
    {
        if (_schedule.Accept(shard))
        {
            // Canary ranges overlap the plan's shards, whose samples are counted once.
            _tally += shard.Architecture is null ? tally : default;
            _faults.Forget(shard);
            Begin(_schedule.Accepted > 0);
        }
    }

    /// <summary>The ledger holds the marker that splits a shard.</summary>
    public void Split(ShardId shard)
    {
        if (_schedule.Split(shard))
        {
            _faults.Forget(shard);
        }
    }

    /// <summary>The ledger was asked for a doubtful shard, and what it holds was told.</summary>
    public void IsLookedUp(ShardId shard) => _doubtful.Remove(shard);

    /// <summary>A checkpoint of what is accepted now; the next one is due a thousand shards later.</summary>
    public Checkpoint MakeCheckpoint()
    {
        _checkpointAt = _schedule.Accepted + ShardsPerCheckpoint;
        return Checkpoint.Of(_tally, _schedule.AcceptedShards, _schedule.SplitShards);
    }

    /// <summary>The ledger's store does not answer, or does again (null).</summary>
    public void StoreIsAway(string? fault) => _storeFault = fault;

    /// <summary>The report is written.</summary>
    public void Succeed() => End(JobState.Succeeded, null);

    /// <summary>The job was canceled; false when it was over already.</summary>
    public bool Cancel() => End(JobState.Canceled, "canceled by request; accepted shards stay in the ledger");

    /// <summary>The job cannot be finished.</summary>
    public void Fail(string reason) => End(JobState.Failed, reason);

    /// <summary>The job at this moment.</summary>
    public JobStatus Status(DateTimeOffset now) => new()
    {
        Id = Spec.Id,
        State = State,
        Reason = IsFinal ? _end : Reason(now),
        Samples = Plan.Samples,
        Tally = _tally,
        Shards = Plan.Shards,
        AcceptedShards = _schedule.Accepted,
        LeasedShards = IsFinal ? 0 : _schedule.Leased,
        RecoveredShards = _recovered,
    };

    /// <summary>What is measured of the job at this moment; its progress as of the latest <see cref="Expire"/>.</summary>
    public JobMeasure Measure(DateTimeOffset now)
    {
        var (used, burn) = BudgetWatch.Of(Spec.MaxFailedSamples, _tally, Plan.Samples);
        return new JobMeasure
        {
            State = State,
            Selector = Spec.NodeSelector is { Labels.Count: > 0 } selector ? selector.ToString() : CoordinatedJobs.AnySelector,
            Queued = Math.Max(0, Plan.Shards - _schedule.Accepted - _schedule.Leased),
            Leased = _schedule.Leased,
            Matching = _hosts.Live(now).Count(host => host.IsSuitable),
            Waiting = WaitsFor(now),
            ProgressAge = _progress.Age(now),
            BudgetUsed = used,
            BudgetBurn = burn,
            ExpiredLeases = _expiredLeases,
        };
    }

    private WaitingFor WaitsFor(DateTimeOffset now)
    {
        if (_storeFault is not null)
        {
            return WaitingFor.Store;
        }

        if (_schedule.IsComplete)
        {
            return WaitingFor.Nothing;
        }

        var live = _hosts.Live(now).ToList();
        var suitable = live.Where(host => host.IsSuitable).ToList();
        return suitable.Count == 0 ? (live.Exists(host => host.Missing.Count > 0) ? WaitingFor.Selector : WaitingFor.Worker)
            : suitable.TrueForAll(host => host.Waiting is not null) ? WaitingFor.Store
            : _schedule.Leased == 0 && suitable.TrueForAll(host => host.Waiting is not null || host.StandsBack) ? WaitingFor.Priority
            : WaitingFor.Nothing;
    }

    private string? Reason(DateTimeOffset now)
    {
        string?[] reasons =
        [
            _storeFault is null ? null : $"waits for the store: {_storeFault}",
            _schedule.IsComplete ? null : WaitingReason.Of(_hosts, Spec.NodeSelector, _openedAt, now),
            _faults.Reason,
            Spec.MaxFailedSamples.Allows(_tally.Failed, Plan.Samples) ? null : $"{_tally.Failed} samples have failed, of which the job allows {Spec.MaxFailedSamples}: it goes on, and its report will be INVALID",
        ];
        return reasons.Any(reason => reason is not null) ? string.Join("; ", reasons.OfType<string>()) : null;
    }

    private ExchangeReply Reply() => new() { Spec = Spec, State = State, LeaseDuration = _options.LeaseDuration, NextExchange = _options.NextExchange };

    private ImmutableArray<ShardLease> Grant(Host host, long wantSamples, Holder holder)
    {
        var granted = _grants.To(host, wantSamples, holder);
        Begin(granted.Length > 0);
        foreach (var lease in granted)
        {
            var granting = _schedule.Leases.Find(host.Silo, new ShardAttempt(lease.Shard, lease.Attempt))!;
            if (_leasesOnTrial > 0 || granting.IsAlone)
            {
                _leasesOnTrial = Math.Max(0, _leasesOnTrial - 1);
                _trials.Add(_schedule.TrialOf(granting));
            }
        }

        return granted;
    }

    private void Return(ExchangeRequest request, DateTimeOffset now)
    {
        foreach (var (attempt, fault) in request.Returned)
        {
            if (fault is null)
            {
                if (_schedule.Return(request.Silo, attempt) && request.WantSamples > 0)
                {
                    _doubtful.Add(attempt.Shard);
                }
            }
            else if (_schedule.Return(request.Silo, attempt, now + _faults.NextPause(attempt.Shard)))
            {
                // Told again after a lost answer, or after the shard went to another host, a fault is no longer news: each attempt counts once.
                CountFault(request.Host, attempt, fault);
            }
        }

        _schedule.ReturnUnanswered(request.Silo, request.Sequence, request.Held);
    }

    private void CountFault(string host, ShardAttempt attempt, string fault)
    {
        if (_faults.Count(host, attempt, fault) < _options.MaxShardFaults)
        {
            return;
        }

        if (attempt.Shard.Architecture is null)
        {
            Fail($"Shard {attempt.Shard} failed {_options.MaxShardFaults} times, the last time on {host}: {fault}");
        }
        else
        {
            // The report's agreement says how many were compared; the job's numbers do not need them.
            _schedule.GiveUp(attempt.Shard);
            _faults.Forget(attempt.Shard);
        }
    }

    private void EndRecovery()
    {
        _recovered = _schedule.Accepted;
        _checkpointAt = _schedule.Accepted + ShardsPerCheckpoint;
        Begin(_schedule.Accepted > 0);
    }

    private void Begin(bool hasBegun) => State = State == JobState.Pending && hasBegun ? JobState.Running : State;

    private bool End(JobState state, string? reason)
    {
        if (IsFinal)
        {
            return false;
        }

        (State, _end) = (state, reason);
        return true;
    }
}
