using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Tests.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>The real coordinator with simulated workers, on simulated time.</summary>
internal sealed class SimulatedCluster
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan NoAnswer = TimeSpan.FromSeconds(5);

    // Long, so that a coordinator's successor often begins before what it decided is written.
    private static readonly TimeSpan Write = TimeSpan.FromMilliseconds(500);
    private static readonly CoordinatorOptions Options = new();

    private readonly JobPlan _plan;
    private readonly JobSpec _spec;
    private readonly HashSet<ShardId> _beingWritten = [];
    private int _coordinators = 1;

    public SimulatedCluster(JobPlan plan, JobSpec? spec = null)
    {
        (_plan, _spec) = (plan, spec ?? JobCoordinatorTests.Spec());
        Job = new JobCoordinator(_spec, plan, Options, Events.Now);
    }

    public EventQueue Events { get; } = new();

    public SimulatedLedger Ledger { get; } = new();

    public JobCoordinator Job { get; private set; }

    public List<SimulatedWorker> Workers { get; } = [];

    /// <summary>Samples that kill the worker that reaches them.</summary>
    public HashSet<long> Poison { get; } = [];

    /// <summary>How long a killed worker needs to come back; null when it never does.</summary>
    public TimeSpan? RestartsAfter { get; set; }

    /// <summary>How long membership needs to see a death.</summary>
    public TimeSpan DeathNoticedAfter { get; set; } = TimeSpan.FromSeconds(1.2);

    /// <summary>What becomes of a call: 0 all goes well, 1 the request is lost, 2 the answer is lost, 3 the request comes again later.</summary>
    public Func<int> Fate { get; set; } = () => 0;

    /// <summary>What a worker's death brings about besides.</summary>
    public Action<SimulatedWorker> Died { get; set; } = _ => { };

    public long Exchanges { get; private set; }

    public int Checkpoints { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What to look at once, when so many samples are accepted.</summary>
    public (long Samples, Action Look)? Milestone { get; set; }

    public SimulatedWorker Add(string name, double samplesPerSecond)
    {
        var worker = new SimulatedWorker(name, samplesPerSecond, this);
        Workers.Add(worker);
        return worker;
    }

    /// <summary>Runs until the job is over; false when it is not after so much simulated time.</summary>
    public bool Run(TimeSpan atMost)
    {
        foreach (var worker in Workers)
        {
            worker.Start();
        }

        Look();
        while (EndedAt is null && Events.Elapsed <= atMost && Events.TryStep())
        {
        }

        return EndedAt is not null;
    }

    public void Send(ExchangeRequest request, Action<ExchangeReply?> answer)
    {
        var fate = Fate();
        if (fate == 1)
        {
            Events.After(NoAnswer, () => answer(null));
            return;
        }

        Events.After(Latency, () =>
        {
            var reply = Exchange(request);
            Events.After(fate == 2 ? NoAnswer : Latency, () => answer(fate == 2 ? null : reply));
            if (fate == 3)
            {
                Events.After(NoAnswer, () => Exchange(request));
            }
        });
    }

    public void Kill(SimulatedWorker worker)
    {
        if (!worker.IsAlive)
        {
            return;
        }

        var silo = worker.Silo;
        worker.Die();
        Died(worker);
        Events.After(DeathNoticedAfter, () => Job.SiloDied(silo));
        if (RestartsAfter is { } pause)
        {
            Events.After(pause, worker.Restart);
        }
    }

    /// <summary>The coordinator dies, and another one begins with what the ledger holds.</summary>
    public void KillCoordinator()
    {
        _coordinators++;
        Job = new JobCoordinator(_spec, _plan, Options, Events.Now, isRecovered: true);
        _beingWritten.Clear();
        foreach (var (shard, entry) in Ledger.Entries.OrderBy(e => e.Key.Value).ThenBy(e => e.Key.Piece))
        {
            if (entry == SimulatedLedger.Entry.Split)
            {
                Job.RecoverSplit(shard);
            }
            else
            {
                Job.Recover(shard, TallyOf(shard, entry));
            }
        }

        foreach (var trial in Ledger.Trials.Values)
        {
            Job.RecoverTrial(trial);
        }
    }

    private ExchangeReply Exchange(ExchangeRequest request)
    {
        Exchanges++;
        var reply = Job.Exchange(request, Events.Now);
        foreach (var trial in Job.TakeTrials())
        {
            Ledger.Trials.TryAdd(trial.Attempt, trial);
        }

        if (Job.IsCheckpointDue)
        {
            Job.MakeCheckpoint();
            Checkpoints++;
        }

        if (Milestone is { } milestone && Job.Progress.Tally.Samples >= milestone.Samples)
        {
            Milestone = null;
            milestone.Look();
        }

        return reply;
    }

    /// <summary>What the coordinator's timer does.</summary>
    private void Look()
    {
        Job.Expire(Events.Now);
        foreach (var convicted in Job.Convicted.Where(shard => _beingWritten.Add(shard.Shard)).ToList())
        {
            CarryOut(convicted, _coordinators);
        }

        foreach (var doubtful in Job.Doubtful.ToList())
        {
            if (Ledger.Entries.TryGetValue(doubtful, out var entry))
            {
                Take(doubtful, entry);
            }

            Job.IsLookedUp(doubtful);
        }

        if (Job.IsReadyToReport(Events.Now))
        {
            Job.Succeed();
            EndedAt = Events.Now;
        }

        Events.After(TimeSpan.FromSeconds(0.25), Look);
    }

    private void CarryOut(ConvictedShard convicted, int coordinator) => Events.After(Write, () =>
    {
        var entry = Ledger.Create(convicted.Shard, convicted.IsSplit ? SimulatedLedger.Entry.Split : SimulatedLedger.Entry.Condemned, convicted.Range.Count);
        if (coordinator != _coordinators)
        {
            return;
        }

        _beingWritten.Remove(convicted.Shard);
        Take(convicted.Shard, entry);
    });

    private void Take(ShardId shard, SimulatedLedger.Entry entry)
    {
        if (entry == SimulatedLedger.Entry.Split)
        {
            Job.Split(shard);
        }
        else
        {
            Job.Accept(shard, TallyOf(shard, entry));
        }
    }

    private Tally TallyOf(ShardId shard, SimulatedLedger.Entry entry)
    {
        var samples = _plan.RangeOf(shard).Count;
        return entry == SimulatedLedger.Entry.Condemned ? new Tally(0, samples, 0, 0) : new Tally(samples, 0, 0, 0);
    }
}
