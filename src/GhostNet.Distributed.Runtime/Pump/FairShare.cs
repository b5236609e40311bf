namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// Divides a worker's work ahead among its jobs. Those of the highest priority that can use work share equally, and lower ones get nothing meanwhile. A job that was given none when it
/// asked, or that waits for a store, keeps nobody from their share, and is asked again as if it could use work: so that new work is found.
/// </summary>
internal sealed class FairShare
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, Part> _jobs = [];

    /// <summary>A job takes part.</summary>
    /// <param name="job">The job.</param>
    /// <param name="priority">Its priority; the higher the sooner.</param>
    /// <param name="changed">Called when the job may want more than before, since another one steps back.</param>
    public void Join(JobId job, int priority, Action changed)
    {
        lock (_lock)
        {
            _jobs[job] = new Part(priority, changed) { UsesWork = true };
        }
    }

    /// <summary>A job takes part no longer; nothing happens when it did not.</summary>
    public void Leave(JobId job)
    {
        bool left;
        lock (_lock)
        {
            left = _jobs.Remove(job, out var part) && part.UsesWork;
        }

        TellOthers(left, job);
    }

    /// <summary>A job has learned whether it can use work.</summary>
    public void Note(JobId job, bool usesWork)
    {
        bool stepsBack;
        lock (_lock)
        {
            stepsBack = _jobs[job].UsesWork && !usesWork;
            _jobs[job].UsesWork = usesWork;
        }

        TellOthers(stepsBack, job);
    }

    /// <summary>A job's share of the whole; zero while jobs of a higher priority can use all there is.</summary>
    public TimeSpan Of(JobId job, TimeSpan whole)
    {
        lock (_lock)
        {
            var priority = _jobs[job].Priority;
            var rivals = _jobs.Where(other => other.Value.UsesWork && other.Key != job).Select(other => other.Value.Priority).ToList();
            return rivals.Exists(other => other > priority) ? TimeSpan.Zero : whole / (1 + rivals.Count(other => other == priority));
        }
    }

    private void TellOthers(bool steppedBack, JobId job)
    {
        if (!steppedBack)
        {
            return;
        }

        List<Action> others;
        lock (_lock)
        {
            others = [.. _jobs.Where(other => other.Key != job).Select(other => other.Value.Changed)];
        }

        others.ForEach(changed => changed());
    }

    private sealed class Part(int priority, Action changed)
    {
        public int Priority => priority;

        public Action Changed => changed;

        public bool UsesWork { get; set; }
    }
}
