using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>Silos, sequences, labels, second attempts, suspects and canary ranges, as a coordinator's workers see them.</summary>
public class WhoIsGivenWhatTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableSortedDictionary<string, string> X64 = Labels("x64");
    private static readonly Tally Ten = new(10, 0, 5, 7);

    private readonly Dictionary<string, long> _sequences = [];
    private DateTimeOffset _now = Start;
    private JobCoordinator _job = New();

    [Fact]
    public void A_restarted_worker_of_the_same_name_is_another_holder()
    {
        var lease = Exchange("a/1", want: 10).Granted.Single().Attempt();
        Exchange("a/2", held: [lease]);
        Assert.Equal([lease], Exchange("a/2", held: [lease]).Lost);
        Assert.Empty(Exchange("a/1", held: [lease]).Lost);
    }

    [Fact]
    public void A_lease_whose_answer_got_lost_is_open_with_the_next_exchange()
    {
        var lost = Exchange("a/1", want: 10).Granted.Single();
        var next = Exchange("a/1", want: 10).Granted.Single();
        Assert.Equal((lost.Shard, 2), (next.Shard, next.Attempt.Value));
    }

    [Fact]
    public void A_late_duplicate_takes_no_lease_away_and_gets_none()
    {
        var first = new ExchangeRequest { Host = "a", Silo = "a/1", Sequence = 1, WantSamples = 10 };
        _job.Exchange(first, Start);
        var lease = _job.Exchange(first with { Sequence = 2 }, Start).Granted.Single().Attempt();
        Assert.Empty(_job.Exchange(first, Start).Granted);
        Assert.Empty(_job.Exchange(first with { Sequence = 3, Held = [lease] }, Start).Lost);
    }

    [Fact]
    public void A_result_in_a_late_duplicate_counts()
    {
        Exchange("a/1");
        _job.Exchange(new ExchangeRequest { Host = "a", Silo = "a/1", Sequence = 1, Accepted = [Report(0)] }, Start);
        Assert.Equal(1, _job.AcceptedShards);
    }

    [Fact]
    public void A_silo_that_the_cluster_does_not_count_as_alive_is_refused_but_its_results_count()
    {
        var lease = Exchange("a/1", want: 10).Granted.Single();
        var reply = _job.Exchange(Request("a/1", held: [new ShardAttempt(new ShardId(3), new AttemptNumber(1))], want: 10) with { Accepted = [new ShardReport(lease.Attempt(), Ten)] }, Start, isMember: false);
        Assert.Equal((1, 0, 1), (_job.AcceptedShards, reply.Granted.Length, reply.Lost.Length));
        Assert.Contains("a/1", reply.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_that_the_cluster_does_not_count_as_alive_renews_nothing()
    {
        var lease = Exchange("a/1", want: 10).Granted.Single().Attempt();
        _now += TimeSpan.FromSeconds(20);
        _job.Exchange(Request("a/1", held: [lease]), _now, isMember: false);
        _now += TimeSpan.FromSeconds(20);
        Assert.Equal(new ShardId(0), Exchange("b/1", want: 10).Granted.Single().Shard);
    }

    [Fact]
    public void A_node_without_the_labels_is_refused_with_what_it_lacks()
    {
        _job = New(JobCoordinatorTests.Spec() with { NodeSelector = NodeSelector.Parse("arch=arm64,pool=edge") });
        var reply = Exchange("a/1", want: 10, labels: X64);
        Assert.Empty(reply.Granted);
        Assert.Equal("lacks arch=arm64,pool=edge", reply.Refusal);
    }

    [Fact]
    public void A_node_with_the_labels_is_given_work()
    {
        _job = New(JobCoordinatorTests.Spec() with { NodeSelector = NodeSelector.Parse("arch=x64") });
        Assert.Single(Exchange("a/1", want: 10, labels: X64).Granted);
    }

    [Fact]
    public void An_idle_worker_helps_the_slowest_when_nothing_is_open()
    {
        var slow = Exchange("slow/1", want: 20, rate: 0.1).Granted;
        var fast = Exchange("fast/1", want: 20, rate: 10).Granted;
        Assert.Equal(4, slow.Length + fast.Length);
        var second = Exchange("fast/1", accepted: fast, want: 10, rate: 10).Granted.Single();
        Assert.Equal((slow[^1].Shard, 2), (second.Shard, second.Attempt.Value));
    }

    [Fact]
    public void The_one_whose_second_attempt_was_faster_wins_and_the_other_is_told()
    {
        var (slow, second) = Double();
        Exchange("fast/1", accepted: [second], rate: 10);
        Assert.Equal([slow[^1].Attempt()], Exchange("slow/1", held: slow, rate: 0.1).Lost);
    }

    [Fact]
    public void The_end_of_one_attempt_leaves_the_other_alone()
    {
        var (slow, second) = Double();
        _job.Exchange(Request("fast/1") with { Returned = [new ReturnedLease(second.Attempt(), null)] }, _now);
        Assert.Empty(Exchange("slow/1", held: slow, rate: 0.1).Lost);
    }

    [Fact]
    public void A_shard_has_two_attempts_at_most()
    {
        Double();
        Assert.DoesNotContain(new ShardId(1), Exchange("third/1", want: 100, rate: 10).Granted.Select(lease => lease.Shard));
    }

    [Fact]
    public void No_second_attempt_is_made_that_would_gain_nothing()
    {
        Exchange("a/1", want: 40, rate: 10);
        Assert.Empty(Exchange("b/1", want: 10, rate: 1).Granted);
    }

    [Fact]
    public void An_overdue_shard_is_tried_again_although_its_holder_was_fast()
    {
        var held = Exchange("a/1", want: 40, rate: 100).Granted;
        _now += TimeSpan.FromSeconds(25);
        Assert.Empty(Exchange("a/1", held: held, rate: 100).Lost);
        Assert.NotEmpty(Exchange("b/1", want: 10, rate: 100).Granted);
    }

    [Fact]
    public void What_a_dead_silo_held_is_given_to_the_next_one_alone()
    {
        Exchange("a/1", want: 20);
        _job.SiloDied("a/1");
        var suspect = Exchange("b/1", want: 40).Granted.Single();
        Assert.Equal(new ShardId(0), suspect.Shard);
        Assert.Empty(Exchange("b/1", held: [suspect], want: 40).Granted);
    }

    [Fact]
    public void A_worker_finishes_what_it_holds_before_it_is_given_a_suspect()
    {
        var held = Exchange("b/1", want: 10).Granted;
        Exchange("a/1", want: 10);
        _job.SiloDied("a/1");
        Assert.Empty(Exchange("b/1", held: held, want: 10).Granted);
        Assert.Equal(new ShardId(1), Exchange("b/1", accepted: held, want: 10).Granted.Single().Shard);
    }

    [Fact]
    public void As_many_workers_wait_for_suspects_as_there_are()
    {
        var b = Exchange("b/1", want: 10).Granted;
        var c = Exchange("c/1", want: 10).Granted;
        Exchange("a/1", want: 10);
        _job.SiloDied("a/1");
        Assert.Empty(Exchange("b/1", held: b, want: 10).Granted);
        Assert.Equal(new ShardId(3), Exchange("c/1", held: c, want: 10).Granted.Single().Shard);
    }

    [Fact]
    public void The_coordinators_own_silo_is_spared_suspects_while_another_worker_is_there()
    {
        _job = new JobCoordinator(JobCoordinatorTests.Spec(), JobPlan.Cut(40, 10), new CoordinatorOptions(), Start, homeSilo: "home/1");
        Exchange("other/1");
        Exchange("a/1", want: 10);
        _job.SiloDied("a/1");
        Assert.Equal(new ShardId(1), Exchange("home/1", want: 10).Granted.Single().Shard);
        Assert.Equal(new ShardId(0), Exchange("other/1", want: 10).Granted.Single().Shard);
    }

    [Fact]
    public void The_coordinators_own_silo_takes_suspects_when_it_is_the_only_one()
    {
        _job = new JobCoordinator(JobCoordinatorTests.Spec(), JobPlan.Cut(40, 10), new CoordinatorOptions(), Start, homeSilo: "home/1");
        Exchange("a/1", want: 10);
        _job.SiloDied("a/1");
        Assert.Equal(new ShardId(0), Exchange("home/1", want: 10).Granted.Single().Shard);
    }

    [Fact]
    public void The_end_of_a_lease_alone_makes_no_suspect()
    {
        Exchange("a/1", want: 10);
        _now += TimeSpan.FromMinutes(1);
        Assert.Equal(4, Exchange("b/1", want: 40).Granted.Length);
    }

    [Fact]
    public void Canary_ranges_come_before_everything_else_once_for_each_architecture()
    {
        _job = New(JobCoordinatorTests.Spec() with { Canary = 20 });
        Assert.Equal([new ShardId(0, 0, "x64"), new ShardId(1, 0, "x64"), new ShardId(0)], Exchange("a/1", want: 30, labels: X64).Granted.Select(lease => lease.Shard));
        Assert.Equal([new ShardId(0, 0, "arm64")], Exchange("b/1", want: 5, labels: Labels("arm64")).Granted.Select(lease => lease.Shard));
    }

    [Fact]
    public void Canary_results_count_neither_as_shards_nor_as_samples()
    {
        _job = New(JobCoordinatorTests.Spec() with { Canary = 20 });
        Exchange("a/1", accepted: Exchange("a/1", want: 20, labels: X64).Granted, labels: X64);
        Assert.Equal((0, default), (_job.AcceptedShards, _job.Progress.Tally));
    }

    [Fact]
    public void The_report_waits_for_the_canary_ranges_of_every_architecture_that_is_there()
    {
        _job = New(JobCoordinatorTests.Spec() with { Canary = 20 });
        var canaries = Exchange("a/1", want: 20, labels: X64).Granted;
        AcceptAll();
        Assert.False(_job.IsReadyToReport(_now));
        Exchange("a/1", accepted: canaries, labels: X64);
        Assert.True(_job.IsReadyToReport(_now));
    }

    [Fact]
    public void The_report_does_not_wait_for_an_architecture_whose_last_host_has_left()
    {
        _job = New(JobCoordinatorTests.Spec() with { Canary = 20 });
        Exchange("a/1", want: 20, labels: X64);
        AcceptAll();
        _now += TimeSpan.FromSeconds(11);
        Assert.True(_job.IsReadyToReport(_now));
    }

    [Fact]
    public void A_canary_range_that_nobody_can_work_on_is_given_up_and_the_job_goes_on()
    {
        var options = new CoordinatorOptions { FaultPause = TimeSpan.Zero };
        _job = new JobCoordinator(JobCoordinatorTests.Spec() with { Canary = 10 }, JobPlan.Cut(40, 10), options, Start - TimeSpan.FromMinutes(1));
        for (var fault = 1; fault <= options.MaxShardFaults; fault++)
        {
            var canary = Exchange("a/1", want: 1, labels: X64).Granted.Single();
            Assert.Equal("x64", canary.Shard.Architecture);
            _job.Exchange(Request("a/1", labels: X64) with { Returned = [new ReturnedLease(canary.Attempt(), "no disk")] }, _now);
        }

        AcceptAll();
        Assert.True(_job.IsReadyToReport(_now));
    }

    [Fact]
    public void A_canary_range_whose_workers_die_is_given_up()
    {
        _job = New(JobCoordinatorTests.Spec() with { Canary = 10 });
        for (var death = 1; death <= CrashEvidence.DeathsToGiveUp; death++)
        {
            Assert.Equal("x64", Exchange($"a/{death}", want: 1, labels: X64).Granted.Single().Shard.Architecture);
            _job.SiloDied($"a/{death}");
        }

        Assert.Null(Exchange("b/1", want: 1, labels: X64).Granted.Single().Shard.Architecture);
    }

    private static JobCoordinator New(JobSpec? spec = null) => new(spec ?? JobCoordinatorTests.Spec(), JobPlan.Cut(40, 10), new CoordinatorOptions(), Start - TimeSpan.FromMinutes(1));

    private static ImmutableSortedDictionary<string, string> Labels(string architecture) => ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("arch", architecture)]);

    private static ShardReport Report(int shard) => new(new ShardAttempt(new ShardId(shard), new AttemptNumber(1)), Ten);

    /// <summary>A slow worker with two shards, of which a fast one has a second attempt.</summary>
    private (ImmutableArray<ShardLease> Slow, ShardLease Second) Double()
    {
        var slow = Exchange("slow/1", want: 20, rate: 0.1).Granted;
        var fast = Exchange("fast/1", want: 20, rate: 10).Granted;
        return (slow, Exchange("fast/1", accepted: fast, want: 10, rate: 10).Granted.Single());
    }

    private void AcceptAll() => Exchange("reporter/1", accepted: [.. Enumerable.Range(0, 4).Select(i => new ShardLease(new ShardId(i), new AttemptNumber(1), new ShardRange(10 * i, 10 * (i + 1))))]);

    private ExchangeReply Exchange(
        string silo,
        ImmutableArray<ShardLease>? held = null,
        ImmutableArray<ShardLease>? accepted = null,
        long want = 0,
        double? rate = null,
        ImmutableSortedDictionary<string, string>? labels = null) =>
        Exchange(silo, [.. (held ?? []).Select(lease => lease.Attempt())], accepted, want, rate, labels);

    private ExchangeReply Exchange(
        string silo,
        ImmutableArray<ShardAttempt> held,
        ImmutableArray<ShardLease>? accepted = null,
        long want = 0,
        double? rate = null,
        ImmutableSortedDictionary<string, string>? labels = null) =>
        _job.Exchange(
            Request(silo, held, want, labels) with { Accepted = [.. (accepted ?? []).Select(lease => new ShardReport(lease.Attempt(), Ten))], SamplesPerSecond = rate },
            _now);

    private ExchangeRequest Request(string silo, ImmutableArray<ShardAttempt>? held = null, long want = 0, ImmutableSortedDictionary<string, string>? labels = null) => new()
    {
        Host = silo.Split('/')[0],
        Silo = silo,
        Sequence = _sequences[silo] = _sequences.GetValueOrDefault(silo) + 1,
        Held = held ?? [],
        WantSamples = want,
        Labels = labels ?? ImmutableSortedDictionary<string, string>.Empty,
    };
}
