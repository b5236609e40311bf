using GhostNet.Distributed.Deploy.Tests.Helm;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>Who proves what to whom, and by which secret.</summary>
public class TlsTests
{
    private const string Folder = "/etc/ghostnet/tls";

    [Theory]
    [InlineData("tls-values.yaml", "silo-certificate", "client-certificate", "redis-certificate")]
    [InlineData("cert-manager-values.yaml", "release-ghostnet-distributed-silo-tls", "release-ghostnet-distributed-client-tls", "release-ghostnet-distributed-redis-tls")]
    public async Task Each_has_the_secret_of_its_role_and_is_told_where_it_is(string values, string silo, string client, string redis)
    {
        var rendered = await RenderedChart.OfFileAsync(values);
        Assert.All(rendered.Silos, pod =>
        {
            AssertWhole(pod.SecretIn(Folder), silo);
            var environment = pod.Environment("");
            Assert.Equal(($"{Folder}/tls.crt", $"{Folder}/tls.key", $"{Folder}/ca.crt"), (environment["GhostNet__Tls__Certificate"], environment["GhostNet__Tls__PrivateKey"], environment["GhostNet__Tls__Authorities"]));
        });
        var clients = rendered.Pods.Where(pod => pod.Container.Name == "ghostnet").ToList();
        Assert.NotEmpty(clients);
        Assert.All(clients, pod =>
        {
            AssertWhole(pod.SecretIn(Folder), client);
            var environment = pod.Environment("");
            Assert.Equal(($"{Folder}/tls.crt", $"{Folder}/tls.key", $"{Folder}/ca.crt"), (environment["GHOSTNET_TLS_CERTIFICATE"], environment["GHOSTNET_TLS_KEY"], environment["GHOSTNET_TLS_AUTHORITIES"]));
        });
        AssertWhole(rendered.Pods.Single(pod => pod.Container.Name == "redis").SecretIn(Folder), redis);
        AssertRedisIsTrusted(rendered, redis, "ca.crt");
    }

    [Fact]
    public async Task The_authorities_of_an_external_Redis_are_those_of_its_secret() =>
        AssertRedisIsTrusted(await RenderedChart.OfFileAsync("external-redis-values.yaml"), "redis-authorities", "root.pem");

    [Fact]
    public async Task Certificates_are_asked_for_by_role_and_for_what_each_does()
    {
        var certificates = (await RenderedChart.OfFileAsync("cert-manager-values.yaml")).AllCustom("Certificate").ToDictionary(c => c["spec"]!["secretName"]!.GetValue<string>(), c => c["spec"]!);
        Assert.Equal(
            [
                ("release-ghostnet-distributed-silo-tls", "silo.ghostnet", "digital signature,server auth,client auth"),
                ("release-ghostnet-distributed-client-tls", "client.ghostnet", "digital signature,client auth"),
                ("release-ghostnet-distributed-redis-tls", "release-ghostnet-distributed-redis", "digital signature,server auth"),
            ],
            certificates.Select(c => (c.Key, c.Value["dnsNames"]![0]!.GetValue<string>(), string.Join(',', c.Value["usages"]!.AsArray().Select(usage => usage!.GetValue<string>())))));
        Assert.All(certificates.Values, certificate => Assert.Equal(("private-ca", "ClusterIssuer", "720h"), (certificate["issuerRef"]!["name"]!.GetValue<string>(), certificate["issuerRef"]!["kind"]!.GetValue<string>(), certificate["duration"]!.GetValue<string>())));

        // Whoever names secrets has none made.
        Assert.Empty((await RenderedChart.OfFileAsync("tls-values.yaml")).Custom);
    }

    [Fact]
    public async Task Without_TLS_there_is_nothing_of_it()
    {
        var rendered = await RenderedChart.OfAsync(3);
        Assert.All(rendered.Pods, pod => Assert.DoesNotContain(pod.Spec.Volumes, volume => volume.Secret is not null));
        Assert.DoesNotContain("Tls", rendered.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertRedisIsTrusted(RenderedChart rendered, string secret, string key)
    {
        Assert.All(rendered.Silos, silo =>
        {
            Assert.EndsWith(",ssl=true", silo.Environment("")["GhostNet__Cluster__Redis"], StringComparison.Ordinal);
            Assert.Equal("/etc/ghostnet/redis/ca.crt", silo.Environment("")["GhostNet__Cluster__RedisAuthorities"]);
        });
        Assert.All(rendered.Pods.Where(pod => pod.Container.Name == "ghostnet"), client => Assert.Equal("/etc/ghostnet/redis/ca.crt", client.Environment("")["GHOSTNET_REDIS_AUTHORITIES"]));
        Assert.All(rendered.Pods.Where(pod => pod.Container.Name != "redis"), pod =>
        {
            var mounted = pod.SecretIn("/etc/ghostnet/redis");
            Assert.Equal(secret, mounted?.SecretName);

            // The authorities alone: its key is Redis' own.
            Assert.Equal((key, "ca.crt"), (Assert.Single(mounted!.Items).Key, mounted.Items[0].Path));
        });
    }

    private static void AssertWhole(V1SecretVolumeSource? secret, string name)
    {
        Assert.Equal(name, secret?.SecretName);
        Assert.Equal(["ca.crt", "tls.crt", "tls.key"], secret!.Items.Select(item => item.Key));
        Assert.All(secret.Items, item => Assert.Equal(item.Key, item.Path));

        // Readable by the pod's group, and by nobody else.
        Assert.Equal(Convert.ToInt32("440", 8), secret.DefaultMode);
    }
}
