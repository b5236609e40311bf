using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Benchmarks.Coordination;

/// <summary>A worker that has done at once whatever it is given: it asks as the real one does, and nothing but the asking is left.</summary>
internal sealed class FakeWorker(string name)
{
    private const int SamplesAhead = 512;

    private readonly Queue<ShardLease> _held = new();
    private long _sequence;

    /// <summary>Shards that it has reported.</summary>
    public long Reported { get; private set; }

    /// <summary>The next exchange: the oldest of its shards is done, the others are held, and it wants as much again.</summary>
    public ExchangeRequest Ask()
    {
        ShardReport[] accepted = _held.TryDequeue(out var done) ? [new ShardReport(Attempt(done), new Tally(done.Range.Count, 0, 0, 0))] : [];
        Reported += accepted.Length;
        return new ExchangeRequest
        {
            Host = name,
            Silo = $"{name}/1",
            Sequence = ++_sequence,
            Accepted = [.. accepted],
            Held = [.. _held.Select(Attempt)],
            WantSamples = Math.Max(0, SamplesAhead - _held.Sum(lease => lease.Range.Count)),
            SamplesPerSecond = 200,
        };
    }

    /// <summary>Takes what the coordinator answered.</summary>
    public void Take(ExchangeReply reply)
    {
        foreach (var lease in reply.Granted)
        {
            _held.Enqueue(lease);
        }
    }

    private static ShardAttempt Attempt(ShardLease lease) => new(lease.Shard, lease.Attempt);
}
