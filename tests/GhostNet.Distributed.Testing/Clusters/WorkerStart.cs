using System.Net;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>How a worker's process is started.</summary>
public sealed record WorkerStart
{
    /// <summary>Name of its silo.</summary>
    public required string Name { get; init; }

    /// <summary>Where its cluster is listed.</summary>
    public required string Redis { get; init; }

    /// <summary>The ledger.</summary>
    public required string Ledger { get; init; }

    /// <summary>The <c>ghostnet-worker.dll</c> to run; the one of this checkout when left out.</summary>
    public string? Assembly { get; init; }

    /// <summary>Its own address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>A program, with its arguments, that becomes the worker: <c>ip netns exec …</c>, <c>taskset -c 0</c>.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The published program of a worker; the one that was built, when left out.</summary>
    public string? Program { get; init; }

    /// <summary>What it is told on its command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What else it is told.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
