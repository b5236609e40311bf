namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// How far this process's clock is ahead of another's, by answers that name their time. Each was written at some moment between question and answer; the middle is taken, which is wrong by half of
/// what the call took at most, so slow calls tell nothing. Thread-safe.
/// </summary>
/// <param name="precision">In what steps the other tells its time, what is beyond them cut off; zero for as exact as can be.</param>
public sealed class RemoteClock(TimeSpan precision = default)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    private long _ahead = long.MinValue;

    /// <summary>By the latest answer, positive when this process is ahead; null before the first that came soon enough.</summary>
    public TimeSpan? Ahead => Volatile.Read(ref _ahead) is var ticks and not long.MinValue ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>An answer came.</summary>
    /// <param name="duration">How long the call took.</param>
    /// <param name="received">When the answer came, by this process's clock.</param>
    /// <param name="told">The time that it names.</param>
    public void Note(TimeSpan duration, DateTimeOffset received, DateTimeOffset told)
    {
        if (duration <= LongestCall)
        {
            Volatile.Write(ref _ahead, (received - (duration / 2) - (told + (precision / 2))).Ticks);
        }
    }
}
