using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>The Redis that comes along, over TLS, started by the chart's own script with a real redis-server. Without that on this machine the test is skipped.</summary>
internal static class ChartRedis
{
    public static GhostNetProcess Start(RenderedPod pod, TemporaryFolder folder, string certificates, int port)
    {
        OnPath.Require("redis-server");
        OnPath.Require("redis-cli");
        Assert.Equal(["sh", "-euc"], pod.Container.Command.Take(2));
        Assert.Equal(["REDISCLI_AUTH", "REDIS_PASSWORD", "RENEWAL_SECONDS", "TLS"], pod.Container.Env.Select(variable => variable.Name).Order(StringComparer.Ordinal));
        return Run(pod.Container.Command[2], folder, certificates, port);
    }

    /// <summary>Runs a script of the pod.</summary>
    public static GhostNetProcess Run(string script, TemporaryFolder folder, string certificates, int port) =>
        GhostNetProcess.Start("sh", folder.Path, Environment(certificates), "-euc", Here(script, folder, port));

    private static Dictionary<string, string?> Environment(string certificates) => new() { ["REDIS_PASSWORD"] = "secret", ["REDISCLI_AUTH"] = "secret", ["TLS"] = certificates, ["RENEWAL_SECONDS"] = "0.2" };

    // The container has a /tmp, a port and a network of its own; this machine has many.
    private static string Here(string script, TemporaryFolder folder, int port) => script
        .Replace("/tmp", folder.Path, StringComparison.Ordinal)
        .Replace("tls-port 6379", $"bind 127.0.0.1\\ntls-port {port}", StringComparison.Ordinal)
        .Replace("redis-cli ", $"redis-cli -p {port} ", StringComparison.Ordinal);
}
