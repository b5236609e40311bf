using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>A port of a silo, and whom it lets in.</summary>
public sealed record TlsPort
{
    private TlsPort(string name, params string[] roles) => (Name, Roles) = (name, roles);

    /// <summary>Where silos meet. A client's certificate opens nothing here: whoever is let in is a member of the cluster.</summary>
    public static TlsPort Silo { get; } = new("silo port", Role.Silo);

    /// <summary>Where clients come.</summary>
    public static TlsPort Gateway { get; } = new("gateway", Role.Client, Role.Silo);

    /// <summary>As it is called in sentences.</summary>
    public string Name { get; }

    /// <summary>One of them has to be in the peer's certificate.</summary>
    public IReadOnlyList<string> Roles { get; }
}
