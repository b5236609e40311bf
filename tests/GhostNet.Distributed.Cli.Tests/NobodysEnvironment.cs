using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Cli.Tests;

/// <summary>Whoever runs these tests may have clusters of their own; no test may find them.</summary>
internal static class NobodysEnvironment
{
    [ModuleInitializer]
    internal static void Forget()
    {
        Environment.SetEnvironmentVariable("GHOSTNET_CLUSTER", null);
        Environment.SetEnvironmentVariable("GHOSTNET_CONFIG", null);
        foreach (var name in new[] { "GHOSTNET_TLS_CERTIFICATE", "GHOSTNET_TLS_KEY", "GHOSTNET_TLS_AUTHORITIES", "GHOSTNET_REDIS_AUTHORITIES" })
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(AppContext.BaseDirectory, "no-configuration"));
    }
}
