using System.Collections.Immutable;

namespace GhostNet.Distributed.Grains;

/// <summary>The nodes of the cluster; key 0.</summary>
[Alias("ghostnet.IFleetGrain")]
public interface IFleetGrain : IGrainWithIntegerKey
{
    /// <summary>The nodes that are not dead, by name; one that does not answer is among them, with the state <see cref="HostState.Silent"/>.</summary>
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
