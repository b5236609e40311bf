using System.Collections.Immutable;

namespace GhostNet.Distributed.Grains;

/// <summary>The live nodes of the cluster; key 0.</summary>
[Alias("ghostnet.IFleetGrain")]
public interface IFleetGrain : IGrainWithIntegerKey
{
    /// <summary>The live nodes, by name; one that dies while it is asked is left out.</summary>
    [Alias("ListHosts")]
    Task<ImmutableArray<HostStatus>> ListHostsAsync();
}

/// <summary>One node; the key is <c>worker@{silo name}</c>, and placement puts it on that silo.</summary>
[Alias("ghostnet.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>The node at this moment.</summary>
    [Alias("GetStatus")]
    Task<HostStatus> GetStatusAsync();
}
