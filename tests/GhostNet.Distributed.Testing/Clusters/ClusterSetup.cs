using System.Net;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>What a <see cref="TestCluster"/> is made of.</summary>
public sealed record ClusterSetup
{
    /// <summary>What it is asked; left out where it is asked nothing.</summary>
    public ClusterQuestion? Question { get; init; }

    /// <summary>Workers at the start.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>Where Redis listens; loopback when left out.</summary>
    public IPAddress? RedisAddress { get; init; }

    /// <summary>What Redis asks of whoever connects; nothing when left out.</summary>
    public RedisLock? RedisLock { get; init; }

    /// <summary>The ledger; a folder of the cluster's own when left out.</summary>
    public ILedgerView? Ledger { get; init; }

    /// <summary>The images as the command line is told; the question's folder when left out.</summary>
    public string? Images { get; init; }

    /// <summary>The <c>ghostnet.dll</c> of the command line; the one of this checkout when left out.</summary>
    public string? Client { get; init; }

    /// <summary>What the command line is told by its environment.</summary>
    public IReadOnlyDictionary<string, string?> ClientEnvironment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Changes how a worker is started, by its number from 0.</summary>
    public Func<int, WorkerStart, WorkerStart> Configure { get; init; } = (_, start) => start;
}
