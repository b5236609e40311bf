namespace GhostNet.Distributed.Cli.Output;

/// <summary>Narrates long work that counts: a line now and then, from whichever thread it is told.</summary>
internal sealed class SaidProgress<T>(Func<T, string> line, Terminal terminal, TimeProvider time) : IProgress<T>
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _told = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(T value)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_told) >= BetweenLines)
            {
                _told = time.GetTimestamp();
                terminal.Say(line(value));
            }
        }
    }
}
