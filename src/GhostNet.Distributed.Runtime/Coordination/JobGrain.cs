using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Placement;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// The coordinator of one job: thin, since <see cref="JobCoordinator"/> decides and <see cref="JobLedger"/> lasts. Reentrant, so that status and exchanges are
/// answered while a report is being made; every turn leaves the state whole.
/// </summary>
[Reentrant, PreferredLabels(PreferredLabelsAttribute.Coordinators)]
internal sealed partial class JobGrain(
    JobLedgers ledgers,
    JobPlanner planner,
    JobReporter reporter,
    Convictions convictions,
    IClusterMembershipService membership,
    ILocalSiloDetails home,
    CoordinatedJobs measured,
    IOptions<CoordinatorOptions> options,
    TimeProvider time,
    ILogger<JobGrain> logger)
    : Grain, IJobGrain
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly StatusFeed _feed = new();
    private readonly SiloWatch _silos = new(membership);
    private JobLedger _ledger = null!;
    private JobCoordinator? _job;
    private Task<JobCoordinator?>? _opening;
    private IGrainTimer? _looking;
    private Task? _writing;
    private Task? _reporting;
    private JobStatus? _told;
    private bool _isCreator;
    private bool _isReportBegun;
    private bool _isClosed;
    private string? _trace;

    private JobId Id => JobId.Parse(this.GetPrimaryKeyString());

    private IJobBoardGrain Board => GrainFactory.GetGrain<IJobBoardGrain>(0);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The ledger is read by the calls, not here: a job that was asked for too early, or could not be read, is then found by the next call and not by the next activation.
        _ledger = ledgers.Open(Id);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        measured.Forget(Id);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<JobStatus> SubmitAsync(JobSpec spec)
    {
        spec.Validate();
        if (spec.Id != Id)
        {
            throw new InvalidJobSpecException($"The spec of job {spec.Id} was sent to job {Id}.");
        }

        return StatusOf(RequireSame(spec, await TryOpenAsync() ?? await CreateAsync(spec)));
    }

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync() => StatusOf(await OpenAsync());

    /// <inheritdoc/>
    public async Task<JobSpec> GetSpecAsync() => (await OpenAsync()).Spec;

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var job = await OpenAsync();
        await foreach (var status in _feed.WatchAsync(() => StatusOf(job), cancellationToken))
        {
            yield return status;
        }
    }

    /// <inheritdoc/>
    public async Task<ExchangeReply> ExchangeAsync(ExchangeRequest request)
    {
        var job = await OpenAsync();
        var wasFinal = job.IsFinal;
        var before = job.Progress;
        NoteDeadSilos(job);
        var reply = job.Exchange(request, time.GetUtcNow(), _silos.IsMember(request.Silo));
        var trials = job.TakeTrials();
        if (job.Progress != before)
        {
            _feed.Changed();
        }

        BeginWhatIsDue(job);

        // Before the answer goes out. When this fails, so does the call, and the worker's next one opens what this one granted.
        await Task.WhenAll(trials.Select(trial => _ledger.TryRecordTrialAsync(trial)));

        if (job.IsFinal)
        {
            if (!wasFinal && job.State == JobState.Failed)
            {
                measured.Failed();
                LogFailed(Id, StatusOf(job).Reason ?? "");
            }

            // Again, if need be: a worker that still asks found the job on the board, so taking it off has not worked yet.
            await CloseAsync(job);
            return reply with { State = job.State, Granted = [] };
        }

        return reply with { TraceParent = _trace, Now = time.GetUtcNow() };
    }

    /// <inheritdoc/>
    public async Task<JobStatus> CancelAsync()
    {
        var job = await OpenAsync();
        if (_isReportBegun && !job.IsFinal)
        {
            // Every shard is accepted, so there is nothing left to cancel; a marker beside a report would make the job's end a matter of who looks first.
            await (_reporting ??= ReportAsync(job));
            if (!job.IsFinal)
            {
                throw new LedgerUnavailableException($"Job {Id} was not canceled: all its shards are accepted, and its report is not written yet. {StatusOf(job).Reason} Ask again later.");
            }
        }

        if (job.Cancel())
        {
            measured.Canceled();
            LogCanceled(Id, job.AcceptedShards, job.Plan.Shards);
        }

        if (job.State == JobState.Canceled)
        {
            // Off the board before the store is asked: that is how workers learn it. And also when it was canceled before, since that call may have failed here.
            _feed.Changed();
            await Board.RemoveAsync(Id);
            await _ledger.TryCancelAsync();
            await CloseAsync(job);
        }

        return StatusOf(job);
    }

    /// <inheritdoc/>
    public Task<string?> GetReportAsync() => _ledger.ReadReportAsync();

    /// <inheritdoc/>
    public Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard) => _ledger.ReadPredictionsAsync(shard);

    private JobStatus StatusOf(JobCoordinator job) => job.Status(time.GetUtcNow());

    private async Task<JobCoordinator> OpenAsync() => await TryOpenAsync() ?? throw new JobNotFoundException($"There is no job {Id} in {ledgers.Store.Description}.");

    /// <summary>The job as the ledger has it, read once however many calls ask; null while there is none. What goes wrong is told to these callers, and the next one reads again.</summary>
    private async Task<JobCoordinator?> TryOpenAsync()
    {
        if (_job is not null)
        {
            return _job;
        }

        var opening = _opening ??= ReadAsync();
        try
        {
            return await opening;
        }
        finally
        {
            _opening = _opening == opening ? null : _opening;
        }
    }

    private async Task<JobCoordinator> CreateAsync(JobSpec spec)
    {
        // A short span and not one as long as the job: what is still open when a process dies is never told, and its children then have no parent.
        using var span = JobTrace.Start("plan", Id);
        _trace = span?.Id;

        // Checked before anything is written, so that a refused job leaves nothing behind.
        await planner.CheckAsync(spec);
        _isCreator = await _ledger.TryCreateSpecAsync(spec) || _isCreator;

        // The first look may be one that another caller began before the spec was there.
        return await TryOpenAsync() ?? await OpenAsync();
    }

    private async Task<JobCoordinator?> ReadAsync()
    {
        if (await _ledger.ReadSpecAsync() is not { } spec)
        {
            return null;
        }

        using var span = _isCreator ? null : JobTrace.Start("recover", Id);
        _trace = span?.Id ?? _trace;
        var plan = await _ledger.ReadPlanAsync() ?? await _ledger.CreateOrReadPlanAsync(await planner.PlanAsync(spec));
        var job = new JobCoordinator(spec, plan, options.Value, time.GetUtcNow(), home.SiloAddress.ToParsableString(), isRecovered: !_isCreator);
        await RecoverAsync(job);
        if (await _ledger.ReadReportAsync() is not null)
        {
            job.Succeed();
        }
        else if (await _ledger.IsCanceledAsync())
        {
            job.Cancel();
        }
        else
        {
            // The board may have started before this job was there, or have taken it off when an earlier coordinator gave up on it.
            await Board.PostAsync(Id);
        }

        if (span is not null && job.IsFinal)
        {
            // Only looked at: its story is told.
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        span?.SetTag("ghostnet.shards", plan.Shards).SetTag("ghostnet.shards.accepted", job.AcceptedShards);
        LogOpened(Id, spec.Model.Name, spec.Dataset.Name, plan.Samples, plan.Shards, job.AcceptedShards);
        _job = job;

        // Ended leases, dead silos and whoever has not asked for long are noticed without anyone's call; and a job stays here while it is not over.
        _looking = this.RegisterGrainTimer(_ => LookAsync(job), new GrainTimerCreationOptions(BetweenLooks, BetweenLooks) { Interleave = true, KeepAlive = true });
        Measure(job);
        BeginWhatIsDue(job);
        return job;
    }

    private async Task RecoverAsync(JobCoordinator job)
    {
        job.Recover(await _ledger.RecoverAsync(job.Plan));
        if (job.Spec.Canary > 0)
        {
            foreach (var canary in await _ledger.ListCanariesAsync())
            {
                job.Recover(canary, default);
            }
        }

        if (!_isCreator)
        {
            job.Recover(await _ledger.ReadTrialsAsync().ToListAsync());
        }
    }

    private void Measure(JobCoordinator job)
    {
        if (job.IsFinal)
        {
            measured.Forget(Id);
        }
        else
        {
            measured.Note(Id, job.Measure(time.GetUtcNow()));
        }
    }

    /// <summary>What time alone brings about.</summary>
    private async Task LookAsync(JobCoordinator job)
    {
        if (job.IsFinal && !_isClosed)
        {
            await CloseAsync(job);
        }

        if (job.IsFinal)
        {
            if (_isClosed)
            {
                _looking?.Dispose();
            }

            return;
        }

        NoteDeadSilos(job);
        job.Expire(time.GetUtcNow());
        Measure(job);
        BeginWhatIsDue(job);
        var status = StatusOf(job);
        if (status != _told)
        {
            _told = status;
            _feed.Changed();
        }
    }

    /// <summary>Opens what dead silos held at once, instead of when their leases end.</summary>
    private void NoteDeadSilos(JobCoordinator job)
    {
        foreach (var silo in _silos.TakeDead())
        {
            job.SiloDied(silo);
        }
    }

    /// <summary>Begins what follows from the job's state: nothing of it is waited for, and what fails for the moment is begun again by the next look.</summary>
    private void BeginWhatIsDue(JobCoordinator job)
    {
        if (job.IsReadyToReport(time.GetUtcNow()))
        {
            _reporting ??= ReportAsync(job);
        }

        if (job.IsCheckpointDue || job.Convicted.Any() || job.Doubtful.Any())
        {
            _writing ??= WriteAsync(job);
        }
    }

    private async Task WriteAsync(JobCoordinator job)
    {
        // Set in a turn of its own, when the caller has kept this task.
        await Task.Yield();
        try
        {
            while (job.Doubtful.Select(shard => (ShardId?)shard).FirstOrDefault() is { } doubtful)
            {
                Take(job, await _ledger.ReadAcceptedAsync(doubtful));
                job.IsLookedUp(doubtful);
            }

            while (job.Convicted.Select(shard => (ConvictedShard?)shard).FirstOrDefault() is { } convicted)
            {
                Take(job, await convictions.CarryOutAsync(job.Spec, convicted));
                LogConvicted(Id, convicted.Shard, convicted.Range.Count, convicted.Deaths);
            }

            if (job.IsCheckpointDue)
            {
                await _ledger.TryCreateCheckpointAsync(job.MakeCheckpoint());
            }

            job.StoreIsAway(null);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            WaitForStore(job, e);
        }
#pragma warning disable CA1031 // What keeps a conviction from being written keeps the job from ending: it is told to everyone who waits.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var reason = $"What follows from the job's state could not be written to the ledger: {e.Message}";
            LogFailed(Id, reason);
            job.Fail(reason);
            measured.Failed();
            await CloseAsync(job);
        }
        finally
        {
            _writing = null;
            _feed.Changed();
        }
    }

    private static void Take(JobCoordinator job, AcceptedShard? accepted)
    {
        switch (accepted)
        {
            case AcceptedShard.Split split:
                job.Split(split.Shard);
                break;
            case AcceptedShard.Result result:
                job.Accept(result.Shard, result.Tally);
                break;
        }
    }

    private async Task ReportAsync(JobCoordinator job)
    {
        _isReportBegun = true;
        using var span = JobTrace.Start("report", Id, _trace);
        try
        {
            var report = await reporter.ReportAsync(job.Spec, job.Plan);
            job.Succeed();
            measured.Reported(report.Verdict);
            span?.SetTag("ghostnet.verdict", report.Verdict.ToString()).SetTag("ghostnet.samples.scored", report.Samples.Scored).SetTag("ghostnet.samples.failed", report.Samples.Failed);
            LogReported(Id, report.Verdict, report.Samples.Scored, report.Samples.Failed);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            WaitForStore(job, e);
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            await Task.Yield();
            _reporting = null;
            return;
        }
#pragma warning disable CA1031 // Whatever keeps the report from being written is the job's end, told to everyone who waits for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReportFailed(e, Id);
            measured.Failed();
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            job.Fail($"All shards are accepted, but the report could not be written: {e.Message}");
        }

        await CloseAsync(job);
    }

    private void WaitForStore(JobCoordinator job, StoreException fault)
    {
        LogWaitsForStore(Id, fault.Message);
        job.StoreIsAway($"{fault.Store} does not answer");
        _feed.Changed();
    }

    /// <summary>Tells everyone who waits, and takes the job off the lists of unfinished ones. A failed job keeps its marker, so that a later coordinator tries it again.</summary>
    private async Task CloseAsync(JobCoordinator job)
    {
        // First of all: the job is over, whatever becomes of the lists.
        measured.Forget(Id);
        _feed.Changed();
        try
        {
            await Board.RemoveAsync(Id);
            if (job.State is not JobState.Failed)
            {
                await _ledger.CloseAsync();
            }

            _isClosed = true;
        }
#pragma warning disable CA1031 // The job's end is in the ledger; a list that still has it costs workers a question, whose answer tries this again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotClosed(e, Id);
        }
    }

    private JobCoordinator RequireSame(JobSpec asked, JobCoordinator job)
    {
        var stored = job.Spec;
        return asked.ToJson() == stored.ToJson()
            ? job
            : throw new JobConflictException(
                $"Job {Id} exists with another spec and is unchanged. Stored: {stored.ToJson()} Asked for: {asked.ToJson()} Choose another id, or submit the stored spec.");
    }
}
