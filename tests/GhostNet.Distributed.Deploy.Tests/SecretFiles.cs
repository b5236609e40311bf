using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests;

/// <summary>Secrets as Kubernetes mounts them: a folder with a file for each item.</summary>
internal static class SecretFiles
{
    /// <summary>Writes the items of a secret, and returns their folder. Certificates are for these names, and what is none is a token.</summary>
    public static string Write(TemporaryFolder folder, V1SecretVolumeSource secret, PrivateAuthority authority, params string[] names)
    {
        var contents = authority.Certify(names);
        foreach (var item in secret.Items)
        {
            folder.Write(Path.Combine(secret.SecretName, item.Path), contents.GetValueOrDefault(item.Path, "token"));
        }

        return folder[secret.SecretName];
    }

    /// <summary>A pod's environment on this machine: the files of its secrets are where they have been written to, below this folder.</summary>
    public static Dictionary<string, string> Environment(TemporaryFolder folder, RenderedPod pod, string connectionString)
    {
        var environment = pod.Environment(connectionString).ToDictionary();
        foreach (var mount in pod.Container.VolumeMounts)
        {
            if (pod.SecretIn(mount.MountPath) is { } secret)
            {
                foreach (var (name, value) in environment.Where(variable => variable.Value.StartsWith($"{mount.MountPath}/", StringComparison.Ordinal)).ToList())
                {
                    environment[name] = folder[secret.SecretName, value[(mount.MountPath.Length + 1)..]];
                    Assert.True(File.Exists(environment[name]), $"{name} of {pod.Name} is {value}, which the secret {secret.SecretName} does not have");
                }
            }
        }

        return environment;
    }
}
