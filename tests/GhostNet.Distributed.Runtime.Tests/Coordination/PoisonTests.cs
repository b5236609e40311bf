using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>Shards whose holders die.</summary>
public class PoisonTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CoordinatorOptions Options = new();

    private readonly JobCoordinator _job = New();
    private int _silos;

    [Fact]
    public void A_shard_whose_holders_died_twice_is_to_be_split()
    {
        LetDie(_job);
        Assert.Empty(_job.Convicted);
        LetDie(_job);
        Assert.Equal(new ConvictedShard(new ShardId(0), new ShardRange(0, 4), 2), Assert.Single(_job.Convicted));
    }

    [Fact]
    public void A_shard_that_is_to_be_split_is_granted_to_nobody()
    {
        LetDie(_job);
        LetDie(_job);
        Assert.Equal(new ShardId(1), Grant(_job).Shard);
    }

    [Fact]
    public void The_halves_of_a_split_shard_are_granted_alone_and_split_by_one_death_more()
    {
        LetDie(_job);
        LetDie(_job);
        _job.Split(new ShardId(0));
        Assert.Empty(_job.Convicted);
        var lower = Grant(_job);
        Assert.Equal((new ShardId(0).Lower, new ShardRange(0, 2)), (lower.Shard, lower.Range));
        _job.SiloDied($"silo/{_silos}");
        Assert.Equal(lower.Shard, Assert.Single(_job.Convicted).Shard);
    }

    [Fact]
    public void A_single_sample_is_given_up_after_three_deaths_with_nothing_else_in_work()
    {
        _job.Split(new ShardId(0));
        _job.Split(new ShardId(0, 1));
        for (var death = 1; death <= CrashEvidence.LoneDeathsToCondemn; death++)
        {
            Assert.Empty(_job.Convicted);
            Assert.Equal(new ShardId(0, 3), Grant(_job).Shard);
            _job.SiloDied($"silo/{_silos}");
        }

        var convicted = Assert.Single(_job.Convicted);
        Assert.Equal((new ShardId(0, 3), new ShardRange(0, 1), false), (convicted.Shard, convicted.Range, convicted.IsSplit));
    }

    [Fact]
    public void A_result_that_comes_after_all_acquits()
    {
        LetDie(_job);
        LetDie(_job);
        _job.Exchange(Request("late/1") with { Accepted = [new ShardReport(new ShardAttempt(new ShardId(0), new AttemptNumber(1)), new Tally(4, 0, 0, 0))] }, Start);
        Assert.Empty(_job.Convicted);
        Assert.Equal(1, _job.AcceptedShards);
    }

    [Fact]
    public void A_split_shard_counts_once_all_its_pieces_are_accepted()
    {
        _job.Split(new ShardId(0));
        _job.Split(new ShardId(0, 2));
        foreach (var piece in (int[])[1, 5])
        {
            _job.Accept(new ShardId(0, piece), new Tally(1, 0, 0, 0));
            Assert.Equal(0, _job.AcceptedShards);
        }

        _job.Accept(new ShardId(0, 6), new Tally(1, 0, 0, 0));
        Assert.Equal(1, _job.AcceptedShards);
    }

    [Fact]
    public void A_whole_shard_is_not_accepted_beside_its_pieces()
    {
        _job.Split(new ShardId(0));
        _job.Accept(new ShardId(0), new Tally(4, 0, 0, 0));
        Assert.Equal((0, default), (_job.AcceptedShards, _job.Progress.Tally));
    }

    [Fact]
    public void A_result_of_a_piece_says_that_the_shard_was_split()
    {
        _job.Accept(new ShardId(0, 2), new Tally(2, 0, 0, 0));
        Assert.Equal(new ShardId(0, 1), Grant(_job).Shard);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_piece_that_cannot_be_is_not_accepted(int piece)
    {
        _job.Accept(new ShardId(0, piece), new Tally(1, 0, 0, 0));
        Assert.Equal(default, _job.Progress.Tally);
    }

    [Fact]
    public void A_holder_of_a_split_shard_is_told_that_it_lost_it()
    {
        var lease = Grant(_job).Attempt();
        _job.Split(lease.Shard);
        Assert.Equal([lease], _job.Exchange(Request($"silo/{_silos}", 2) with { Held = [lease] }, Start).Lost);
    }

    [Fact]
    public void A_checkpoint_names_accepted_and_split_shards_apart()
    {
        _job.Split(new ShardId(0));
        _job.Accept(new ShardId(0, 1), new Tally(2, 0, 0, 0));
        _job.Accept(new ShardId(0, 2), new Tally(2, 0, 0, 0));
        _job.Accept(new ShardId(1), new Tally(4, 0, 0, 0));
        var checkpoint = _job.MakeCheckpoint();
        var recovered = New();
        recovered.Recover(new RecoveredShards(checkpoint, [], 1));
        Assert.Equal(_job.Progress, recovered.Progress);
        Assert.Equal([new ShardRun(1, 1)], checkpoint.Whole);
    }

    [Fact]
    public void What_came_after_the_checkpoint_is_recovered_too()
    {
        var recovered = New();
        var split = new ShardSplit { Job = JobId.Parse("job"), Shard = 0, Range = new ShardRange(0, 4), Reason = "a test", At = Start };
        recovered.Recover(new RecoveredShards(null, [new AcceptedShard.Split(new ShardId(0), split), new AcceptedShard.Result(new ShardId(0, 1), new Tally(2, 0, 0, 0)), new AcceptedShard.Result(new ShardId(2), new Tally(4, 0, 0, 0))], 1));
        Assert.Equal((1, new Tally(6, 0, 0, 0)), (recovered.AcceptedShards, recovered.Progress.Tally));
        Assert.Equal(new ShardId(0, 2), Grant(recovered).Shard);
    }

    [Fact]
    public void A_coordinator_that_created_the_job_writes_down_no_ordinary_lease()
    {
        Grant(_job);
        Assert.Empty(_job.TakeTrials());
    }

    [Fact]
    public void A_suspect_is_written_down_before_it_is_granted()
    {
        LetDie(_job);
        var lease = Grant(_job);
        Assert.Equal(new Trial(lease.Attempt(), $"silo/{_silos}"), Assert.Single(_job.TakeTrials()));
    }

    [Fact]
    public void A_recovered_coordinator_writes_down_its_first_leases()
    {
        var plan = JobPlan.Cut(2 * JobCoordinator.LeasesOnTrial, 1);
        var job = new JobCoordinator(JobCoordinatorTests.Spec(), plan, Options, Start, isRecovered: true);
        job.Exchange(Request("a/1") with { WantSamples = 1000 }, Start);
        Assert.Equal(Enumerable.Range(0, JobCoordinator.LeasesOnTrial), job.TakeTrials().Select(trial => trial.Attempt.Shard.Value));
        Assert.Empty(job.TakeTrials());
    }

    [Fact]
    public void Two_recorded_trials_of_silos_that_are_gone_convict()
    {
        var job = New();
        job.RecoverTrial(Trial(0, 1, "gone/1"));
        job.RecoverTrial(Trial(0, 2, "gone/2"));
        Assert.Empty(job.Convicted);
        job.Expire(Start + (2 * Options.NextExchange));
        Assert.Equal(new ShardId(0), Assert.Single(job.Convicted).Shard);
    }

    [Fact]
    public void A_trial_whose_silo_turns_up_is_taken_back_and_its_work_goes_on()
    {
        var job = New();
        job.RecoverTrial(Trial(0, 3, "there/1"));
        Assert.Empty(job.Exchange(Request("there/1") with { Held = [Trial(0, 3, "").Attempt] }, Start).Lost);
        job.SiloDied("there/1");
        job.Expire(Start + TimeSpan.FromHours(1));
        Assert.Empty(job.Convicted);
    }

    [Fact]
    public void A_trial_rests_until_its_silo_had_time_to_turn_up()
    {
        var job = New();
        job.RecoverTrial(Trial(0, 1, "gone/1"));
        Assert.Equal(new ShardId(1), Grant(job).Shard);
        job.Expire(Start + (2 * Options.NextExchange));
        Assert.Equal(new ShardId(0), Grant(job).Shard);
    }

    [Fact]
    public void A_trial_of_an_accepted_shard_is_no_evidence()
    {
        var job = New();
        job.Recover(new ShardId(0), new Tally(4, 0, 0, 0));
        job.RecoverTrial(Trial(0, 1, "gone/1"));
        job.RecoverTrial(Trial(0, 2, "gone/2"));
        job.Expire(Start + TimeSpan.FromHours(1));
        Assert.Empty(job.Convicted);
    }

    [Fact]
    public void Attempts_go_on_counting_from_the_recorded_ones()
    {
        var job = New();
        job.RecoverTrial(Trial(0, 7, "gone/1"));
        job.Expire(Start + TimeSpan.FromMinutes(1));
        Assert.Equal(8, Grant(job).Attempt.Value);
    }

    private static JobCoordinator New() => new(JobCoordinatorTests.Spec(), JobPlan.Cut(40, 4), Options, Start);

    private static Trial Trial(int shard, int attempt, string silo) => new(new ShardAttempt(new ShardId(shard), new AttemptNumber(attempt)), silo);

    private static ExchangeRequest Request(string silo, long sequence = 1) => new() { Host = silo, Silo = silo, Sequence = sequence };

    private ShardLease Grant(JobCoordinator job) => job.Exchange(Request($"silo/{++_silos}") with { WantSamples = 1 }, Start).Granted.Single();

    private void LetDie(JobCoordinator job)
    {
        Grant(job);
        job.SiloDied($"silo/{_silos}");
    }
}
