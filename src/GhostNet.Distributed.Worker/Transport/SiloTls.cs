using GhostNet.Distributed.Security;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace GhostNet.Distributed.Worker.Transport;

/// <summary>Mutual TLS at both ports of a silo, and from it to others.</summary>
internal static class SiloTls
{
    /// <summary>Nothing but TLS is spoken at this silo's ports from now on, so all silos of a cluster have to have it, or none.</summary>
    public static void Apply(ISiloBuilder silo, CertificateFiles files)
    {
        silo.Services.AddMutualTls(_ => files);
        BoundedListeners.Apply(silo.Services);
        silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(builder => Accept(builder, TlsPort.Silo));
            connections.ConfigureGatewayInboundConnection(builder => Accept(builder, TlsPort.Gateway));
            connections.ConfigureSiloOutboundConnection(builder => builder.UseMiddleware(builder.ApplicationServices.GetRequiredService<ConnectingTls>()));
        });
    }

    private static void Accept(IConnectionBuilder builder, TlsPort port) =>
        builder.UseMiddleware(ActivatorUtilities.CreateInstance<AcceptingTls>(builder.ApplicationServices, port));
}
