using GhostNet.Distributed.Deploy.Tests.Helm;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>What helm says after an installation.</summary>
public class NotesTests
{
    public static TheoryData<string> Values => [.. RenderedChart.ValueFiles];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task They_name_every_secret_that_a_pod_waits_for(string values)
    {
        var notes = await NotesAsync(values);
        var rendered = await RenderedChart.OfFileAsync(values);
        var secrets = rendered.Pods.SelectMany(pod => (IEnumerable<string?>)
            [.. pod.Container.Env.Select(variable => variable.ValueFrom?.SecretKeyRef?.Name), .. pod.Spec.Volumes.Select(volume => volume.Secret?.SecretName)]).OfType<string>().Distinct();
        Assert.All(secrets, secret => Assert.Contains($"     {secret}, with the key", notes, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task They_say_what_to_type_next(string values)
    {
        var notes = await NotesAsync(values);
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.Contains("kubectl -n space get pods -l app.kubernetes.io/instance=release", notes, StringComparison.Ordinal);
        Assert.Equal(rendered.All<k8s.Models.V1Pod>().Any(), notes.Contains("helm -n space test release --logs", StringComparison.Ordinal));
        Assert.Contains("-client -- sh", notes, StringComparison.Ordinal);
        Assert.Equal(!rendered.Pods.Any(pod => pod.Name.EndsWith("-client", StringComparison.Ordinal)), notes.Contains("--set client.enabled=true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("default-values.yaml", "whoever gets past the network policies is taken for one of them")]
    [InlineData("boards-values.yaml", "whoever reaches the silos is taken for one of them")]
    [InlineData("tls-values.yaml", null)]
    public async Task They_say_what_is_not_safe(string values, string? warning)
    {
        var notes = await NotesAsync(values);
        Assert.Contains(warning ?? "ghostnet submit", notes, StringComparison.Ordinal);
        Assert.Equal(warning is not null, notes.Contains("tls.enabled is false", StringComparison.Ordinal));
    }

    // Helm 3 asks a cluster even for that.
    private static async Task<string> NotesAsync(string values)
    {
        var installed = await HelmProgram.RunAsync(4, "install", "--dry-run=client", "release", HelmProgram.Chart, "--namespace", "space", "--values", Path.Combine(HelmProgram.Chart, "ci", values));
        return installed.Expect(0).Output.Split("\nNOTES:\n")[1];
    }
}
