using System.Runtime.CompilerServices;
using GhostNet.Distributed.Cli.Runs;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Cli.Tests.Runs;

public sealed class JobProgressTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Without_a_terminal_there_is_a_plain_line_every_five_seconds()
    {
        using var german = new UnderCulture("de-DE");
        Assert.Equal(
            "20 of 100 images, top-1 66.67 %, 2 failed\n40 of 100 images\n",
            await ShowAsync((3, Status(10, new Tally(10, 0, 5, 5))), (3, Status(20, new Tally(18, 2, 12, 12))), (4, Status(30, new Tally(30, 0, 0, 0))), (2, Status(40, new Tally(40, 0, 0, 0)))));
    }

    [Fact]
    public async Task What_a_job_waits_for_is_said_at_once_and_once_and_when_it_is_over() =>
        Assert.Equal(
            "Job x: no worker\nJob x goes on.\nJob x: no worker\n",
            await ShowAsync(
                (0, Status(0, default) with { Reason = "no worker" }),
                (1, Status(0, default) with { Reason = "no worker", LeasedShards = 1 }),
                (1, Status(10, default)),
                (1, Status(20, default)),
                (1, Status(20, default) with { Reason = "no worker" })));

    [Fact]
    public async Task A_wait_whose_words_change_all_the_time_is_told_anew_now_and_then() =>
        Assert.Equal(
            "Job x: blob a is away\n0 of 100 images\nJob x: blob d is away\n0 of 100 images\n",
            await ShowAsync(
                (0, Status(0, default) with { Reason = "blob a is away" }),
                (1, Status(0, default) with { Reason = "blob b is away" }),
                (28, Status(0, default) with { Reason = "blob c is away" }),
                (1, Status(0, default) with { Reason = "blob d is away" }),
                (4, Status(0, default) with { Reason = "blob e is away" })));

    [Fact]
    public async Task Why_a_job_ended_is_left_to_whoever_waited() =>
        Assert.Equal("", await ShowAsync((0, Status(20, default) with { State = JobState.Failed, Reason = "no disk" })));

    [Fact]
    public async Task A_resumed_job_says_what_is_not_done_again()
    {
        Assert.Equal("Job x: 4 of 10 shards are in the ledger already and are not done again.\n", await ShowAsync((0, Status(40, default) with { RecoveredShards = 4 })));
        Assert.Equal("Job x: all 10 shards are in the ledger already; nothing is done again.\n", await ShowAsync((0, Status(100, default) with { RecoveredShards = 10 })));
    }

    private async Task<string> ShowAsync(params (int Seconds, JobStatus Status)[] steps)
    {
        using var terminal = new TestTerminal();
        await JobProgress.ShowAsync(new WatchedJob(_time, steps), terminal.Terminal, _time, TestContext.Current.CancellationToken);
        Assert.Empty(terminal.Answer);
        return terminal.Narration;
    }

    private static JobStatus Status(long samples, Tally tally) => new()
    {
        Id = JobId.Parse("x"),
        State = JobState.Running,
        Samples = 100,
        Tally = tally,
        Shards = 10,
        AcceptedShards = (int)(samples / 10),
        LeasedShards = 0,
        RecoveredShards = 0,
    };

    /// <summary>A job whose statuses come after so many seconds each.</summary>
    private sealed class WatchedJob(FakeTimeProvider time, (int Seconds, JobStatus Status)[] steps) : JobHandle
    {
        public override JobId Id => JobId.Parse("x");

        public override async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var (seconds, status) in steps)
            {
                await Task.CompletedTask;
                time.Advance(TimeSpan.FromSeconds(seconds));
                yield return status;
            }
        }
    }
}
