using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Transport;

/// <summary>
/// Listeners that stop reading from a peer which sends faster than its bytes are used. Orleans' own read whatever comes into memory: a thousand connections of strangers that send a handshake
/// without end took a silo from 111 MB to 1.6 GB, and it kept them. Kestrel's, which Orleans' were copied from, have a limit.
/// </summary>
internal static class BoundedListeners
{
    // Orleans' messages are far below, and are read in pieces.
    private const long MaxReadAhead = 1 << 20;

    /// <summary>Takes the place of Orleans' listeners.</summary>
    /// <exception cref="InvalidOperationException">Orleans registers them in another way than the release that this was written for; a silo must not go on with those that have no limit.</exception>
    public static void Apply(IServiceCollection services)
    {
        var own = services.Where(service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)).ToList();
        if (own.Count == 0)
        {
            throw new InvalidOperationException($"Orleans {typeof(ISiloBuilder).Assembly.GetName().Version} registers no {nameof(IConnectionListenerFactory)} by key, as 10.4 does; {nameof(BoundedListeners)} has to be changed with it.");
        }

        foreach (var service in own)
        {
            services.Remove(service);
            services.AddKeyedSingleton<IConnectionListenerFactory>(service.ServiceKey, (provider, _) => new SocketTransportFactory(
                Options.Create(new SocketTransportOptions
                {
                    MaxReadBufferSize = MaxReadAhead,

                    // No limit, as Orleans has none: it waits for what it writes, and completing a connection must not block.
                    MaxWriteBufferSize = null,
                }),
                provider.GetRequiredService<ILoggerFactory>()));
        }
    }
}
