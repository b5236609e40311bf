using StackExchange.Redis;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>Tries to connect until the caller's patience ends, and remembers why it did not work.</summary>
internal sealed class ConnectionAttempts
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private volatile string? _lastFault;

    /// <summary>Why the last attempt failed, as a sentence; null before the first.</summary>
    public string? LastFault => _lastFault;

    /// <summary>Called by the client after each failed attempt.</summary>
    public async Task<bool> ShouldRetryAsync(Exception fault, CancellationToken cancellationToken)
    {
        _lastFault = $"{fault.Message.TrimEnd('.', ' ')}.";
        if (!IsUnreachable(fault) || cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        await Task.Delay(Pause, cancellationToken);
        return true;
    }

    /// <summary>Whether a fault means that nobody answered, as workers do that are about to start.</summary>
    public static bool IsUnreachable(Exception fault) => fault is OrleansException or TimeoutException or RedisException or OperationCanceledException;
}
