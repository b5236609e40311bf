using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>A worker that does one shard after the other at a steady speed, and exchanges as the real one does: when a shard ends, and when the next exchange is due.</summary>
internal sealed class SimulatedWorker(string name, double samplesPerSecond, SimulatedCluster cluster)
{
    private const int Remembered = 16;
    private static readonly TimeSpan WorkAhead = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PauseAfterNoAnswer = TimeSpan.FromSeconds(1);

    // A real worker reports each shard at once; this many reports a second are enough, and keep the simulation short.
    private static readonly TimeSpan BetweenExchanges = TimeSpan.FromSeconds(0.25);

    private readonly List<ShardLease> _held = [];
    private readonly List<ShardReport> _accepted = [];
    private readonly List<ReturnedLease> _returned = [];
    private readonly Queue<(DateTimeOffset At, long Samples)> _finished = new();
    private DateTimeOffset _exchangedAt;
    private DateTimeOffset _due;
    private long _sequence;
    private int _work;
    private bool _isWaiting;
    private bool _isDone;

    public string Name => name;

    public string Silo { get; private set; } = $"{name}/1";

    public int Generation { get; private set; } = 1;

    public bool IsAlive { get; private set; } = true;

    public double SamplesPerSecond => samplesPerSecond;

    public void Start()
    {
        _finished.Enqueue((cluster.Events.Now, 0));
        Plan(TimeSpan.Zero);
    }

    /// <summary>The process is gone, with all that it has not committed.</summary>
    public void Die()
    {
        IsAlive = false;
        _work++;
    }

    /// <summary>The process starts again, as another silo of the same name.</summary>
    public void Restart()
    {
        (IsAlive, _isWaiting, _sequence) = (true, false, 0);
        Silo = $"{name}/{++Generation}";
        _held.Clear();
        _accepted.Clear();
        _returned.Clear();
        _finished.Clear();
        Start();
    }

    private double? Rate
    {
        get
        {
            var seconds = (cluster.Events.Now - _finished.Peek().At).TotalSeconds;
            return _finished.Count == 1 || seconds <= 0 ? null : _finished.Skip(1).Sum(shard => shard.Samples) / seconds;
        }
    }

    /// <summary>An exchange after some time, unless one comes before.</summary>
    private void Plan(TimeSpan delay)
    {
        var (due, generation) = (cluster.Events.Now + delay, Generation);
        _due = due;
        cluster.Events.After(delay, () =>
        {
            if (_due == due && IsAlive && generation == Generation && !_isWaiting && !_isDone)
            {
                Exchange();
            }
        });
    }

    private void Exchange()
    {
        _isWaiting = true;
        _exchangedAt = cluster.Events.Now;
        var wants = Math.Max(32, (long)Math.Ceiling((Rate ?? 0) * WorkAhead.TotalSeconds)) - _held.Sum(lease => lease.Range.Count);
        var request = new ExchangeRequest
        {
            Host = name,
            Silo = Silo,
            Sequence = ++_sequence,
            Accepted = [.. _accepted],
            Returned = [.. _returned],
            Held = [.. _held.Select(Attempt)],
            WantSamples = Math.Max(0, wants),
            SamplesPerSecond = Rate,
        };
        var generation = Generation;
        var (accepted, returned) = (_accepted.Count, _returned.Count);
        cluster.Send(request, reply =>
        {
            if (IsAlive && generation == Generation)
            {
                _isWaiting = false;
                Take(reply, accepted, returned);
            }
        });
    }

    private void Take(ExchangeReply? reply, int accepted, int returned)
    {
        if (reply is null)
        {
            Plan(PauseAfterNoAnswer);
            return;
        }

        _accepted.RemoveRange(0, accepted);
        _returned.RemoveRange(0, returned);
        if (reply.State is JobState.Succeeded)
        {
            _isDone = true;
            return;
        }

        var first = _held.FirstOrDefault();
        _held.RemoveAll(lease => reply.Lost.Contains(Attempt(lease)));
        _held.AddRange(reply.Granted);
        if (_held.FirstOrDefault() != first)
        {
            Begin();
        }

        Plan(_accepted.Count + _returned.Count > 0 ? BetweenExchanges : reply.NextExchange);
    }

    private void Begin()
    {
        var work = ++_work;
        if (_held.Count == 0)
        {
            return;
        }

        var (shard, range) = (_held[0].Shard, _held[0].Range);
        var poison = cluster.Poison.Where(sample => sample >= range.Start && sample < range.End).Order().Select(sample => (long?)sample).FirstOrDefault();
        var samples = poison is { } sample ? sample - range.Start + 1 : range.Count;
        cluster.Events.After(TimeSpan.FromSeconds(samples / samplesPerSecond), () =>
        {
            if (work != _work)
            {
                return;
            }

            if (poison is null)
            {
                Finish(shard);
            }
            else
            {
                cluster.Kill(this);
            }
        });
    }

    private void Finish(ShardId shard)
    {
        var lease = _held[0];
        _held.RemoveAt(0);
        switch (cluster.Ledger.Create(shard, SimulatedLedger.Entry.Result, lease.Range.Count))
        {
            case SimulatedLedger.Entry.Split:
                _returned.Add(new ReturnedLease(Attempt(lease), null));
                break;
            case SimulatedLedger.Entry.Condemned:
                _accepted.Add(new ShardReport(Attempt(lease), new Tally(0, lease.Range.Count, 0, 0)));
                break;
            default:
                _accepted.Add(new ShardReport(Attempt(lease), new Tally(lease.Range.Count, 0, 0, 0)));
                break;
        }

        _finished.Enqueue((cluster.Events.Now, lease.Range.Count));
        if (_finished.Count > Remembered)
        {
            _finished.Dequeue();
        }

        Begin();
        if (!_isWaiting)
        {
            var soonest = _exchangedAt + BetweenExchanges;
            Plan(soonest > cluster.Events.Now ? soonest - cluster.Events.Now : TimeSpan.Zero);
        }
    }

    private static ShardAttempt Attempt(ShardLease lease) => new(lease.Shard, lease.Attempt);
}
