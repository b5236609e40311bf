namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>How long a job has stood still without a reason. A job that waits for something has one, and is given the whole time again when the wait is over.</summary>
internal sealed class ProgressWatch(DateTimeOffset openedAt)
{
    private long _samples = -1;
    private DateTimeOffset _movedAt = openedAt;

    /// <summary>The job at a moment.</summary>
    /// <param name="samples">Samples of accepted shards.</param>
    /// <param name="isWaiting">Whether it has a reason to stand still.</param>
    /// <param name="now">The moment.</param>
    public void Note(long samples, bool isWaiting, DateTimeOffset now)
    {
        if (samples != _samples || isWaiting)
        {
            (_samples, _movedAt) = (samples, now);
        }
    }

    /// <summary>For how long it has.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > _movedAt ? now - _movedAt : TimeSpan.Zero;
}
