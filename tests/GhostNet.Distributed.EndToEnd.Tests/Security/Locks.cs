using System.Security.Cryptography;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>Everything that locks a cluster: an authority with certificates for silos, clients and Redis, and Redis' password.</summary>
internal sealed class Locks : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Locks()
    {
        Silo = Authority.Issue("silo.ghostnet").WriteTo(_folder["silo"], Authority);
        Client = Authority.Issue("client.ghostnet").WriteTo(_folder["client"], Authority);
        Redis = new RedisLock($"redis{RandomNumberGenerator.GetHexString(24)}", Authority.Issue("127.0.0.1").WriteTo(_folder["redis"], Authority));
    }

    /// <summary>The authority of them all.</summary>
    public TestAuthority Authority { get; } = new();

    /// <summary>What each worker shows.</summary>
    public WrittenCertificate Silo { get; init; }

    /// <summary>What the command line shows.</summary>
    public WrittenCertificate Client { get; init; }

    /// <summary>What Redis asks for.</summary>
    public RedisLock Redis { get; }

    /// <summary>What the command line is told by its environment.</summary>
    public Dictionary<string, string?> ClientEnvironment => ClientWith(Client);

    /// <summary>A command line that shows another certificate.</summary>
    public Dictionary<string, string?> ClientWith(WrittenCertificate shown) => new([.. shown.ForClient, KeyValuePair.Create("GHOSTNET_REDIS_AUTHORITIES", (string?)Redis.Files.Authorities)]);

    /// <summary>Writes a certificate into a folder of its own.</summary>
    public WrittenCertificate Write(string folder, IssuedCertificate certificate, params TestAuthority[] known) => certificate.WriteTo(_folder[folder], known);

    /// <summary>A locked cluster that is asked no question.</summary>
    public Task<TestCluster> StartClusterAsync(int workers) => TestCluster.StartAsync(Lock(new ClusterSetup { Workers = workers }));

    /// <summary>Locks a cluster that is about to be made.</summary>
    public ClusterSetup Lock(ClusterSetup setup) => setup with
    {
        RedisLock = Redis,
        ClientEnvironment = new Dictionary<string, string?>([.. setup.ClientEnvironment, .. ClientEnvironment]),
        Configure = (number, start) => Lock(setup.Configure(number, start)),
    };

    /// <summary>Locks a worker that is about to be started.</summary>
    public WorkerStart Lock(WorkerStart start) => start with
    {
        Environment = new Dictionary<string, string?>(
            [.. start.Environment, .. Silo.ForWorker, KeyValuePair.Create("GhostNet__Cluster__RedisAuthorities", (string?)Redis.Files.Authorities)]),
    };

    public void Dispose()
    {
        Authority.Dispose();
        _folder.Dispose();
    }
}
