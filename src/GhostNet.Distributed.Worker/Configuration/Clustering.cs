using System.Net;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Worker.Membership;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;
using StackExchange.Redis;

namespace GhostNet.Distributed.Worker.Configuration;

/// <summary>Joins a silo to its cluster.</summary>
internal static class Clustering
{
    private const string ServiceId = "ghostnet";

    /// <summary>Applies addresses, clustering, labels and the tuned membership.</summary>
    public static void Apply(ISiloBuilder silo, WorkerSettings settings)
    {
        if (settings.Clustering == ClusteringKind.Redis)
        {
            silo.UseRedisClustering(redis => redis.ConfigurationOptions = RedisOptions(settings.Redis!));
            if (settings.RedisAuthorities is { } authorities)
            {
                silo.Services.AddOptions<RedisClusteringOptions>().Configure<ILogger<ServerTrust>>(
                    (redis, logger) => redis.ConfigurationOptions!.SslClientAuthenticationOptions = ServerTrust.Load(authorities, logger).ClientOptions);
            }

            silo.Services.Decorate<IMembershipTable>((table, services) => new RememberedMembershipTable(
                table,
                // Asked for late: the service reads this very table.
                () => services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Version.Value,
                services.GetRequiredService<ILogger<RememberedMembershipTable>>()));
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, ServiceId));
            silo.Configure<EndpointOptions>(endpoints =>
            {
                (endpoints.SiloPort, endpoints.GatewayPort) = (settings.SiloPort, settings.GatewayPort);
                endpoints.AdvertisedIPAddress = settings.AdvertisedAddress ?? endpoints.AdvertisedIPAddress;
            });
        }
        else
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, new IPEndPoint(IPAddress.Loopback, settings.PrimarySiloPort), ServiceId, settings.ClusterId);
        }

        silo.Configure<SiloOptions>(options => options.SiloName = settings.SiloName);
        silo.UseSiloMetadata(new Dictionary<string, string>(settings.Labels));
        silo.UseTunedMembership();
    }

    /// <summary>Whether a text can be the address of a Redis.</summary>
    public static bool IsRedis(string connection)
    {
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether an address asks for TLS.</summary>
    public static bool IsTls(string connection) => ConfigurationOptions.Parse(connection).Ssl;

    private static ConfigurationOptions RedisOptions(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);

        // A Redis that is away must not keep a silo from starting or end one that works: the ledger does not need it.
        options.AbortOnConnectFail = false;
        return options;
    }
}
