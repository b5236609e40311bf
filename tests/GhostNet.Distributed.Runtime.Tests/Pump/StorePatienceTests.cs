using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class StorePatienceTests
{
    private static readonly JobId Job = JobId.Parse("job");

    private readonly FakeTimeProvider _time = new();
    private readonly WorkerActivity _activity;
    private readonly StorePatience _patience;
    private int _asked;

    public StorePatienceTests()
    {
        _activity = new WorkerActivity(_time);
        _patience = new StorePatience(_activity, _time, NullLogger<StorePatience>.Instance);
    }

    [Fact]
    public async Task An_answer_is_not_waited_for()
    {
        Assert.Equal(1, await RunAsync());
        Assert.Null(_activity.Waiting);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_until_it_answers()
    {
        var answer = RunAsync(Away(), Away());
        for (var asked = 1; asked < 3; asked++)
        {
            Assert.Equal((false, asked), (answer.IsCompleted, _asked));
            _time.Advance(TimeSpan.FromSeconds(1));
            await Within.UntilAsync("the next request", () => Task.FromResult(_asked), n => n > asked);
        }

        Assert.Equal(3, await Within.TimeAsync("the answer", answer));
    }

    [Fact]
    public async Task A_store_that_asks_for_a_pause_is_given_it()
    {
        var answer = RunAsync(new StoreUnavailableException("the store", "x", "it is dead", TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((false, 1), (answer.IsCompleted, _asked));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await Within.TimeAsync("the answer", answer));
    }

    [Fact]
    public async Task What_is_waited_for_is_told_until_it_is_there()
    {
        var answer = RunAsync(Away());
        Assert.Contains("the store", _activity.WaitingOf(Job), StringComparison.Ordinal);
        Assert.Equal(_activity.WaitingOf(Job), _activity.Waiting);
        Assert.Null(_activity.WaitingOf(JobId.Parse("another")));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Within.TimeAsync("the answer", answer);
        Assert.Null(_activity.Waiting);
    }

    [Fact]
    public async Task A_fault_that_does_not_pass_by_itself_is_told() =>
        Assert.Equal("no permission", (await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new InvalidOperationException("no permission")))).Message);

    [Fact]
    public async Task The_wait_ends_with_the_lease()
    {
        using var lease = new CancellationTokenSource();
        var answer = _patience.RunAsync<int>(Job, _ => throw Away(), lease.Token);
        Assert.NotNull(_activity.Waiting);
        await lease.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Null(_activity.Waiting);
    }

    private Task<int> RunAsync(params Exception[] faults) => _patience.RunAsync(
        Job,
        _ =>
        {
            var asked = Interlocked.Increment(ref _asked);
            return asked > faults.Length ? Task.FromResult(asked) : throw faults[asked - 1];
        },
        TestContext.Current.CancellationToken);

    private static StoreException Away() => new("the store", "x", "no answer", "Wait.") { IsTransient = true };
}
