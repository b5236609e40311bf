using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>How patiently, and how eagerly, a store in the network is asked. The defaults suit a cluster in the store's own region.</summary>
public sealed record StoreResilienceOptions
{
    /// <summary>
    /// How long one try may take, besides the time of <see cref="MinBytesPerSecond"/> for its bytes. Too small: a store that is only busy looks dead, and every
    /// request is sent several times. Too large: a connection that hangs holds its sample that long. 0.1 s to 5 min.
    /// </summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The slowest transfer that is not given up, in bytes a second; a try's time-out grows by its bytes divided by this. Too small: stalled transfers are noticed
    /// late. Too large: nodes behind thin lines never finish a block of 8 MiB. At least 1,024.
    /// </summary>
    public int MinBytesPerSecond { get; init; } = 256 << 10;

    /// <summary>
    /// How often a request is sent again after a transient failure. Too small: a hiccup becomes the caller's problem. Too large: a store that fails for one blob
    /// holds its caller for minutes. 0 to 20.
    /// </summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>
    /// The pause before the first repetition; it doubles each time, and jitter spreads it so that a thousand workers do not come back in the same millisecond. Too
    /// small: a busy store stays busy. Too large: a hiccup costs more than it has to. 1 ms to 1 min.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between repetitions. 1 ms to 10 min, not shorter than <see cref="RetryDelay"/>.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A read that takes longer than this share of the latest reads is sent a second time, and the first answer counts. Too small: the store gets almost every read
    /// twice. Too large: slow reads are waited for. 0.5 to 0.999; 1 turns hedging off.
    /// </summary>
    public double HedgeQuantile { get; init; } = 0.95;

    /// <summary>The shortest wait before a second read, whatever the latest reads took. Too small: normal scatter is hedged. 1 ms to 1 min.</summary>
    public TimeSpan MinHedgeDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait before a second read, and the wait while there are too few reads to know better. Not shorter than <see cref="MinHedgeDelay"/>, at most 5 min.</summary>
    public TimeSpan MaxHedgeDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads of more bytes are not hedged: what makes them slow is the line, and a second copy makes it slower. At least 1.</summary>
    public int MaxHedgedBytes { get; init; } = 1 << 20;

    /// <summary>
    /// The share of failed tries, within <see cref="BreakerWindow"/>, at which the store counts as dead and is left alone. Too small: a bad minute stops the job. Too
    /// large: a dead store is hammered. 0.05 to 1.
    /// </summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>Fewer tries than this within the window say nothing about the store. 2 to 10,000.</summary>
    public int BreakerMinTries { get; init; } = 10;

    /// <summary>The time over which tries are counted. 0.5 s to 10 min.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a store that counts as dead is left alone; then one request tries it. Too small: a dead store is hammered. Too large: the job goes on late. 0.5 s to 10 min.
    /// </summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the options, each with the option's name; empty when nothing is.</summary>
    public ImmutableArray<string> Faults() =>
    [
        .. Span(nameof(TryTimeout), TryTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(5)),
        .. Number(nameof(MinBytesPerSecond), MinBytesPerSecond, 1024, int.MaxValue),
        .. Number(nameof(MaxRetries), MaxRetries, 0, 20),
        .. Span(nameof(RetryDelay), RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
        .. Span(nameof(MaxRetryDelay), MaxRetryDelay, RetryDelay, TimeSpan.FromMinutes(10)),
        .. HedgeQuantile == 1 ? [] : Number(nameof(HedgeQuantile), HedgeQuantile, 0.5, 0.999),
        .. Span(nameof(MinHedgeDelay), MinHedgeDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
        .. Span(nameof(MaxHedgeDelay), MaxHedgeDelay, MinHedgeDelay, TimeSpan.FromMinutes(5)),
        .. Number(nameof(MaxHedgedBytes), MaxHedgedBytes, 1, int.MaxValue),
        .. Number(nameof(BreakerFailureRatio), BreakerFailureRatio, 0.05, 1),
        .. Number(nameof(BreakerMinTries), BreakerMinTries, 2, 10_000),
        .. Span(nameof(BreakerWindow), BreakerWindow, TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(10)),
        .. Span(nameof(BreakDuration), BreakDuration, TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(10)),
    ];

    /// <summary>These options, or all that is wrong with them at once.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal StoreResilienceOptions Checked() => Faults() is { IsEmpty: false } faults ? throw new ArgumentException($"Options of the store: {string.Join("; ", faults)}.") : this;

    private static string[] Span(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value >= min && value <= max ? [] : [FormattableString.Invariant($"{name} is {value.TotalSeconds} s; expected {min.TotalSeconds} to {max.TotalSeconds} s")];

    private static string[] Number(string name, double value, double min, double max) =>
        value >= min && value <= max ? [] : [FormattableString.Invariant($"{name} is {value}; expected {min} to {max}")];
}
