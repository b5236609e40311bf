using GhostNet.Distributed.Security.Certificates;
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
    /// <exception cref="CliException">None answered in time, or one does not let this command in.</exception>
    /// <exception cref="CredentialsException">A file of certificates cannot be used.</exception>
    public static async Task<RemoteCluster> ConnectAsync(ClusterAddress address, ClusterTrust trust, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var redis = TrustRedis(address, trust);
        if (trust.Tls is { } files)
        {
            // The client reads them itself; here, a fault has its sentence and exit code.
            _ = Credentials.Load(files);
        }

        var attempts = new ConnectionAttempts(redis);
        var host = Build(address, trust.Tls, redis, timeout, attempts);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            // Waited for by the token as well: a gateway that takes the connection and says nothing is noticed by nobody else.
            await host.StartAsync(deadline.Token).WaitAsync(deadline.Token);
            return new RemoteCluster(host);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && attempts.Refusal is not null)
        {
            Abandon(host);
            throw new CliException(ExitCode.Unreachable, $"Cluster {address} cannot be used: {attempts.Refusal}", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (deadline.IsCancellationRequested || ConnectionAttempts.IsUnreachable(e)))
        {
            Abandon(host);
            throw new CliException(
                ExitCode.Unreachable,
                $"No gateway of cluster {address} answered within {timeout.TotalSeconds:0.#} s: {attempts.LastFault ?? (deadline.IsCancellationRequested ? "nobody answers there." : e.Message)} Check the address, and that workers are ready (GET /health/ready){(trust.Tls is null ? "; workers with GhostNet:Tls ask for a certificate (--tls-certificate)" : "")}.",
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

    private static ServerTrust? TrustRedis(ClusterAddress address, ClusterTrust trust) => trust.RedisAuthorities is not { } path ? null
        : address.IsTls ? ServerTrust.Load(path)
        : throw new CliException(ExitCode.Usage, $"--redis-authorities is for a Redis over TLS, and {address} is none; write rediss://.");

    private static IHost Build(ClusterAddress address, CertificateFiles? tls, ServerTrust? redis, TimeSpan timeout, ConnectionAttempts attempts)
    {
        // Empty: no appsettings.json or environment of the current folder may change whom a command talks to. It has no loggers either: what went wrong is told once, as the answer.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.ClusterId, ServiceId));
            client.UseRedisClustering(clustering => clustering.ConfigurationOptions = RedisOptions(address, redis, timeout));
            client.UseConnectionRetryFilter(attempts.ShouldRetryAsync);
            client.AddActivityPropagation();
        });
        if (ClientTraces.IsWanted)
        {
            ClientTraces.Add(builder);
        }

        builder.Services.AddSingleton(attempts.Gateway);
        builder.Services.AddGhostNetClient(options =>
            options.Tls = tls is null ? null : new GhostNetTlsOptions { Certificate = tls.Certificate, PrivateKey = tls.PrivateKey, Authorities = tls.Authorities });
        return builder.Build();
    }

    private static ConfigurationOptions RedisOptions(ClusterAddress address, ServerTrust? redis, TimeSpan timeout) => new()
    {
        EndPoints = { address.EndPoint },
        User = address.User,
        Password = address.Password,
        Ssl = address.IsTls,
        SslClientAuthenticationOptions = redis is null ? null : redis.ClientOptions,

        // Shorter than the whole, so that its own words for what is wrong come in time.
        ConnectTimeout = (int)(timeout.TotalMilliseconds / 2),
    };

    /// <summary>A client that never connected has nothing to say good-bye to, and stopping it could wait for the very thing that did not answer.</summary>
    private static void Abandon(IHost host) => _ = Task.Run(host.Dispose);
}
