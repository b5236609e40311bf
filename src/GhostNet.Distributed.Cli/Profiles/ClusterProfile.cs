namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>A cluster under a short name.</summary>
/// <param name="Cluster">Its address, <c>redis://host:port</c>.</param>
/// <param name="Ledger">Its ledger: a folder's full path, <c>azure:container</c> or a container's address.</param>
internal sealed record ClusterProfile(string? Cluster, string? Ledger);
