namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>A cluster under a short name.</summary>
/// <param name="Cluster">Its address, <c>redis://host:port</c>.</param>
/// <param name="Ledger">Its ledger: a folder's full path, <c>azure:container</c> or a container's address.</param>
/// <param name="Tls">Certificates, where the cluster asks for them.</param>
/// <param name="RedisAuthorities">PEM file of the authorities that Redis' certificate is from; those of the machine when left out.</param>
internal sealed record ClusterProfile(string? Cluster, string? Ledger, ProfileTls? Tls = null, string? RedisAuthorities = null);

/// <summary>Full paths of PEM files.</summary>
/// <param name="Certificate">The certificate that this person is known by.</param>
/// <param name="PrivateKey">Its key.</param>
/// <param name="Authorities">The cluster's authorities.</param>
internal sealed record ProfileTls(string? Certificate, string? PrivateKey, string? Authorities);
