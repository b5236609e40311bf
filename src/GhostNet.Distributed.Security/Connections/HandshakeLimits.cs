namespace GhostNet.Distributed.Security.Connections;

/// <summary>What a handshake may take.</summary>
public sealed record HandshakeLimits
{
    /// <summary>How long one may take, with the connection's first byte; 4 s. Orleans gives up on the whole connection after 5 s, with a worse reason.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How many may be under way at a port at once; 512. Each may hold a few hundred kilobytes of what a stranger sent; too few, and silent strangers keep others out for <see cref="Patience"/>.</summary>
    public int AtOnce { get; init; } = 512;
}
