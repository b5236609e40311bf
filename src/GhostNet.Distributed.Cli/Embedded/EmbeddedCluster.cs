using System.Net;
using System.Net.Sockets;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;

namespace GhostNet.Distributed.Cli.Embedded;

/// <summary>A whole cluster in this process: one silo with the coordinator, a model host and a worker, over a folder as ledger.</summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private const int TriesForAPort = 5;

    private readonly IHost _host;

    private EmbeddedCluster(IHost host) => _host = host;

    /// <summary>The SDK over this cluster: the same one that a remote cluster gets.</summary>
    public GhostNetClient Client => _host.Services.GetRequiredService<GhostNetClient>();

    /// <summary>Starts the silo on a free loopback port.</summary>
    public static async Task<EmbeddedCluster> StartAsync(IBlobStore ledger, Action<WorkerOptions> worker, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var host = Build(ledger, worker, FreePort());
            try
            {
                await host.StartAsync(cancellationToken);
                return new EmbeddedCluster(host);
            }
            catch (Exception e) when (tries < TriesForAPort && IsPortTaken(e))
            {
                // Somebody took the port between the look and the bind; there are others.
                host.Dispose();
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(IBlobStore ledger, Action<WorkerOptions> worker, int port)
    {
        // Empty: no appsettings.json or environment of the current folder may change an embedded run.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // Orleans warns of what is right here: no server GC in a command-line tool, a silo that lives for seconds.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans", LogLevel.Error).AddSimpleConsole(o => o.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo =>
        {
            // No gateway: the only client is this process.
            silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: "ghostnet", clusterId: "embedded");
            silo.Configure<SiloOptions>(o => o.SiloName = Environment.MachineName.ToLowerInvariant());
            silo.AddGhostNet(ledger, worker);
        });
        builder.Services.AddGhostNetClient();
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsPortTaken(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (e.InnerException is { } inner && IsPortTaken(inner))
        || (e is AggregateException many && many.InnerExceptions.Any(IsPortTaken));
}
