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
internal sealed partial class JobGrain(JobLedgers ledgers, JobPlanner planner, JobReporter reporter, IOptions<CoordinatorOptions> options, TimeProvider time, ILogger<JobGrain> logger)
    : Grain, IJobGrain
{
    private readonly StatusFeed _feed = new();
    private JobLedger _ledger = null!;
    private JobCoordinator? _job;
    private Task<JobCoordinator>? _opening;
    private Task? _reporting;

    private JobId Id => JobId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ledger = ledgers.Open(Id);
        if (await _ledger.ReadSpecAsync(cancellationToken) is { } spec)
        {
            await OpenAsync(spec, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<JobStatus> SubmitAsync(JobSpec spec)
    {
        spec.Validate();
        if (spec.Id != Id)
        {
            throw new InvalidJobSpecException($"The spec of job {spec.Id} was sent to job {Id}.");
        }

        if (_job is null)
        {
            // Checked before anything is written, so that a refused job leaves nothing behind.
            await planner.CheckAsync(spec);
            await _ledger.TryCreateSpecAsync(spec);
            spec = RequireSame(spec, await _ledger.ReadSpecAsync() ?? spec);
            await (_opening ??= OpenAsync(spec, CancellationToken.None));
            await GrainFactory.GetGrain<IJobBoardGrain>(0).PostAsync(Id);
        }

        RequireSame(spec, _job!.Spec);
        return _job.Status();
    }

    /// <inheritdoc/>
    public Task<JobStatus> GetStatusAsync() => Task.FromResult(Job.Status());

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var job = Job;
        await foreach (var status in _feed.WatchAsync(job.Status, cancellationToken))
        {
            yield return status;
        }
    }

    /// <inheritdoc/>
    public Task<ExchangeReply> ExchangeAsync(ExchangeRequest request)
    {
        var before = Job.Status();
        var reply = Job.Exchange(request, time.GetUtcNow());
        var after = Job.Status();
        if (after != before)
        {
            Tell(before, after);
        }

        if (Job.IsReadyToReport)
        {
            _reporting ??= ReportAsync();
        }

        return Task.FromResult(reply);
    }

    /// <inheritdoc/>
    public async Task<JobStatus> CancelAsync()
    {
        if (!Job.Status().IsFinal)
        {
            await _ledger.TryCancelAsync();
            if (Job.Cancel())
            {
                await CloseAsync();
                LogCanceled(Id, Job.Status().AcceptedShards, Job.Plan.Shards);
            }
        }

        return Job.Status();
    }

    /// <inheritdoc/>
    public Task<string?> GetReportAsync() => _ledger.ReadReportAsync();

    /// <inheritdoc/>
    public async Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard) => (await _ledger.ReadResultAsync(shard))?.Predictions;

    private JobCoordinator Job => _job ?? throw new JobNotFoundException($"There is no job {Id} in {ledgers.Store.Description}.");

    private async Task<JobCoordinator> OpenAsync(JobSpec spec, CancellationToken cancellationToken)
    {
        var plan = await _ledger.ReadPlanAsync(cancellationToken)
            ?? await _ledger.CreateOrReadPlanAsync(await planner.PlanAsync(spec, cancellationToken), cancellationToken);
        var job = new JobCoordinator(spec, plan, options.Value);
        await foreach (var shard in _ledger.ListAcceptedAsync(cancellationToken))
        {
            job.Recover(shard, await _ledger.ReadTallyAsync(shard, cancellationToken));
        }

        if (await _ledger.ReadReportAsync(cancellationToken) is not null)
        {
            job.Succeed();
        }
        else if (await _ledger.IsCanceledAsync(cancellationToken))
        {
            job.Cancel();
        }

        _job = job;
        var status = job.Status();
        LogOpened(Id, spec.Model.Name, spec.Dataset.Name, status.Samples, status.Shards, status.AcceptedShards);
        if (job.IsReadyToReport)
        {
            _reporting = ReportAsync();
        }

        return job;
    }

    private async Task ReportAsync()
    {
        try
        {
            var report = await reporter.ReportAsync(Job.Spec, Job.Plan);
            Job.Succeed();
            LogReported(Id, report.Verdict, report.Samples.Scored, report.Samples.Failed);
        }
#pragma warning disable CA1031 // Whatever keeps the report from being written is the job's end, told to everyone who waits for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReportFailed(e, Id);
            Job.Fail($"All shards are accepted, but the report could not be written: {e.Message}");
        }

        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        if (Job.Status().State is not JobState.Failed)
        {
            await _ledger.CloseAsync();
        }

        await GrainFactory.GetGrain<IJobBoardGrain>(0).RemoveAsync(Id);
        _feed.Changed();
    }

    private void Tell(JobStatus before, JobStatus after)
    {
        _feed.Changed();
        if (after.State == JobState.Failed && before.State != JobState.Failed)
        {
            LogFailed(Id, after.Reason ?? "");
            CloseAsync().Ignore();
        }
    }

    private JobSpec RequireSame(JobSpec asked, JobSpec stored) => asked.ToJson() == stored.ToJson()
        ? stored
        : throw new JobConflictException(
            $"Job {Id} exists with another spec and is unchanged. Stored: {stored.ToJson()} Asked for: {asked.ToJson()} Choose another id, or submit the stored spec.");
}
