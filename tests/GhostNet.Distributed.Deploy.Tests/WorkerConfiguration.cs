using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using GhostNet.Distributed.Worker.Configuration;
using k8s.Models;
using Microsoft.Extensions.Configuration;

namespace GhostNet.Distributed.Deploy.Tests;

/// <summary>What a worker makes of the environment and arguments that it is started with: its own reader, which refuses whatever it does not know.</summary>
internal static class WorkerConfiguration
{
    /// <summary>Of an account that there is not.</summary>
    public const string ConnectionString = "DefaultEndpointsProtocol=https;AccountName=account;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    // What else the host of a worker reads.
    private static readonly string[] Other = ["Logging__LogLevel__", "Logging__Console__Formatter", "OTEL_", "POD_NAME", "POD_IP", "REDIS_PASSWORD", "STORAGE_SAS", "ORT_DISABLE_TELEMETRY"];

    public static WorkerSettings Read(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        Assert.All(environment.Keys, name => Assert.True(name.StartsWith("GhostNet__", StringComparison.Ordinal) || Array.Exists(Other, other => name.StartsWith(other, StringComparison.Ordinal)), $"{name} is read by nobody"));

        // Certificates are read when settings are, and those that are named are on other machines.
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var certificates = authority.Issue("silo.ghostnet").WriteTo(folder.Path, authority);
        var here = new Dictionary<string, string?>(certificates.ForWorker) { ["GhostNet__Cluster__RedisAuthorities"] = certificates.Authorities };
        return WorkerSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(environment.Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)(here.GetValueOrDefault(variable.Key) ?? variable.Value))))
            .AddCommandLine([.. arguments])
            .Build());
    }

    /// <summary>What a silo's worker makes of it; secrets that are mounted are in a folder of the test's own, with certificates as a private authority gives them.</summary>
    public static WorkerSettings Of(RenderedPod silo)
    {
        using var folder = new TemporaryFolder();
        using var authority = new PrivateAuthority();
        foreach (var secret in silo.Spec.Volumes.Select(volume => volume.Secret).OfType<V1SecretVolumeSource>())
        {
            SecretFiles.Write(folder, secret, authority, "silo.ghostnet");
        }

        return Read(SecretFiles.Environment(folder, silo, ConnectionString), [.. silo.Container.Args ?? []]);
    }
}
