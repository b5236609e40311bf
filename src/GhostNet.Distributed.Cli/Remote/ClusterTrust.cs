using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>What this command shows a cluster, and knows it by.</summary>
/// <param name="Tls">For its gateways; null for a cluster without TLS.</param>
/// <param name="RedisAuthorities">PEM file of the authorities that its Redis' certificate is from; null for those of the machine.</param>
internal sealed record ClusterTrust(CertificateFiles? Tls, string? RedisAuthorities);
