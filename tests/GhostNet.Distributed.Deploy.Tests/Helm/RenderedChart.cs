using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace GhostNet.Distributed.Deploy.Tests.Helm;

/// <summary>What the chart makes of values, read as strictly as Kubernetes reads it: an unknown field, a wrong type or a bad quantity fails.</summary>
internal sealed class RenderedChart
{
    // Kinds that others bring to Kubernetes.
    private static readonly string[] CustomGroups = ["cert-manager.io/", "keda.sh/", "monitoring.coreos.com/"];

    private RenderedChart(string text)
    {
        Text = text;
        var documents = text.Split("\n---\n");
        var custom = documents.Where(document => CustomGroups.Any(group => document.Contains($"\napiVersion: {group}", StringComparison.Ordinal))).ToList();
        Objects = [.. KubernetesYaml.LoadAllFromString(string.Join("\n---\n", documents.Except(custom)), strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];
        Custom = [.. custom.Select(Parse)];
    }

    /// <summary>As helm wrote it.</summary>
    public string Text { get; }

    /// <summary>All objects of Kubernetes' own kinds.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>The objects of other kinds.</summary>
    public IReadOnlyList<JsonNode> Custom { get; }

    /// <summary>The pods that the objects make.</summary>
    public IReadOnlyList<RenderedPod> Pods =>
    [
        .. All<V1Deployment>().Select(d => new RenderedPod(d, d.Spec.Selector, d.Spec.Template.Metadata.Labels, d.Spec.Template.Spec)),
        .. All<V1StatefulSet>().Select(s => new RenderedPod(s, s.Spec.Selector, s.Spec.Template.Metadata.Labels, s.Spec.Template.Spec)),
        .. All<V1Pod>().Select(p => new RenderedPod(p, null, p.Metadata.Labels, p.Spec)),
    ];

    /// <summary>The pods of the worker's image.</summary>
    public IEnumerable<RenderedPod> Silos => Pods.Where(pod => pod.Spec.Containers[0].Name == "silo");

    /// <summary>The files of values that the chart is tried with.</summary>
    public static IReadOnlyList<string> ValueFiles { get; } = [.. Directory.GetFiles(Path.Combine(HelmProgram.Chart, "ci"), "*-values.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Renders the chart.</summary>
    public static async Task<RenderedChart> OfAsync(int helm, params string[] arguments) =>
        new((await HelmProgram.RunAsync(helm, ["template", "release", HelmProgram.Chart, "--namespace", "space", .. arguments])).Expect(0).Output);

    /// <summary>Renders the chart with one of its files of values.</summary>
    public static Task<RenderedChart> OfFileAsync(string values, int helm = 3) => OfAsync(helm, "--values", Path.Combine(HelmProgram.Chart, "ci", values));

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    /// <summary>The objects of one of the other kinds.</summary>
    public IEnumerable<JsonNode> AllCustom(string kind) => Custom.Where(o => o["kind"]!.GetValue<string>() == kind);

    private static JsonNode Parse(string document)
    {
        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(document);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(read))!;
    }
}

/// <summary>A pod as some object describes it.</summary>
/// <param name="Owner">That object.</param>
/// <param name="Selector">Which pods it takes for its own; null for a pod by itself.</param>
/// <param name="Labels">The pod's labels.</param>
/// <param name="Spec">The pod.</param>
internal sealed record RenderedPod(IKubernetesObject<V1ObjectMeta> Owner, V1LabelSelector? Selector, IDictionary<string, string> Labels, V1PodSpec Spec)
{
    /// <summary>For the messages of tests.</summary>
    public string Name => $"{Owner.Kind} {Owner.Metadata.Name}";

    /// <summary>Its only container.</summary>
    public V1Container Container => Assert.Single(Spec.Containers);

    /// <summary>The secret that is mounted in a folder.</summary>
    public V1SecretVolumeSource? SecretIn(string folder) =>
        Container.VolumeMounts.SingleOrDefault(mount => mount.MountPath == folder) is { } mount ? Assert.Single(Spec.Volumes, volume => volume.Name == mount.Name).Secret : null;

    /// <summary>Whether a selector takes this pod.</summary>
    public bool IsTakenBy(IDictionary<string, string> selector) => selector.All(label => Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>
    /// The environment that the process would find: secrets as <c>secret</c>, fields as an address, and variables that stand further above put into <c>$(…)</c>, as Kubernetes does it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment(string connectionString)
    {
        Dictionary<string, string> found = [];
        foreach (var variable in Container.Env)
        {
            var value = variable.ValueFrom switch
            {
                { FieldRef: not null } => "10.0.0.7",
                { SecretKeyRef.Key: "connectionString" } => connectionString,
                { SecretKeyRef: not null } => "secret",
                _ => found.Aggregate(variable.Value, (text, known) => text.Replace($"$({known.Key})", known.Value, StringComparison.Ordinal)),
            };
            Assert.True(found.TryAdd(variable.Name, value), $"{Name} has the variable {variable.Name} twice");
            Assert.DoesNotContain("$(", value, StringComparison.Ordinal);
        }

        return found;
    }
}
