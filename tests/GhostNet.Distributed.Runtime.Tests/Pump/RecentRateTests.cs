using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class RecentRateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentRate _rate;

    public RecentRateTests() => _rate = new RecentRate(_time);

    [Fact]
    public void A_worker_that_has_just_started_has_the_rate_of_the_time_it_has_run()
    {
        Work(seconds: 10, perSecond: 7);
        Assert.Equal(7, _rate.PerSecond);
    }

    [Fact]
    public void Only_the_last_half_minute_counts()
    {
        Work(seconds: 100, perSecond: 50);
        Work(seconds: 30, perSecond: 2);
        Assert.Equal(2, _rate.PerSecond, 0.1);
    }

    [Fact]
    public void An_idle_worker_has_none()
    {
        Work(seconds: 100, perSecond: 50);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, _rate.PerSecond);
    }

    [Fact]
    public void A_long_rest_is_forgotten_too()
    {
        Work(seconds: 40, perSecond: 50);
        _time.Advance(TimeSpan.FromDays(1));
        Work(seconds: 15, perSecond: 4);
        Assert.Equal(2, _rate.PerSecond, 0.15);
    }

    private void Work(int seconds, int perSecond)
    {
        for (var i = 0; i < seconds; i++)
        {
            _rate.Add(perSecond);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
