using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>The unfinished jobs whose coordinator lives on this silo, as each told last: the silos' figures add up to the cluster's. Told in sums and extremes, since a job is no tag.</summary>
internal sealed class CoordinatedJobs : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Of a job that any node may work on.</summary>
    public const string AnySelector = "any";

    private static readonly JobState[] Unfinished = [JobState.Pending, JobState.Running];
    private static readonly WaitingFor[] Reasons = [WaitingFor.Worker, WaitingFor.Selector, WaitingFor.Store, WaitingFor.Priority];

    private readonly ConcurrentDictionary<JobId, JobMeasure> _jobs = new();
    private readonly Outcomes _finished;
    private long _expired;

    /// <summary>Makes the instruments.</summary>
    public CoordinatedJobs(IMeterFactory meters)
    {
        var meter = meters.Create(JobTrace.Source);
        _finished = new Outcomes(meter, "ghostnet.jobs.finished", "{job}", "Jobs that ended here: with a valid or an invalid report, failed or canceled.", "valid", "invalid", "failed", "canceled");
        meter.CreateObservableCounter("ghostnet.leases.expired", () => Volatile.Read(ref _expired), "{lease}", "Leases that ended without a word from their worker.");
        meter.CreateObservableGauge("ghostnet.jobs", States, "{job}", "Unfinished jobs whose coordinator is here.");
        meter.CreateObservableGauge("ghostnet.jobs.waiting", Waiting, "{job}", "Unfinished jobs that cannot go on, by what they wait for.");
        meter.CreateObservableGauge("ghostnet.jobs.progress.age", () => Worst(job => job.ProgressAge.TotalSeconds), "s", "The longest that any job has been without a newly accepted shard although it waits for nothing.");
        meter.CreateObservableGauge("ghostnet.jobs.budget.used", () => Worst(job => job.BudgetUsed), null, "The largest share of any job's error budget that is used; 1 is too much.");
        meter.CreateObservableGauge("ghostnet.jobs.budget.burn", () => Worst(job => job.BudgetBurn), null, "The largest share of any job's error budget that it is expected to have used at its end; 1 is too much.");
        meter.CreateObservableGauge("ghostnet.shards.queued", () => BySelector(jobs => jobs.Sum(job => job.Queued)), "{shard}", "Shards that are neither accepted nor leased.");
        meter.CreateObservableGauge("ghostnet.shards.leased", () => BySelector(jobs => jobs.Sum(job => job.Leased)), "{shard}", "Shards that are leased.");
        meter.CreateObservableGauge("ghostnet.hosts.matching", Matching, "{host}", "Live workers that may work on a job with this selector, the fewest of any such job.");
    }

    /// <summary>Nothing is to be done; but for this it would come into being with the first job, and until then there would be no answer instead of zero.</summary>
    public void Participate(ISiloLifecycle observer)
    {
    }

    /// <summary>A job as it is now.</summary>
    public void Note(JobId job, JobMeasure measure)
    {
        var before = _jobs.TryGetValue(job, out var last) ? last.ExpiredLeases : 0;
        Interlocked.Add(ref _expired, Math.Max(0, measure.ExpiredLeases - before));
        _jobs[job] = measure;
    }

    /// <summary>A job is over, or its coordinator is no longer here.</summary>
    public void Forget(JobId job) => _jobs.TryRemove(job, out _);

    /// <summary>A job ended with a report.</summary>
    public void Reported(Verdict verdict) => _finished.Add(verdict == Verdict.Valid ? "valid" : "invalid");

    /// <summary>A job ended without a report.</summary>
    public void Failed() => _finished.Add("failed");

    /// <summary>A job was canceled.</summary>
    public void Canceled() => _finished.Add("canceled");

    private IEnumerable<Measurement<int>> States() => Unfinished.Select(state => Tagged(_jobs.Values.Count(job => job.State == state), "state", state.ToString()));

    private IEnumerable<Measurement<int>> Waiting() => Reasons.Select(reason => Tagged(_jobs.Values.Count(job => job.Waiting == reason), "for", reason.ToString()));

    private double Worst(Func<JobMeasure, double> of) => _jobs.Values.Select(of).DefaultIfEmpty().Max();

    // Without any job there is still a number: whoever scales on it must be able to tell "nothing to do" from "no answer".
    private IEnumerable<Measurement<int>> BySelector(Func<IEnumerable<JobMeasure>, int> of) =>
        _jobs.Values.Append(default).GroupBy(job => job.Selector ?? AnySelector, (selector, jobs) => Tagged(of(jobs), "selector", selector), StringComparer.Ordinal);

    private IEnumerable<Measurement<int>> Matching() =>
        _jobs.Values.GroupBy(job => job.Selector, (selector, jobs) => Tagged(jobs.Min(job => job.Matching), "selector", selector), StringComparer.Ordinal);

    private static Measurement<int> Tagged(int value, string tag, string word) => new(value, new KeyValuePair<string, object?>(tag, tag == "selector" ? word : word.ToLowerInvariant()));
}
