using GhostNet.Distributed.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed;

/// <summary>Registers the SDK.</summary>
public static class GhostNetClientServices
{
    /// <summary>
    /// Adds <see cref="GhostNetClient"/> over the cluster that this process is a client or a silo of.
    /// </summary>
    /// <param name="services">The services of a host with <c>UseOrleansClient</c> or <c>UseOrleans</c>.</param>
    /// <param name="configure">Changes the options; they are checked when the host starts.</param>
    public static IServiceCollection AddGhostNetClient(this IServiceCollection services, Action<GhostNetClientOptions>? configure = null)
    {
        services.AddOptions<GhostNetClientOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new GhostNetClient(new ClusterCalls(
            provider.GetRequiredService<IClusterClient>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<GhostNetClientOptions>>().Value)));
        return services;
    }
}
