using System.Text;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Ledger;

public sealed class JobLedgerTests : IDisposable
{
    private static readonly JobId Job = JobId.Parse("job");

    private readonly TemporaryFolder _folder = new();
    private readonly JobLedgers _ledgers;
    private readonly JobLedger _ledger;

    public JobLedgerTests()
    {
        _ledgers = new JobLedgers(new FolderBlobStore(_folder.Path));
        _ledger = _ledgers.Open(Job);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_result_of_a_shard_wins()
    {
        Assert.True(await _ledger.TryAcceptAsync(Result(0, attempt: 1), Cancel));
        Assert.False(await _ledger.TryAcceptAsync(Result(0, attempt: 2), Cancel));
        Assert.Equal(1, (await _ledger.ReadResultAsync(new ShardId(0), Cancel))!.Header.Attempt);
    }

    [Fact]
    public async Task One_of_many_racing_results_wins()
    {
        var wins = await Task.WhenAll(Enumerable.Range(1, 16).Select(attempt => Task.Run(() => _ledger.TryAcceptAsync(Result(0, attempt), Cancel))));
        Assert.Equal(1, wins.Count(won => won));
    }

    [Fact]
    public async Task The_first_spec_wins()
    {
        await _ledger.TryCreateSpecAsync(Spec(), Cancel);
        Assert.False(await _ledger.TryCreateSpecAsync(Spec() with { TopK = 1 }, Cancel));
        Assert.Equal(Spec(), await _ledger.ReadSpecAsync(Cancel));
    }

    [Fact]
    public async Task The_first_plan_wins_and_the_others_get_it()
    {
        await _ledger.CreateOrReadPlanAsync(JobPlan.Cut(10, 2), Cancel);
        Assert.Equal(5, (await _ledger.CreateOrReadPlanAsync(JobPlan.Cut(10, 5), Cancel)).Shards);
    }

    [Fact]
    public async Task What_is_not_there_reads_as_nothing()
    {
        Assert.Null(await _ledger.ReadSpecAsync(Cancel));
        Assert.Null(await _ledger.ReadPlanAsync(Cancel));
        Assert.Null(await _ledger.ReadResultAsync(new ShardId(0), Cancel));
        Assert.Null(await _ledger.ReadReportAsync(Cancel));
        Assert.Empty(await _ledger.ListAcceptedAsync(Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json\n")]
    [InlineData("{}\n")]
    public async Task A_damaged_result_is_told_by_its_name(string content)
    {
        _folder.Write("jobs/job/results/000003", content);
        var e = await Assert.ThrowsAsync<LedgerException>(() => _ledger.ReadResultAsync(new ShardId(3), Cancel));
        Assert.Contains("jobs/job/results/000003", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json\n")]
    public async Task A_damaged_header_is_told_by_its_name(string content)
    {
        _folder.Write("jobs/job/results/000003", content);
        var e = await Assert.ThrowsAsync<LedgerException>(() => _ledger.ReadAcceptedAsync(new ShardId(3), Cancel));
        Assert.Contains("jobs/job/results/000003", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_spec_is_told_by_its_name()
    {
        _folder.Write("jobs/job/job.json", "{");
        Assert.Contains("jobs/job/job.json", (await Assert.ThrowsAsync<LedgerException>(() => _ledger.ReadSpecAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_plan_is_told_by_its_name()
    {
        _folder.Write("jobs/job/plan.json", "{");
        Assert.Contains("jobs/job/plan.json", (await Assert.ThrowsAsync<LedgerException>(() => _ledger.ReadPlanAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tally_needs_the_first_line_alone()
    {
        var header = Encoding.UTF8.GetString(Result(0).ToBytes()).Split('\n')[0];
        _folder.Write("jobs/job/results/000000", header + "\n" + new string('x', 100_000));
        Assert.Equal(new AcceptedShard.Result(new ShardId(0), new Tally(1, 0, 1, 1)), await _ledger.ReadAcceptedAsync(new ShardId(0), Cancel));
    }

    [Fact]
    public async Task Of_a_shard_without_a_result_nothing_is_held() => Assert.Null(await _ledger.ReadAcceptedAsync(new ShardId(7), Cancel));

    [Fact]
    public async Task A_shard_that_was_split_is_never_accepted_as_a_whole()
    {
        Assert.True(await _ledger.TrySplitAsync(Split(new ShardId(0)), Cancel));
        Assert.False(await _ledger.TryAcceptAsync(Result(0), Cancel));
        Assert.Null(await _ledger.ReadResultAsync(new ShardId(0), Cancel));
        Assert.Equal(new AcceptedShard.Split(new ShardId(0), Split(new ShardId(0))), await _ledger.ReadAcceptedAsync(new ShardId(0), Cancel));
    }

    [Fact]
    public async Task A_shard_that_was_accepted_is_never_split()
    {
        await _ledger.TryAcceptAsync(Result(0), Cancel);
        Assert.False(await _ledger.TrySplitAsync(Split(new ShardId(0)), Cancel));
        Assert.IsType<AcceptedShard.Result>(await _ledger.ReadAcceptedAsync(new ShardId(0), Cancel));
    }

    [Fact]
    public async Task The_predictions_of_a_split_shard_are_those_of_its_pieces_in_order()
    {
        var whole = new ShardId(0);
        await _ledger.TrySplitAsync(Split(whole), Cancel);
        await _ledger.TrySplitAsync(Split(whole.Lower), Cancel);
        await AcceptAsync(whole.Upper, "c");
        await AcceptAsync(whole.Lower.Upper, "b");
        Assert.Null(await _ledger.ReadPredictionsAsync(whole, Cancel));
        await AcceptAsync(whole.Lower.Lower, "a");
        Assert.Equal(["a", "b", "c"], (await _ledger.ReadPredictionsAsync(whole, Cancel))!.Value.Select(p => p.Sample));
        Assert.Equal(["a", "b", "c"], (await _ledger.ReadResultsAsync(Cancel).ToListAsync(Cancel)).SelectMany(r => r.Predictions).Select(p => p.Sample));
        Assert.Equal([0, 1, 3, 4, 2], await _ledger.ListAcceptedAsync(Cancel).Select(s => s.Piece).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Canaries_are_kept_apart_from_the_results()
    {
        await AcceptAsync(new ShardId(0, 0, "arm64"), "x");
        await AcceptAsync(new ShardId(1, 0, "arm64"), "y");
        await AcceptAsync(new ShardId(0), "z");
        Assert.Equal(["x", "y"], (await _ledger.ReadCanariesAsync(Cancel).ToListAsync(Cancel)).Select(r => r.Predictions[0].Sample));
        Assert.Equal([new ShardId(0, 0, "arm64"), new ShardId(1, 0, "arm64")], await _ledger.ListCanariesAsync(Cancel));
        Assert.Equal([new ShardId(0)], await _ledger.ListAcceptedAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Trials_are_read_as_they_were_written_down()
    {
        Trial[] trials = [new(new ShardAttempt(new ShardId(3, 2), new AttemptNumber(4)), "silo-1"), new(new ShardAttempt(new ShardId(5), new AttemptNumber(1)), "silo-2")];
        foreach (var trial in trials)
        {
            Assert.True(await _ledger.TryRecordTrialAsync(trial, Cancel));
        }

        Assert.Equal(trials, await _ledger.ReadTrialsAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Shards_are_listed_in_the_order_of_the_plan_also_beyond_six_digits()
    {
        int[] shards = [1_000_000, 999_999, 2, 10_000_000, 100_000];
        foreach (var shard in shards)
        {
            await _ledger.TryAcceptAsync(Result(shard), Cancel);
        }

        Assert.Equal(shards.Order(), await _ledger.ListAcceptedAsync(Cancel).Select(s => s.Value).ToListAsync(Cancel));
    }

    [Fact]
    public async Task What_is_no_result_is_not_listed_as_one()
    {
        _folder.Write("jobs/job/results/notes.txt", "somebody's own");
        Assert.Empty(await _ledger.ListAcceptedAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task The_first_report_wins()
    {
        await _ledger.CreateReportAsync("first", "# first", Cancel);
        await _ledger.CreateReportAsync("second", "# second", Cancel);
        Assert.Equal(("first", "# first"), (await _ledger.ReadReportAsync(Cancel), await _ledger.ReadMarkdownReportAsync(Cancel)));
    }

    [Fact]
    public async Task A_job_is_active_from_its_spec_to_its_close()
    {
        await _ledger.TryCreateSpecAsync(Spec(), Cancel);
        Assert.Equal([Job], await _ledgers.ListActiveAsync(Cancel).ToListAsync(Cancel));
        await _ledger.CloseAsync(Cancel);
        Assert.Empty(await _ledgers.ListActiveAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Jobs_are_listed_by_id_and_only_if_they_have_a_spec()
    {
        foreach (var id in (string[])["b", "a-1", "a.1", "a1", "a"])
        {
            await _ledgers.Open(JobId.Parse(id)).TryCreateSpecAsync(Spec() with { Id = JobId.Parse(id) }, Cancel);
        }

        _folder.Write("jobs/no-spec/results/000000", "");
        Assert.Equal(["a", "a-1", "a.1", "a1", "b"], await _ledgers.ListAsync(Cancel).Select(job => job.Value).ToListAsync(Cancel));
    }

    public void Dispose() => _folder.Dispose();

    private static JobSpec Spec() => Coordination.JobCoordinatorTests.Spec();

    private static ShardSplit Split(ShardId shard) => new()
    {
        Job = Job,
        Shard = shard.Value,
        Piece = shard.Piece,
        Range = new ShardRange(0, 3),
        Reason = "it killed its worker twice",
        At = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private async Task AcceptAsync(ShardId shard, string sample) => Assert.True(await _ledger.TryAcceptAsync(Ledgers.Result(Job, shard, sample), Cancel));

    private static ShardResult Result(int shard, int attempt = 1) => Ledgers.Result(Job, new ShardId(shard), "a.jpg", attempt);
}
