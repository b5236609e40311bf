using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using StackExchange.Redis;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>Tries to connect until the caller's patience ends, and remembers why it did not work.</summary>
/// <param name="redis">Whom Redis is believed by; null where the machine's authorities decide.</param>
internal sealed class ConnectionAttempts(ServerTrust? redis)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private volatile string? _lastFault;

    /// <summary>What TLS said of the last connection to a gateway.</summary>
    public LastFailure Gateway { get; } = new();

    /// <summary>Why the last attempt failed, as a sentence; null before the first. What TLS says is told before what Orleans makes of it, which is mostly that a connection was closed.</summary>
    public string? LastFault => Refusal ?? Gateway.Current?.Sentence ?? _lastFault;

    /// <summary>Why trying again changes nothing; null while it may.</summary>
    public string? Refusal => redis?.LastFault is { } fault ? $"Redis is not believed: {fault}." : Gateway.Current is { IsFinal: true } failure ? failure.Sentence : null;

    /// <summary>Called by the client after each failed attempt.</summary>
    public async Task<bool> ShouldRetryAsync(Exception fault, CancellationToken cancellationToken)
    {
        _lastFault = $"{fault.Message.TrimEnd('.', ' ')}.";
        if (Refusal is not null || !IsUnreachable(fault) || cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        await Task.Delay(Pause, cancellationToken);
        return true;
    }

    /// <summary>Whether a fault means that nobody answered, as workers do that are about to start.</summary>
    public static bool IsUnreachable(Exception fault) => fault is OrleansException or TimeoutException or RedisException or OperationCanceledException;
}
