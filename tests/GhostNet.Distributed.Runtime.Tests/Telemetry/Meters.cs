using System.Diagnostics.Metrics;

namespace GhostNet.Distributed.Runtime.Tests.Telemetry;

/// <summary>Meters of a test's own, and what their instruments tell.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options.Name, options.Version, options.Tags, this);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>What the observable instruments tell now, as <c>name{tag}</c>.</summary>
    public IReadOnlyDictionary<string, double> Observe() => Observe(this);

    /// <summary>What those of another factory tell, such as a silo's.</summary>
    public static IReadOnlyDictionary<string, double> Observe(IMeterFactory factory)
    {
        Dictionary<string, double> told = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => told[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => told[Name(instrument, tags)] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return told;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.IsEmpty ? instrument.Name : $"{instrument.Name}{{{tags[0].Value}}}";
}
