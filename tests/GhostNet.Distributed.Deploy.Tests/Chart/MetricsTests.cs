using System.Text.Json.Nodes;
using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>What Prometheus is told, and asks for.</summary>
public class MetricsTests
{
    [Fact]
    public async Task Its_monitor_finds_every_silo_by_the_service_and_has_the_token_that_silos_ask_for()
    {
        var rendered = await RenderedChart.OfFileAsync("monitoring-values.yaml");
        var monitor = Assert.Single(rendered.AllCustom("ServiceMonitor"));
        var selector = monitor["spec"]!["selector"]!["matchLabels"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>());
        var service = Assert.Single(rendered.All<V1Service>(), service => selector.All(label => service.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
        Assert.Equal(["space"], monitor["spec"]!["namespaceSelector"]!["matchNames"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(rendered.Silos.Select(silo => silo.Name), rendered.Pods.Where(pod => pod.IsTakenBy(service.Spec.Selector)).Select(pod => pod.Name));
        Assert.Equal("prometheus", monitor["metadata"]!["labels"]!["release"]!.GetValue<string>());

        var endpoint = Assert.Single(monitor["spec"]!["endpoints"]!.AsArray())!;
        Assert.Equal((Assert.Single(service.Spec.Ports).Name, "/metrics", "15s"), (endpoint["port"]!.GetValue<string>(), endpoint["path"]!.GetValue<string>(), endpoint["interval"]!.GetValue<string>()));
        var credentials = endpoint["authorization"]!["credentials"]!;
        Assert.All(rendered.Silos, silo =>
        {
            Assert.Equal("/etc/ghostnet/metrics/token", silo.Environment("")["GhostNet__HttpTokenFile"]);
            var secret = silo.SecretIn("/etc/ghostnet/metrics")!;
            Assert.Equal((credentials["name"]!.GetValue<string>(), credentials["key"]!.GetValue<string>(), "token"), (secret.SecretName, Assert.Single(secret.Items).Key, secret.Items[0].Path));
        });
    }

    [Fact]
    public async Task Silos_send_their_telemetry_to_where_it_is_said() => Assert.All((await RenderedChart.OfFileAsync("monitoring-values.yaml")).Silos, silo =>
        Assert.Equal(("http://collector.observability.svc:4317", "grpc"), (silo.Environment("")["OTEL_EXPORTER_OTLP_ENDPOINT"], silo.Environment("")["OTEL_EXPORTER_OTLP_PROTOCOL"])));

    [Fact]
    public async Task The_rules_are_those_of_the_file_with_their_own_templates_untouched()
    {
        var rule = Assert.Single((await RenderedChart.OfFileAsync("monitoring-values.yaml")).AllCustom("PrometheusRule"));
        var alerts = rule["spec"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(alert => alert!["alert"]?.GetValue<string>()).OfType<string>().ToList();
        var written = File.ReadLines(Copy).Select(line => line.Trim()).Where(line => line.StartsWith("- alert: ", StringComparison.Ordinal)).Select(line => line["- alert: ".Length..]);
        Assert.NotEmpty(alerts);
        Assert.Equal(written, alerts);
    }

    [Fact]
    public void The_charts_copy_of_the_rules_is_the_one_of_deploy_observability()
    {
        var original = Path.Combine(Repository.Root, "deploy", "observability", "alerts.yaml");
        Assert.Equal(File.ReadAllText(original), File.ReadAllText(Copy));
    }

    [Fact]
    public async Task A_pool_is_scaled_by_what_waits_for_it_and_by_nothing_else()
    {
        var rendered = await RenderedChart.OfFileAsync("monitoring-values.yaml");
        Assert.Empty(rendered.All<V2HorizontalPodAutoscaler>());
        var scalers = rendered.AllCustom("ScaledObject").ToDictionary(scaler => scaler["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>(), scaler => scaler["spec"]!);
        var pools = rendered.Silos.Where(silo => silo.Labels["app.kubernetes.io/component"] == "model-host").ToDictionary(silo => silo.Owner.Metadata.Name);
        Assert.Equal(pools.Keys.Order(StringComparer.Ordinal), scalers.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, scaler) in scalers)
        {
            // The number is left to the scaler.
            Assert.Null(((V1Deployment)pools[name].Owner).Spec.Replicas);

            // As the worker says of itself on such a node.
            var labels = WorkerConfiguration.Of(pools[name]).Labels.ToDictionary();
            labels["arch"] = pools[name].Spec.NodeSelector["kubernetes.io/arch"] == "arm64" ? "arm64" : "x64";
            var query = Query.Parse(Trigger(scaler)["query"]!.GetValue<string>());
            Assert.Equal(("space", "release-ghostnet-distributed-metrics"), (query.Namespace, query.Job));
            foreach (var selector in (string[])["arch=arm64", "arch=x64", "pool=edge", "arch=arm64,pool=edge", "arch=arm64,example.com/board=pi5,pool=edge", "arch=x64,pool=edge", "examplexcom/board=pi5", "pool=edge2", "arch=arm64,pool=cloud", "tier=spot"])
            {
                var matches = NodeSelector.Parse(selector).Labels.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);
                Assert.True(matches == query.Takes(selector), $"{name} {(matches ? "may" : "may not")} work on {selector}, and is scaled by {query.Selectors}");
            }

            Assert.True(query.Takes("any"));
        }

        var edge = scalers["release-ghostnet-distributed-model-host-edge"];
        Assert.Equal((0, 12, "20"), (edge["minReplicaCount"]!.GetValue<int>(), edge["maxReplicaCount"]!.GetValue<int>(), Trigger(edge)["threshold"]!.GetValue<string>()));
    }

    private static string Copy => Path.Combine(HelmProgram.Chart, "files", "alerts.yaml");

    private static JsonNode Trigger(JsonNode scaler) => Assert.Single(scaler["triggers"]!.AsArray())!["metadata"]!;
}
