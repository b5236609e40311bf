using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using StackExchange.Redis;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>A connection to a cluster of workers, for as long as one command lasts.</summary>
internal sealed class RemoteCluster : IAsyncDisposable
{
    // As the workers are told by their own composition; silos and clients of another service refuse each other.
    private const string ServiceId = "ghostnet";

    private readonly IHost _host;

    private RemoteCluster(IHost host) => _host = host;

    /// <summary>The SDK over this cluster.</summary>
    public GhostNetClient Client => _host.Services.GetRequiredService<GhostNetClient>();

    /// <summary>Connects to any of the cluster's gateways.</summary>
    /// <exception cref="CliException">None answered in time.</exception>
    public static async Task<RemoteCluster> ConnectAsync(ClusterAddress address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var attempts = new ConnectionAttempts();
        var host = Build(address, timeout, attempts);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            // Waited for by the token as well: a gateway that takes the connection and says nothing is noticed by nobody else.
            await host.StartAsync(deadline.Token).WaitAsync(deadline.Token);
            return new RemoteCluster(host);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (deadline.IsCancellationRequested || ConnectionAttempts.IsUnreachable(e)))
        {
            Abandon(host);
            throw new CliException(
                ExitCode.Unreachable,
                $"No gateway of cluster {address} answered within {timeout.TotalSeconds:0.#} s: {attempts.LastFault ?? (deadline.IsCancellationRequested ? "nobody answers there." : e.Message)} Check the address, and that workers are ready (GET /health/ready).",
                e);
        }
        catch
        {
            Abandon(host);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(ClusterAddress address, TimeSpan timeout, ConnectionAttempts attempts)
    {
        // Empty: no appsettings.json or environment of the current folder may change whom a command talks to. It has no loggers either: what went wrong is told once, as the answer.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.ClusterId, ServiceId));
            client.UseRedisClustering(redis => redis.ConfigurationOptions = RedisOptions(address, timeout));
            client.UseConnectionRetryFilter(attempts.ShouldRetryAsync);
            client.AddActivityPropagation();
        });
        if (ClientTraces.IsWanted)
        {
            ClientTraces.Add(builder);
        }

        builder.Services.AddGhostNetClient();
        return builder.Build();
    }

    private static ConfigurationOptions RedisOptions(ClusterAddress address, TimeSpan timeout) => new()
    {
        EndPoints = { address.EndPoint },
        User = address.User,
        Password = address.Password,
        Ssl = address.IsTls,

        // Shorter than the whole, so that its own words for what is wrong come in time.
        ConnectTimeout = (int)(timeout.TotalMilliseconds / 2),
    };

    /// <summary>A client that never connected has nothing to say good-bye to, and stopping it could wait for the very thing that did not answer.</summary>
    private static void Abandon(IHost host) => _ = Task.Run(host.Dispose);
}
