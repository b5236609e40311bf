using GhostNet.Distributed.Client;
using GhostNet.Distributed.Client.Security;
using GhostNet.Distributed.Security.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed;

/// <summary>Registers the SDK.</summary>
public static class GhostNetClientServices
{
    // Orleans waits 30 s for an answer and a minute for news of the gateways. A call that a living gateway passed on to a silo that then died is only noticed by its time-out, and every
    // call here may be repeated.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds <see cref="GhostNetClient"/> over the cluster that this process is a client or a silo of. A client that was told no time-outs of its own waits 5 s for an answer, and asks every
    /// 5 s which gateways there are, so that a dead one is noticed soon. With <see cref="GhostNetClientOptions.Tls"/> it speaks TLS with them.
    /// </summary>
    /// <param name="services">The services of a host with <c>UseOrleansClient</c> or <c>UseOrleans</c>.</param>
    /// <param name="configure">Changes the options; they are checked when the host starts.</param>
    public static IServiceCollection AddGhostNetClient(this IServiceCollection services, Action<GhostNetClientOptions>? configure = null)
    {
        services.AddOptions<GhostNetClientOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.PostConfigure<ClientMessagingOptions>(messaging =>
            messaging.ResponseTimeout = messaging.ResponseTimeout == new ClientMessagingOptions().ResponseTimeout ? Patience : messaging.ResponseTimeout);
        services.PostConfigure<GatewayOptions>(gateways =>
            gateways.GatewayListRefreshPeriod = gateways.GatewayListRefreshPeriod == new GatewayOptions().GatewayListRefreshPeriod ? Patience : gateways.GatewayListRefreshPeriod);
        ClientTls.Add(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new GhostNetClient(new ClusterCalls(
            provider.GetRequiredService<IClusterClient>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<GhostNetClientOptions>>().Value,
            provider.GetRequiredService<LastFailure>())));
        return services;
    }
}
