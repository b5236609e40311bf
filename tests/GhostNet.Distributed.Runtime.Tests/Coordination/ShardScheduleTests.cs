using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

public class ShardScheduleTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly ShardSchedule _schedule = New(shards: 4);

    [Fact]
    public void A_second_acceptance_of_a_shard_changes_nothing()
    {
        _schedule.Accept(new ShardId(1));
        Assert.False(_schedule.Accept(new ShardId(1)));
        Assert.Equal(1, _schedule.Accepted);
    }

    [Fact]
    public void A_late_acceptance_of_an_expired_lease_counts_once()
    {
        var late = Grant("a", 1).Single();
        _schedule.Expire(Start + Duration);
        Grant("b", 1, Start + Duration);
        Assert.True(_schedule.Accept(late.Shard));
        Assert.False(_schedule.Accept(late.Shard));
        Assert.Equal((1, 0), (_schedule.Accepted, _schedule.Leased));
    }

    [Fact]
    public void A_lease_returned_twice_opens_its_shard_once()
    {
        var lease = Attempt(Grant("a", 1).Single());
        Assert.True(_schedule.Return("a", lease));
        Assert.False(_schedule.Return("a", lease));
        Assert.Equal([0, 1, 2, 3], Shards(Grant("b", 9)));
    }

    [Fact]
    public void A_lease_returned_again_after_its_shard_went_to_another_host_leaves_that_one_alone()
    {
        var lease = Attempt(Grant("a", 1).Single());
        _schedule.Return("a", lease);
        var next = Attempt(Grant("b", 1).Single());
        _schedule.Return("a", lease);
        Assert.Empty(Renew("b", [next], Start));
    }

    [Fact]
    public void A_lease_held_twice_in_one_message_is_renewed_once()
    {
        var lease = Attempt(Grant("a", 1).Single());
        Assert.Empty(Renew("a", [lease, lease], Start));
        Assert.Equal(1, _schedule.Leased);
    }

    [Fact]
    public void The_lowest_open_shards_are_granted_first()
    {
        Assert.Equal([0, 1], Shards(Grant("a", 2)));
        Assert.Equal([2, 3], Shards(Grant("b", 2)));
    }

    [Fact]
    public void A_shard_that_opens_again_comes_before_higher_ones()
    {
        var first = Grant("a", 2)[0];
        _schedule.Return("a", Attempt(first));
        Assert.Equal([0, 2], Shards(Grant("b", 2)));
    }

    [Fact]
    public void A_grant_carries_the_shards_samples()
    {
        Assert.Equal([new ShardRange(0, 10), new ShardRange(10, 20), new ShardRange(20, 30), new ShardRange(30, 35)], Grant("a", 4).Select(l => l.Range));
    }

    [Fact]
    public void A_leased_shard_is_granted_to_nobody_else()
    {
        Grant("a", 4);
        Assert.Empty(Grant("b", 4, Start + Duration - TimeSpan.FromTicks(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Who_wants_nothing_gets_nothing(int want) => Assert.Empty(Grant("a", want));

    [Fact]
    public void Every_grant_of_a_shard_is_an_attempt_of_its_own()
    {
        var first = Grant("a", 1).Single();
        _schedule.Return("a", Attempt(first));
        Assert.Equal((1, 2), (first.Attempt.Value, Grant("a", 1).Single().Attempt.Value));
    }

    [Fact]
    public void A_lease_ends_when_its_time_is_over()
    {
        Grant("a", 2);
        Assert.Equal(0, _schedule.Expire(Start + Duration - TimeSpan.FromTicks(1)));
        Assert.Equal(2, _schedule.Expire(Start + Duration));
    }

    [Fact]
    public void A_renewed_lease_ends_later()
    {
        var lease = Attempt(Grant("a", 1).Single());
        Renew("a", [lease], Start + TimeSpan.FromSeconds(20));
        Assert.Equal(0, _schedule.Expire(Start + TimeSpan.FromSeconds(49)));
    }

    [Fact]
    public void An_ended_lease_that_nobody_else_got_is_renewed()
    {
        var lease = Attempt(Grant("a", 1).Single());
        _schedule.Expire(Start + Duration);
        Assert.Empty(Renew("a", [lease], Start + Duration));
        Assert.Equal([1, 2, 3], Shards(Grant("b", 4, Start + Duration)));
    }

    [Fact]
    public void An_ended_lease_that_another_host_got_is_told_as_lost()
    {
        var lease = Attempt(Grant("a", 1).Single());
        _schedule.Expire(Start + Duration);
        Grant("b", 1, Start + Duration);
        Assert.Equal([lease], Renew("a", [lease], Start + Duration));
    }

    [Fact]
    public void A_lease_on_a_shard_that_another_host_finished_is_told_as_lost()
    {
        var lease = Attempt(Grant("a", 1).Single());
        _schedule.Accept(lease.Shard);
        Assert.Equal([lease], Renew("a", [lease], Start));
    }

    [Fact]
    public void A_lease_of_another_attempt_of_the_same_host_is_told_as_lost()
    {
        var old = Attempt(Grant("a", 1).Single());
        _schedule.Return("a", old);
        Grant("a", 1);
        Assert.Equal([old], Renew("a", [old], Start));
    }

    [Fact]
    public void A_lease_that_an_earlier_coordinator_granted_is_adopted()
    {
        Assert.Empty(Renew("a", [new ShardAttempt(new ShardId(2), new AttemptNumber(7))], Start));
        Assert.Equal([0, 1, 3], Shards(Grant("b", 4)));
    }

    [Fact]
    public void Attempts_go_on_counting_from_an_adopted_lease()
    {
        var adopted = new ShardAttempt(new ShardId(0), new AttemptNumber(7));
        Renew("a", [adopted], Start);
        _schedule.Return("a", adopted);
        Assert.Equal(8, Grant("b", 1).Single().Attempt.Value);
    }

    [Fact]
    public void The_second_of_two_hosts_that_hold_one_unknown_lease_is_told_that_it_is_lost()
    {
        var attempt = new ShardAttempt(new ShardId(2), new AttemptNumber(1));
        Renew("a", [attempt], Start);
        Assert.Equal([attempt], Renew("b", [attempt], Start));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void A_lease_on_a_shard_that_the_plan_has_not_is_told_as_lost(int shard)
    {
        var attempt = new ShardAttempt(new ShardId(shard), new AttemptNumber(1));
        Assert.Equal([attempt], Renew("a", [attempt], Start));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_result_of_a_shard_that_the_plan_has_not_is_not_accepted(int shard) => Assert.False(_schedule.Accept(new ShardId(shard)));

    [Fact]
    public void A_schedule_is_complete_when_every_shard_is_accepted()
    {
        for (var shard = 0; shard < 4; shard++)
        {
            Assert.False(_schedule.IsComplete);
            _schedule.Accept(new ShardId(shard));
        }

        Assert.True(_schedule.IsComplete);
    }

    internal static ShardSchedule New(int shards) => new(JobPlan.Cut((10 * shards) - 5, 10), Duration);

    internal static ShardAttempt Attempt(ShardLease lease) => new(lease.Shard, lease.Attempt);

    private ImmutableArray<ShardLease> Grant(string silo, int want, DateTimeOffset? now = null) => [.. _schedule.LeaseOpen(silo, 10 * want, now ?? Start)];

    private ImmutableArray<ShardAttempt> Renew(string silo, ImmutableArray<ShardAttempt> held, DateTimeOffset now) => _schedule.Renew(new Holder(silo, 1, now), held);

    private static IEnumerable<int> Shards(IEnumerable<ShardLease> leases) => leases.Select(l => l.Shard.Value);
}
