namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Says what a job waits for when it begins to wait, and that it goes on. How it ended is told by whoever waited for that.</summary>
internal sealed class WaitingNarration(Terminal terminal, TimeProvider time)
{
    // The words of one wait change as workers ask for one blob after the other; each of them is no news.
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(30);

    private string? _told;
    private long _toldAt;

    /// <summary>Says what is new in a status.</summary>
    public void Say(JobStatus status)
    {
        if (status.Reason == _told || status.IsFinal || (_told is not null && status.Reason is not null && time.GetElapsedTime(_toldAt) < BetweenWords))
        {
            return;
        }

        terminal.Say(status.Reason is { } reason ? $"Job {status.Id}: {reason}" : $"Job {status.Id} goes on.");
        (_told, _toldAt) = (status.Reason, time.GetTimestamp());
    }
}
