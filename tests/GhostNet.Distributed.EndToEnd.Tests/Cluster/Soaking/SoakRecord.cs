using System.Globalization;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Soaking;

/// <summary>What happened in a soak.</summary>
internal sealed class SoakRecord
{
    private readonly List<SoakedJob> _jobs = [];
    private readonly List<Disturbed> _disturbances = [];

    /// <summary>The jobs, in order.</summary>
    public IReadOnlyList<SoakedJob> Jobs => _jobs;

    /// <summary>A job is over.</summary>
    public void Add(SoakedJob job) => _jobs.Add(job);

    /// <summary>Something was done to the cluster.</summary>
    public void Add(Disturbed disturbance) => _disturbances.Add(disturbance);

    /// <summary>The whole, in lines.</summary>
    public IEnumerable<string> Summary()
    {
        yield return $"jobs           {_jobs.Count}";
        yield return $"samples        {_jobs.Sum(job => (long)job.Samples)}";
        yield return $"results        {_jobs.Sum(job => job.Results)} accepted, of which {_jobs.Sum(job => job.LaterAttempts)} at a second or later attempt";
        yield return $"disturbances   {_disturbances.Count}";
        foreach (var kind in _disturbances.GroupBy(disturbance => disturbance.Kind).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var measured = kind.Where(disturbance => disturbance.ToNext is not null).Select(disturbance => disturbance.ToNext!.Value.TotalSeconds).ToList();
            var worst = measured.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"worst {measured.Max():F2} s to the next accepted shard") : "never with a shard left to be accepted";
            yield return string.Create(CultureInfo.InvariantCulture, $"  {kind.Key,-34} {kind.Count(),4}   {worst}");
        }

        var different = _jobs.Where(job => job.Difference is not null).ToList();
        yield return different.Count == 0 ? $"digests        all {_jobs.Count} equal to the undisturbed run's" : $"digests        {different.Count} of {_jobs.Count} DIFFERENT: {string.Join(", ", different.Select(job => job.Id))}";
    }
}

/// <summary>A job of a soak.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Results">Results in the ledger.</param>
/// <param name="LaterAttempts">Those of an attempt after the first.</param>
/// <param name="Difference">How it differs from the undisturbed run; null when it does not.</param>
internal sealed record SoakedJob(string Id, int Samples, int Results, int LaterAttempts, string? Difference);

/// <summary>A disturbance.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="ToNext">How long it took from then to the next accepted shard; null when there was none left.</param>
internal sealed record Disturbed(string Kind, TimeSpan? ToNext);
