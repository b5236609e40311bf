namespace GhostNet.Distributed.Security.Certificates;

/// <summary>What a certificate entitles to, as a DNS name in it. Logical names: members are reached by bare addresses, which change.</summary>
public static class Role
{
    /// <summary>A member of the cluster: may do everything, on both ports.</summary>
    public const string Silo = "silo.ghostnet";

    /// <summary>May use a gateway.</summary>
    public const string Client = "client.ghostnet";
}
