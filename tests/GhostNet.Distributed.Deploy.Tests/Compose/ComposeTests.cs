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
    public void Prometheus_asks_both_workers_where_they_listen_with_the_token_that_they_ask_for()
    {
        var asked = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Folder, "..", "observability", "prometheus.yaml")));
        var job = (Dictionary<object, object>)Assert.Single((List<object>)asked["scrape_configs"]);
        var targets = ((List<object>)((Dictionary<object, object>)Assert.Single((List<object>)job["static_configs"]))["targets"]).Cast<string>();
        Assert.Equal(Services.Keys.Cast<string>().Where(name => name.StartsWith("worker-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => $"{name}:8080"), targets);
        var worker = (Dictionary<object, object>)Service("worker-1")["environment"];
        Assert.Equal("http://0.0.0.0:8080", worker["GhostNet__Http"]);
        Assert.Equal(Token("worker-1", (string)worker["GhostNet__HttpTokenFile"]), Token("prometheus", (string)((Dictionary<object, object>)job["authorization"])["credentials_file"]));

        static string Token(string service, string target) => Mounted(service).Single(mount => mount.Target == target).Source;
    }

    [Fact]
    public void What_is_mounted_from_the_checkout_is_there_and_read_only()
    {
        var mounted = Services.Keys.Cast<string>().SelectMany(Mounted).Where(mount => mount.Source.StartsWith('.')).ToList();
        Assert.Equal(8, mounted.Count);
        Assert.All(mounted, mount =>
        {
            Assert.True(Path.Exists(Path.Combine(Folder, mount.Source)), $"{mount.Source} is not there");
            Assert.Equal("ro", mount.Mode);
        });

        // The dashboard that Grafana shows first is among them.
        var home = (string)((Dictionary<object, object>)Service("grafana")["environment"])["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
        Assert.True(File.Exists(Path.Combine(Folder, "..", "observability", "grafana", Path.GetFileName(home))), home);
    }

    [Fact]
    public void Images_are_values()
    {
        Assert.All(Services.Keys.Cast<string>(), name => Assert.StartsWith("${GHOSTNET_", (string)Service(name)["image"], StringComparison.Ordinal));
    }

    private static string Folder => Path.Combine(Repository.Root, "deploy", "compose");

    private static IEnumerable<(string Source, string Target, string? Mode)> Mounted(string service) => ((List<object>)Service(service).GetValueOrDefault("volumes", new List<object>()))
        .Select(volume => ((string)volume).Replace("${GHOSTNET_HTTP_TOKEN_FILE:-./http-token}", "./http-token", StringComparison.Ordinal).Split(':'))
        .Select(parts => (parts[0], parts[1], parts.ElementAtOrDefault(2)));

    private static Dictionary<object, object> Service(string name) => (Dictionary<object, object>)Services[name];

    private static Dictionary<object, object> Read()
    {
        using var file = File.OpenText(Path.Combine(Folder, "compose.yaml"));
        var parser = new MergingParser(new Parser(file));
        return (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser)["services"];
    }
}
