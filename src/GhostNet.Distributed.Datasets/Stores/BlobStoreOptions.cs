namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>How a store is opened. Everything may be left out.</summary>
public sealed record BlobStoreOptions
{
    /// <summary>The environment variable that has the connection string for <c>azure:container</c>; the one that the Azure command line uses.</summary>
    public const string ConnectionStringVariable = "AZURE_STORAGE_CONNECTION_STRING";

    /// <summary>The connection string for <c>azure:container</c>; the environment's by default.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// True for a store that is only read, such as of images: then a missing folder or container is an error, not an empty store. False by default: the first write
    /// makes it.
    /// </summary>
    public bool MustExist { get; init; }

    /// <summary>Time-outs, retries, hedging and circuit breaker of a store in the network; a folder is not retried.</summary>
    public StoreResilienceOptions Resilience { get; init; } = new();

    /// <summary>Clock of the time-outs and retries; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Learns from a store in the network how its clock differs from this one; options that are copied share it.</summary>
    public RemoteClock Clock { get; init; } = new(precision: TimeSpan.FromSeconds(1));
}
