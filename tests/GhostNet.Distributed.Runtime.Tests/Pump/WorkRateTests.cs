using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class WorkRateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly WorkRate _rate;

    public WorkRateTests() => _rate = new WorkRate(_time, least: 7);

    [Fact]
    public void Before_anything_is_known_the_least_is_asked_for()
    {
        Assert.Null(_rate.SamplesPerSecond);
        Assert.Equal(7, _rate.SamplesFor(4 * Second));
    }

    [Fact]
    public void No_time_is_no_samples() => Assert.Equal(0, _rate.SamplesFor(TimeSpan.Zero));

    [Fact]
    public void What_is_asked_for_follows_the_rate()
    {
        Work(seconds: 2, samples: 100);
        Assert.Equal(50, _rate.SamplesPerSecond);
        Assert.Equal(200, _rate.SamplesFor(4 * Second));
    }

    [Fact]
    public void A_slow_worker_asks_for_the_least_all_the_same()
    {
        Work(seconds: 100, samples: 1);
        Assert.Equal(7, _rate.SamplesFor(4 * Second));
    }

    [Fact]
    public void Time_without_work_does_not_count()
    {
        Work(seconds: 2, samples: 100);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(50, _rate.SamplesPerSecond);
        Work(seconds: 2, samples: 100);
        Assert.Equal(50, _rate.SamplesPerSecond);
    }

    [Fact]
    public void Only_the_latest_shards_count()
    {
        Work(seconds: 1000, samples: 1);
        for (var i = 0; i < 16; i++)
        {
            Work(seconds: 1, samples: 10);
        }

        Assert.Equal(10, _rate.SamplesPerSecond);
    }

    private void Work(int seconds, long samples)
    {
        _rate.Hold(any: true);
        _time.Advance(seconds * Second);
        _rate.Add(samples);
        _rate.Hold(any: false);
    }
}
