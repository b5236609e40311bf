using System.Collections.Immutable;
using CsCheck;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>Random histories of a schedule beside a model that is too simple to be wrong: a set of accepted shards, and who holds what until when.</summary>
public class ShardScheduleModelTests
{
    private const int Shards = 5;
    private static readonly string[] Hosts = ["a", "b", "c"];
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, Hosts.Length - 1], Gen.Int[-1, Shards], Gen.Int[1, 4], Gen.Int[0, 15], (kind, host, shard, number, seconds) => new Step(kind, Hosts[host], shard, number, seconds));

    private enum Kind
    {
        Grant,
        Renew,
        RenewAnything,
        Accept,
        Return,
        ReturnAnything,
        Wait,
    }

    [Fact]
    public void Whatever_happens_shards_are_open_leased_or_accepted_and_accepted_for_good() => AnyStep.List[0, 60].Sample(steps => new History().Replay(steps));

    [Fact]
    public void After_whatever_happened_every_shard_that_is_not_accepted_is_granted_once_all_leases_ended() => AnyStep.List[0, 60].Sample(steps =>
    {
        var history = new History();
        history.Replay(steps);
        Assert.Equal(Enumerable.Range(0, Shards).Except(history.Accepted), history.GrantAllThatIsLeft());
    });

    private sealed record Step(Kind Kind, string Host, int Shard, int Number, int Seconds);

    private sealed class History
    {
        private readonly ShardSchedule _schedule = new(JobPlan.Cut(Shards, 1), Duration);
        private readonly Dictionary<int, (string Host, int Attempt, DateTimeOffset EndsAt)> _leases = [];
        private DateTimeOffset _now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public SortedSet<int> Accepted { get; } = [];

        public void Replay(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                Do(step);
                Assert.Equal((Accepted.Count, _leases.Count, Accepted.Count == Shards), (_schedule.Accepted, _schedule.Leased, _schedule.IsComplete));
            }
        }

        public IEnumerable<int> GrantAllThatIsLeft()
        {
            _schedule.Expire(_now + Duration);
            return _schedule.LeaseOpen("last", Shards + 1, _now + Duration).Select(l => l.Shard.Value);
        }

        private void Do(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Grant:
                    Grant(step.Host, step.Number);
                    break;
                case Kind.Renew:
                    Renew(step.Host, [.. _leases.Where(l => l.Value.Host == step.Host).Select(l => Attempt(l.Key, l.Value.Attempt))]);
                    break;
                case Kind.RenewAnything:
                    Renew(step.Host, [Attempt(step.Shard, step.Number), Attempt(step.Shard + 1, step.Number), Attempt(step.Shard, step.Number + 1)]);
                    break;
                case Kind.Accept:
                    Assert.Equal(step.Shard is >= 0 and < Shards && Accepted.Add(step.Shard), _schedule.Accept(new ShardId(step.Shard)));
                    _leases.Remove(step.Shard);
                    break;
                case Kind.Return when _leases.TryGetValue(step.Shard, out var lease):
                    Return(lease.Host, Attempt(step.Shard, lease.Attempt));
                    break;
                case Kind.Return or Kind.ReturnAnything:
                    Return(step.Host, Attempt(step.Shard, step.Number));
                    break;
                case Kind.Wait:
                    _now += TimeSpan.FromSeconds(step.Seconds);
                    Assert.Equal(Remove(l => l.EndsAt <= _now), _schedule.Expire(_now));
                    break;
            }
        }

        private void Grant(string host, int want)
        {
            var open = Enumerable.Range(0, Shards).Where(s => !Accepted.Contains(s) && !_leases.ContainsKey(s)).Take(want);
            var granted = _schedule.LeaseOpen(host, want, _now).ToList();
            Assert.Equal(open, granted.Select(l => l.Shard.Value));
            foreach (var lease in granted)
            {
                _leases[lease.Shard.Value] = (host, lease.Attempt.Value, _now + Duration);
            }
        }

        private void Renew(string host, ImmutableArray<ShardAttempt> held)
        {
            List<ShardAttempt> lost = [];
            foreach (var attempt in held)
            {
                var (shard, number) = (attempt.Shard.Value, attempt.Attempt.Value);
                var free = shard is >= 0 and < Shards && !Accepted.Contains(shard) && !_leases.ContainsKey(shard);
                if (free || (_leases.TryGetValue(shard, out var lease) && (lease.Host, lease.Attempt) == (host, number)))
                {
                    _leases[shard] = (host, number, _now + Duration);
                }
                else
                {
                    lost.Add(attempt);
                }
            }

            Assert.Equal(lost, _schedule.Renew(new Holder(host, 1, _now), held));
        }

        private void Return(string host, ShardAttempt attempt)
        {
            var isHolder = _leases.TryGetValue(attempt.Shard.Value, out var lease) && (lease.Host, lease.Attempt) == (host, attempt.Attempt.Value);
            Assert.Equal(isHolder && _leases.Remove(attempt.Shard.Value), _schedule.Return(host, attempt));
        }

        private int Remove(Func<(string Host, int Attempt, DateTimeOffset EndsAt), bool> condition)
        {
            var ended = _leases.Where(l => condition(l.Value)).Select(l => l.Key).ToList();
            ended.ForEach(shard => _leases.Remove(shard));
            return ended.Count;
        }

        private static ShardAttempt Attempt(int shard, int number) => new(new ShardId(shard), new AttemptNumber(number));
    }
}
