using GhostNet.Distributed.Runtime.Placement;

namespace GhostNet.Distributed.Runtime.Tests.Placement;

/// <summary>Says where it is.</summary>
public interface IPinnedGrain : IGrainWithIntegerKey
{
    Task<string> GetSiloAsync();
}

/// <summary>Only on nodes of the edge with ARM processors.</summary>
public interface IEdgeGrain : IPinnedGrain;

/// <summary>Only where no node of the test is.</summary>
public interface INowhereGrain : IPinnedGrain;

[RequiredLabels("arch=arm64,pool=edge")]
internal sealed class EdgeGrain(ILocalSiloDetails silo) : Grain, IEdgeGrain
{
    public Task<string> GetSiloAsync() => Task.FromResult(silo.Name);
}

[RequiredLabels("pool=moon")]
internal sealed class NowhereGrain(ILocalSiloDetails silo) : Grain, INowhereGrain
{
    public Task<string> GetSiloAsync() => Task.FromResult(silo.Name);
}
