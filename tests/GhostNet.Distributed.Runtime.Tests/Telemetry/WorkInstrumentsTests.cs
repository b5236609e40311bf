using System.Diagnostics.Metrics;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Telemetry;

namespace GhostNet.Distributed.Runtime.Tests.Telemetry;

public sealed class WorkInstrumentsTests : IDisposable
{
    private readonly Meters _meters = new();
    private readonly RemoteClock _store = new(precision: TimeSpan.FromSeconds(1));
    private readonly WorkInstruments _measured;

    public WorkInstrumentsTests() => _measured = new WorkInstruments(_meters, new WorkerActivity(TimeProvider.System), threads: 3, _store);

    [Fact]
    public void Measuring_an_inference_call_takes_no_memory()
    {
        var told = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == _meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => told++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => told++);
        listener.Start();
        var measure = _measured.Inference("model");
        var batch = new BatchTimings(4, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(16));
        measure(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
        {
            measure(batch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 * 1001, told);
    }

    [Fact]
    public void What_became_of_shards_is_told_from_the_beginning()
    {
        Assert.Equal(
            ["accepted", "failed", "repeated", "returned", "split"],
            _meters.Observe().Where(told => told.Key.StartsWith("ghostnet.shards{", StringComparison.Ordinal)).Select(told => told.Key["ghostnet.shards{".Length..^1]).Order(StringComparer.Ordinal));
        _measured.Failed();
        Assert.Equal(1, _meters.Observe()["ghostnet.shards{failed}"]);
        Assert.Equal(3, _meters.Observe()["ghostnet.threads"]);
    }

    [Theory]
    [InlineData(0.2, 5.1, 5.0)]
    [InlineData(0.2, -4.9, -5.0)]
    [InlineData(0.0, 0.0, 0.0)]
    public void A_clock_is_compared_in_the_middle_of_the_call(double seconds, double ahead, double skew)
    {
        var received = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _measured.Exchanged(TimeSpan.FromSeconds(seconds), received, received - TimeSpan.FromSeconds(ahead));
        Assert.Equal(skew, _meters.Observe()["ghostnet.clock.skew{coordinator}"], 6);
    }

    [Fact]
    public void A_call_that_took_long_and_a_coordinator_that_tells_no_time_say_nothing_of_clocks()
    {
        var received = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _measured.Exchanged(TimeSpan.FromSeconds(1.1), received, received);
        _measured.Exchanged(TimeSpan.FromSeconds(0.1), received, null);
        Assert.DoesNotContain(_meters.Observe().Keys, name => name.StartsWith("ghostnet.clock.skew", StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_tells_whole_seconds_and_the_middle_of_one_is_taken()
    {
        var received = new DateTimeOffset(2025, 1, 1, 0, 0, 0, 700, TimeSpan.Zero);
        _store.Note(TimeSpan.FromSeconds(0.4), received, received - TimeSpan.FromSeconds(3.7));
        Assert.Equal(3.0, _meters.Observe()["ghostnet.clock.skew{store}"], 6);
    }

    public void Dispose() => _meters.Dispose();
}
