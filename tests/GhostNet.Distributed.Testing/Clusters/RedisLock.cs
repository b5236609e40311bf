using GhostNet.Distributed.Testing.Certificates;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>A Redis that speaks TLS alone and asks for a password.</summary>
/// <param name="Password">Letters and digits.</param>
/// <param name="Files">Its certificate, and the authority by which it is known.</param>
public sealed record RedisLock(string Password, WrittenCertificate Files);
