using GhostNet.Distributed.Deploy.Tests.Helm;
using k8s;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

public class LintTests
{
    public static TheoryData<int, string> Both => [.. from helm in new[] { 3, 4 } from values in RenderedChart.ValueFiles select (helm, values)];

    public static TheoryData<string> Values => [.. RenderedChart.ValueFiles];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Helm_finds_nothing_to_complain_of(int helm, string values)
    {
        var finished = (await HelmProgram.RunAsync(helm, "lint", "--strict", HelmProgram.Chart, "--values", Path.Combine(HelmProgram.Chart, "ci", values))).Expect(0);
        Assert.DoesNotContain("[WARNING]", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Both_versions_of_helm_make_the_same_objects(string values)
    {
        var three = await RenderedChart.OfFileAsync(values);
        var four = await RenderedChart.OfFileAsync(values, helm: 4);
        Assert.NotEmpty(three.Objects);
        Assert.Equal(AsTexts(three), AsTexts(four));
    }

    [Fact]
    public async Task The_default_values_make_the_golden_file()
    {
        var rendered = await RenderedChart.OfAsync(3);

        // What was found is left beside the test's binaries, to be compared and, when the change is meant, copied over the golden file.
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "default.yaml"), rendered.Text, TestContext.Current.CancellationToken);
        var golden = Path.Combine(Testing.Repository.Root, "tests", "GhostNet.Distributed.Deploy.Tests", "Golden", "default.yaml");
        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), rendered.Text);
    }

    [Fact]
    public async Task No_name_is_too_long_for_Kubernetes()
    {
        var longest = new string('x', 40);
        var rendered = await RenderedChart.OfAsync(3, "--set", $"fullnameOverride={longest},modelHost.pools[0].name={new string('y', 20)},client.enabled=true");
        Assert.Contains(rendered.Objects, o => o.Metadata.Name.StartsWith(longest, StringComparison.Ordinal));

        // A pod's own name gets a hash of the ReplicaSet and five letters of its own behind it, and may have 253; as a label's value or a host name it has to fit into 63, or is cut.
        Assert.All(rendered.Objects, o => Assert.InRange(o.Metadata.Name.Length, 1, 76));
        Assert.All(rendered.Pods.SelectMany(pod => pod.Labels), label => Assert.InRange(Math.Max(label.Key.Split('/')[^1].Length, label.Value.Length), 1, 63));
    }

    private static IEnumerable<string> AsTexts(RenderedChart rendered) => rendered.Objects.Select(o => KubernetesJson.Serialize(o)).Order(StringComparer.Ordinal);
}
