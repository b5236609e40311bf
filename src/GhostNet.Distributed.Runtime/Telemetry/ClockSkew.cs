using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>
/// How far this process's clock is ahead of others'. An answer that names its time was written at some moment between question and answer; the middle is taken, which is wrong by half of what
/// the call took at most, so slow calls tell nothing.
/// </summary>
internal sealed class ClockSkew
{
    /// <summary>The clock of a coordinator.</summary>
    public const string Coordinator = "coordinator";

    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, double> _seconds = new(StringComparer.Ordinal);

    /// <summary>An answer came that names its time.</summary>
    /// <param name="against">Whose clock.</param>
    /// <param name="duration">How long the call took.</param>
    /// <param name="received">When the answer came, by this process's clock.</param>
    /// <param name="told">The time that it names.</param>
    public void Note(string against, TimeSpan duration, DateTimeOffset received, DateTimeOffset told)
    {
        if (duration <= LongestCall)
        {
            _seconds[against] = (received - (duration / 2) - told).TotalSeconds;
        }
    }

    /// <summary>The latest of each clock that is known.</summary>
    public IEnumerable<Measurement<double>> Measure() => _seconds.Select(clock => new Measurement<double>(clock.Value, new KeyValuePair<string, object?>("against", clock.Key)));
}
