using System.Globalization;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Worker.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace GhostNet.Distributed.Deploy.Tests.Compose;

/// <summary>The compose file, as far as it can be tried without an engine.</summary>
public class ComposeTests
{
    private static readonly Dictionary<object, object> Services = Read();

    [Theory]
    [InlineData("worker-1")]
    [InlineData("worker-2")]
    public void A_worker_takes_every_setting_that_it_is_given_and_has_the_time_for_its_drain(string name)
    {
        var worker = Service(name);
        var environment = ((Dictionary<object, object>)worker["environment"]).ToDictionary(v => (string)v.Key, v => ((string)v.Value).Replace("${GHOSTNET_REDIS_PASSWORD:-ghostnet}", "ghostnet", StringComparison.Ordinal));
        var settings = WorkerConfiguration.Read(environment);
        Assert.Equal((ClusteringKind.Redis, "redis:6379,password=ghostnet"), (settings.Clustering, settings.Redis));
        var grace = TimeSpan.FromSeconds(int.Parse(((string)worker["stop_grace_period"]).TrimEnd('s'), CultureInfo.InvariantCulture));
        Assert.True(grace >= settings.Worker.DrainTimeout + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void Every_container_is_confined_and_the_dashboard_alone_is_published_on_this_machine_alone()
    {
        Assert.Equal(["azurite", "ghostnet", "grafana", "prometheus", "redis", "worker-1", "worker-2"], Services.Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.All(Services.Keys.Cast<string>(), name =>
        {
            var service = Service(name);
            Assert.Equal("true", service["read_only"]);
            Assert.Equal(["ALL"], (List<object>)service["cap_drop"]);
            Assert.Equal(["no-new-privileges:true"], (List<object>)service["security_opt"]);
            Assert.Equal(name == "grafana" ? ["127.0.0.1:3000:3000"] : [], (List<object>)service.GetValueOrDefault("ports", new List<object>()));
        });
    }

    [Fact]
    public void Images_are_values()
    {
        Assert.All(Services.Keys.Cast<string>(), name => Assert.StartsWith("${GHOSTNET_", (string)Service(name)["image"], StringComparison.Ordinal));
    }

    private static Dictionary<object, object> Service(string name) => (Dictionary<object, object>)Services[name];

    private static Dictionary<object, object> Read()
    {
        using var file = File.OpenText(Path.Combine(Repository.Root, "deploy", "compose", "compose.yaml"));
        var parser = new MergingParser(new Parser(file));
        return (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser)["services"];
    }
}
