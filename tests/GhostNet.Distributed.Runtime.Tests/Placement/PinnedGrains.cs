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

/// <summary>On nodes of the cloud while there are any.</summary>
public interface ICloudFirstGrain : IPinnedGrain;

/// <summary>On nodes where no node of the test is, if there were any.</summary>
public interface IMoonFirstGrain : IPinnedGrain;

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

[PreferredLabels("arch=x64,pool=cloud")]
internal sealed class CloudFirstGrain(ILocalSiloDetails silo) : Grain, ICloudFirstGrain
{
    public Task<string> GetSiloAsync() => Task.FromResult(silo.Name);
}

[PreferredLabels("pool=moon")]
internal sealed class MoonFirstGrain(ILocalSiloDetails silo) : Grain, IMoonFirstGrain
{
    public Task<string> GetSiloAsync() => Task.FromResult(silo.Name);
}
