using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>Each moment in which threads have no sample has one cause, and each is told by one result.</summary>
public class WaitingThreadsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DryClock _clock;
    private readonly WaitingThreads _waiting;

    public WaitingThreadsTests() => (_clock, _waiting) = (new DryClock(_time), new WaitingThreads(_time));

    [Fact]
    public void Threads_that_have_a_sample_wait_for_nothing()
    {
        using var fetching = _waiting.Fetch(_clock);
        Pass(5);
        Assert.Equal((0, 0), Told());
    }

    [Fact]
    public void Dry_threads_wait_for_samples_while_any_shard_fetches()
    {
        var (one, other) = (_waiting.Fetch(_clock), _waiting.Fetch(_clock));
        _clock.Enter();
        Pass(1);
        one.Dispose();
        one.Dispose();
        Pass(2);
        other.Dispose();
        Pass(4);
        Assert.Equal((3, 0), Told());
    }

    [Fact]
    public void Dry_threads_wait_for_the_ledger_while_a_shard_commits_and_none_fetches()
    {
        _waiting.Fetch(_clock).Dispose();
        _clock.Enter();
        _clock.Enter();
        using (_waiting.Commit())
        {
            Pass(1);
            using (_waiting.Fetch(_clock))
            {
                Pass(10);
            }

            Pass(2);
        }

        Pass(100);
        Assert.Equal((20, 6), Told());
    }

    [Fact]
    public void What_was_before_the_job_came_is_not_its_own()
    {
        _clock.Enter();
        Pass(7);
        using var fetching = _waiting.Fetch(_clock);
        Pass(1);
        Assert.Equal((1, 0), Told());
    }

    [Fact]
    public void A_result_tells_of_the_time_since_the_one_before()
    {
        var begun = _time.GetUtcNow();
        using var fetching = _waiting.Fetch(_clock);
        _clock.Enter();
        Pass(2);
        Assert.Equal(new ThreadWaits(begun, 2_000_000, 0), _waiting.Take(_time.GetUtcNow()));
        Pass(3);
        Assert.Equal(new ThreadWaits(begun.AddSeconds(2), 3_000_000, 0), _waiting.Take(_time.GetUtcNow()));
    }

    [Fact]
    public void What_a_result_told_that_does_not_count_is_told_by_the_next()
    {
        var begun = _time.GetUtcNow();
        _clock.Enter();
        using (_waiting.Fetch(_clock))
        {
            Pass(2);
        }

        var lost = _waiting.Take(_time.GetUtcNow());
        using (_waiting.Commit())
        {
            Pass(1);
        }

        _waiting.GiveBack(lost);
        Assert.Equal(new ThreadWaits(begun, 2_000_000, 1_000_000), _waiting.Take(_time.GetUtcNow()));
        Assert.Equal((0, 0), Told());
    }

    [Fact]
    public void A_model_that_was_loaded_anew_has_threads_of_its_own()
    {
        _clock.Enter();
        using var before = _waiting.Fetch(_clock);
        Pass(5);
        var loadedAnew = new DryClock(_time);
        using var after = _waiting.Fetch(loadedAnew);
        loadedAnew.Enter();
        Pass(1);
        Assert.Equal((6, 0), Told());
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private (long Fetch, long Commit) Told() => _waiting.Take(_time.GetUtcNow()) is var waits ? (waits.Fetch / 1_000_000, waits.Commit / 1_000_000) : default;
}
