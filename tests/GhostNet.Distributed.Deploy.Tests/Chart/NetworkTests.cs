using GhostNet.Distributed.Deploy.Tests.Helm;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>Who reaches whom.</summary>
public class NetworkTests
{
    public static TheoryData<string> Values => [.. RenderedChart.ValueFiles];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_service_leads_to_ports_that_its_pods_have(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.All(rendered.All<V1Service>(), service =>
        {
            var pods = rendered.Pods.Where(pod => pod.IsTakenBy(service.Spec.Selector)).ToList();
            Assert.NotEmpty(pods);
            Assert.All(service.Spec.Ports, port => Assert.All(pods, pod => Assert.Contains(pod.Container.Ports, own => own.Name == (string)port.TargetPort && own.ContainerPort == port.Port)));
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Silos_and_clients_are_told_of_the_Redis_that_is_there(string values)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        var service = rendered.All<V1Service>().SingleOrDefault(service => service.Metadata.Labels["app.kubernetes.io/component"] == "redis");
        var expected = service is not null ? $"{service.Metadata.Name}:6379" : values == "external-redis-values.yaml" ? "redis.data.svc:6380" : "cache.redis.cache.windows.net:6380";
        var scheme = service is null || values is "tls-values.yaml" or "cert-manager-values.yaml" ? "rediss" : "redis";
        Assert.All(rendered.Silos, silo => Assert.StartsWith(expected, silo.Environment("")["GhostNet__Cluster__Redis"], StringComparison.Ordinal));
        Assert.All(rendered.Pods.Where(pod => pod.Container.Name == "ghostnet"), client =>
        {
            Assert.True(Uri.TryCreate(client.Environment("")["GHOSTNET_CLUSTER"], UriKind.Absolute, out var address));
            Assert.Equal((expected, scheme), ($"{address.Host}:{address.Port}", address.Scheme));
            Assert.EndsWith(":secret", address.UserInfo, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Everything_is_refused_to_every_pod_unless_a_policy_allows_it()
    {
        var rendered = await RenderedChart.OfFileAsync("default-values.yaml");
        var deny = rendered.All<V1NetworkPolicy>().Single(policy => policy.Spec.Ingress is null && policy.Spec.Egress is null);
        Assert.Equal(["Ingress", "Egress"], deny.Spec.PolicyTypes);
        Assert.All(rendered.Pods, pod => Assert.True(pod.IsTakenBy(deny.Spec.PodSelector.MatchLabels), pod.Name));
    }

    [Fact]
    public async Task What_has_to_talk_may_and_nothing_else()
    {
        var rendered = await RenderedChart.OfFileAsync("default-values.yaml");
        var pods = rendered.Pods.ToDictionary(pod => pod.Labels["app.kubernetes.io/component"]);
        Assert.Equal(["coordinator", "model-host", "redis", "test"], pods.Keys.Order(StringComparer.Ordinal));
        HashSet<string> expected =
        [
            .. from one in new[] { "coordinator", "model-host" } from other in new[] { "coordinator", "model-host" } from port in new[] { "silo", "gateway" } select $"{one} > {other}:{port}",
            "test > coordinator:gateway", "test > model-host:gateway",
            "coordinator > redis:redis", "model-host > redis:redis", "test > redis:redis",
        ];
        var policies = rendered.All<V1NetworkPolicy>().ToList();
        var found = from source in pods
                    from target in pods
                    from port in target.Value.Container.Ports ?? []
                    where Leaves(policies, source.Value, target.Value, port.Name) && Enters(policies, source.Value, target.Value, port.Name)
                    select $"{source.Key} > {target.Key}:{port.Name}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_for_those_who_are_named_and_telemetry_goes_to_where_it_is_said()
    {
        var rendered = await RenderedChart.OfFileAsync("monitoring-values.yaml");
        var policies = rendered.All<V1NetworkPolicy>().ToList();
        Assert.All(rendered.Silos, silo =>
        {
            var own = policies.Where(policy => silo.IsTakenBy(policy.Spec.PodSelector.MatchLabels)).ToList();
            var asks = Assert.Single(Assert.Single(own.SelectMany(policy => policy.Spec.Ingress ?? []), rule => HasPort(rule.Ports, "health")).FromProperty);
            Assert.Equal(("monitoring", "prometheus"), (asks.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"], asks.PodSelector.MatchLabels["app.kubernetes.io/name"]));
            var told = Assert.Single(Assert.Single(own.SelectMany(policy => policy.Spec.Egress ?? []), rule => HasPort(rule.Ports, "4317")).To);
            Assert.Equal("observability", told.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        });

        // Everything else is as it is without metrics: nobody but them reaches that port.
        Assert.DoesNotContain(policies.Where(policy => !rendered.Silos.First().IsTakenBy(policy.Spec.PodSelector.MatchLabels)).SelectMany(policy => policy.Spec.Ingress ?? []), rule => HasPort(rule.Ports, "health"));
        Assert.DoesNotContain((await RenderedChart.OfFileAsync("default-values.yaml")).All<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Ingress ?? []), rule => HasPort(rule.Ports, "health"));
    }

    [Fact]
    public async Task Outwards_only_names_and_storage_are_reached()
    {
        var rendered = await RenderedChart.OfFileAsync("default-values.yaml");
        var outwards = rendered.All<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Egress ?? []).Where(rule => rule.To is null || rule.To.Any(peer => peer.IpBlock is not null));
        Assert.Equal(["443", "53"], outwards.SelectMany(rule => rule.Ports).Select(port => (string)port.Port).Distinct().Order(StringComparer.Ordinal));
    }

    private static bool Leaves(List<V1NetworkPolicy> policies, RenderedPod source, RenderedPod target, string port) => policies
        .Where(policy => policy.Spec.PolicyTypes.Contains("Egress") && source.IsTakenBy(policy.Spec.PodSelector.MatchLabels))
        .SelectMany(policy => policy.Spec.Egress ?? [])
        .Any(rule => HasPort(rule.Ports, port) && rule.To?.Any(peer => peer.PodSelector is not null && target.IsTakenBy(peer.PodSelector.MatchLabels)) == true);

    private static bool Enters(List<V1NetworkPolicy> policies, RenderedPod source, RenderedPod target, string port) => policies
        .Where(policy => policy.Spec.PolicyTypes.Contains("Ingress") && target.IsTakenBy(policy.Spec.PodSelector.MatchLabels))
        .SelectMany(policy => policy.Spec.Ingress ?? [])
        .Any(rule => HasPort(rule.Ports, port) && rule.FromProperty?.Any(peer => peer.PodSelector is not null && source.IsTakenBy(peer.PodSelector.MatchLabels)) == true);

    private static bool HasPort(IList<V1NetworkPolicyPort> ports, string name) => ports.Any(port => (string)port.Port == name);
}
