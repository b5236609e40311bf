using System.Diagnostics.Metrics;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>
/// Counts by a few words that are known beforehand. Every word is told from the beginning, with zero: a series that comes into being with its first failure has no increase to show for it.
/// </summary>
internal sealed class Outcomes
{
    private readonly KeyValuePair<string, object?>[] _words;
    private readonly long[] _counts;

    /// <summary>Counts that are told as a counter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="name">The counter's name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What it counts.</param>
    /// <param name="words">The words that its tag <c>outcome</c> may have.</param>
    public Outcomes(Meter meter, string name, string unit, string description, params string[] words)
    {
        _words = [.. words.Select(word => new KeyValuePair<string, object?>("outcome", word))];
        _counts = new long[words.Length];
        meter.CreateObservableCounter(name, Measure, unit, description);
    }

    /// <summary>One more of a word.</summary>
    public void Add(string word) => Interlocked.Increment(ref _counts[Array.FindIndex(_words, known => (string)known.Value! == word)]);

    private IEnumerable<Measurement<long>> Measure() => _words.Select((word, i) => new Measurement<long>(Volatile.Read(ref _counts[i]), word));
}
