using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// The coordinator of one job: thin, since <see cref="JobCoordinator"/> decides and <see cref="JobLedger"/> lasts. Reentrant, so that status and exchanges are
/// answered while a report is being made; every turn leaves the state whole.
/// </summary>
[Reentrant]
internal sealed partial class JobGrain(
    JobLedgers ledgers, JobPlanner planner, JobReporter reporter, IClusterMembershipService membership, IOptions<CoordinatorOptions> options, TimeProvider time, ILogger<JobGrain> logger)
    : Grain, IJobGrain
{
    private readonly StatusFeed _feed = new();
    private JobLedger _ledger = null!;
    private JobCoordinator? _job;
    private Task<JobCoordinator?>? _opening;
    private Task? _reporting;
    private MembershipVersion _membersSeen = MembershipVersion.MinValue;

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
    public async Task<JobStatus> SubmitAsync(JobSpec spec)
    {
        spec.Validate();
        if (spec.Id != Id)
        {
            throw new InvalidJobSpecException($"The spec of job {spec.Id} was sent to job {Id}.");
        }

        return RequireSame(spec, await TryOpenAsync() ?? await CreateAsync(spec)).Status();
    }

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync() => (await OpenAsync()).Status();

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var job = await OpenAsync();
        await foreach (var status in _feed.WatchAsync(job.Status, cancellationToken))
        {
            yield return status;
        }
    }

    /// <inheritdoc/>
    public async Task<ExchangeReply> ExchangeAsync(ExchangeRequest request)
    {
        var job = await OpenAsync();
        var before = job.Status();
        ReleaseDeadHosts(job);
        var reply = job.Exchange(request, time.GetUtcNow());
        if (job.Status() != before)
        {
            _feed.Changed();
        }

        if (job.IsReadyToReport)
        {
            _reporting ??= ReportAsync(job);
        }

        if (job.Status() is { IsFinal: true } over)
        {
            if (over.State == JobState.Failed && before.State != JobState.Failed)
            {
                LogFailed(Id, over.Reason ?? "");
            }

            // Again, if need be: a worker that still asks found the job on the board, so taking it off has not worked yet.
            await CloseAsync(job);
        }

        return reply;
    }

    /// <inheritdoc/>
    public async Task<JobStatus> CancelAsync()
    {
        var job = await OpenAsync();
        if (_reporting is not null)
        {
            // Every shard is accepted, so there is nothing left to cancel; a marker beside a report would make the job's end a matter of who looks first.
            await _reporting;
        }

        if (job.Cancel())
        {
            LogCanceled(Id, job.Status().AcceptedShards, job.Plan.Shards);
        }

        if (job.State == JobState.Canceled)
        {
            // Also when it was canceled before: that call may have failed here.
            await _ledger.TryCancelAsync();
            await CloseAsync(job);
        }

        return job.Status();
    }

    /// <inheritdoc/>
    public Task<string?> GetReportAsync() => _ledger.ReadReportAsync();

    /// <inheritdoc/>
    public Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard) => _ledger.ReadPredictionsAsync(shard);

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
        // Checked before anything is written, so that a refused job leaves nothing behind.
        await planner.CheckAsync(spec);
        await _ledger.TryCreateSpecAsync(spec);

        // The first look may be one that another caller began before the spec was there.
        return await TryOpenAsync() ?? await OpenAsync();
    }

    private async Task<JobCoordinator?> ReadAsync()
    {
        if (await _ledger.ReadSpecAsync() is not { } spec)
        {
            return null;
        }

        var plan = await _ledger.ReadPlanAsync() ?? await _ledger.CreateOrReadPlanAsync(await planner.PlanAsync(spec));
        var job = new JobCoordinator(spec, plan, options.Value);
        foreach (var accepted in (await _ledger.RecoverAsync(plan)).Later.OfType<AcceptedShard.Result>())
        {
            job.Recover(accepted.Shard, accepted.Tally);
        }

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

        var status = job.Status();
        LogOpened(Id, spec.Model.Name, spec.Dataset.Name, status.Samples, status.Shards, status.AcceptedShards);
        _job = job;
        if (job.IsReadyToReport)
        {
            _reporting = ReportAsync(job);
        }

        return job;
    }

    /// <summary>Opens what dead silos held at once, instead of when their leases end. A silo that came back under its old name keeps what it holds.</summary>
    private void ReleaseDeadHosts(JobCoordinator job)
    {
        var members = membership.CurrentSnapshot;
        if (members.Version == _membersSeen)
        {
            return;
        }

        _membersSeen = members.Version;
        var names = members.Members.Values.ToLookup(m => m.Status == SiloStatus.Dead, m => m.Name);
        foreach (var dead in names[true].Except(names[false]))
        {
            job.ReleaseHost(dead);
        }
    }

    private async Task ReportAsync(JobCoordinator job)
    {
        try
        {
            var report = await reporter.ReportAsync(job.Spec, job.Plan);
            job.Succeed();
            LogReported(Id, report.Verdict, report.Samples.Scored, report.Samples.Failed);
        }
#pragma warning disable CA1031 // Whatever keeps the report from being written is the job's end, told to everyone who waits for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReportFailed(e, Id);
            job.Fail($"All shards are accepted, but the report could not be written: {e.Message}");
        }

        await CloseAsync(job);
    }

    /// <summary>Tells everyone who waits, and takes the job off the lists of unfinished ones. A failed job keeps its marker, so that a later coordinator tries it again.</summary>
    private async Task CloseAsync(JobCoordinator job)
    {
        // First of all: the job is over, whatever becomes of the lists.
        _feed.Changed();
        try
        {
            if (job.State is not JobState.Failed)
            {
                await _ledger.CloseAsync();
            }

            await Board.RemoveAsync(Id);
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
