namespace GhostNet.Distributed.Security.Connections;

/// <summary>Why a client's last connection was not made: Orleans often says only that it was closed.</summary>
public sealed class LastFailure
{
    private volatile ConnectionFailure? _current;

    /// <summary>What was wrong; null when the last connection was made, or none was tried.</summary>
    public ConnectionFailure? Current => _current;

    internal void Set(ConnectionFailure? failure) => _current = failure;
}

/// <summary>A connection that TLS did not let through.</summary>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="IsFinal">Whether trying again changes nothing as long as the certificates stay what they are.</param>
public sealed record ConnectionFailure(string Sentence, bool IsFinal);
