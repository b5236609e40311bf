using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;

/// <summary>One way to the store, which all workers of a cluster take.</summary>
internal sealed class BadWay : IAsyncDisposable
{
    private FaultProxy? _proxy;

    /// <summary>The proxy, once a worker has asked for its port.</summary>
    public FaultProxy Proxy => _proxy!;

    /// <summary>The port that workers are told.</summary>
    public int Open(int target) => (_proxy ??= new FaultProxy(target)).Port;

    /// <summary>Does something to so many of the next requests that it suits.</summary>
    public void Begin(ProxyFault fault, int count) => Proxy.Next(count, fault, Suits(fault));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A body is cut where there is one; an answer is lost where that matters most, after something was created.
    private static Func<ProxiedRequest, bool>? Suits(ProxyFault fault) => fault switch
    {
        ProxyFault.CutBody => request => request.Method == "GET",
        ProxyFault.LoseAnswer => request => request.Method == "PUT",
        _ => null,
    };
}
