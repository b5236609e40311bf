using GhostNet.Distributed.Deploy.Tests.Helm;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>Values that cannot be meant.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("""{"modelHosts":{}}""")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","nodeSelector":{}}]}}""")]
    [InlineData("""{"modelHost":{"pools":[]}}""")]
    [InlineData("""{"modelHost":{"pools":[{"name":"Upper"}]}}""")]
    [InlineData("""{"modelHost":{"arch":"x64"}}""")]
    [InlineData("""{"modelHost":{"threads":0}}""")]
    [InlineData("""{"modelHost":{"drainSeconds":3601}}""")]
    [InlineData("""{"modelHost":{"resources":{"limits":{"memory":null}}}}""")]
    [InlineData("""{"coordinator":{"replicas":"two"}}""")]
    [InlineData("""{"storage":{"ledger":"/var/lib/ghostnet"}}""")]
    [InlineData("""{"storage":{"ledger":"https://account.blob.core.windows.net/ledger?sv=secret"}}""")]
    [InlineData("""{"storage":{"auth":"key"}}""")]
    [InlineData("""{"redis":{"external":{"port":70000}}}""")]
    [InlineData("""{"image":{"worker":{"digest":"latest"}}}""")]
    [InlineData("""{"settings":{"Cluster__Redis":"host"}}""")]
    [InlineData("""{"log":{"level":"verbose"}}""")]
    [InlineData("""{"runAsUser":0}""")]
    [InlineData("""{"tls":{"secret":"a"}}""")]
    [InlineData("""{"tls":{"certManager":{"duration":"90d"}}}""")]
    [InlineData("""{"metrics":{"serviceMonitor":{"interval":30}}}""")]
    [InlineData("""{"keda":{"prometheus":"prometheus:9090"}}""")]
    [InlineData("""{"telemetry":{"otlp":{"endpoint":"http://collector"}}}""")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":0,"maxReplicas":0,"queuedShards":1}}]}}""")]
    [InlineData("""{"networkPolicy":{"metricsFrom":[{}]}}""")]
    [InlineData("""{"networkPolicy":{"metricsFrom":[{"ipBlock":{"cidr":"0.0.0.0/0"}}]}}""")]
    public async Task The_schema_refuses_what_is_unknown_or_out_of_range(string values)
    {
        foreach (var helm in (int[])[3, 4])
        {
            var told = await RefusalAsync(helm, values);
            Assert.Contains("values don't meet the specifications of the schema", told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"replicaCount":3}""", "replicaCount is no value of this chart: set coordinator.replicas and modelHost.replicas.")]
    [InlineData("""{"nodeSelector":{"a":"b"}}""", "nodeSelector is no value of this chart: set coordinator.nodeSelector, and nodeLabels of a pool in modelHost.pools.")]
    [InlineData("""{"storage":{"auth":"workloadIdentity","workloadIdentity":{"clientId":"01234567-89ab-cdef-0123-456789abcdef"}}}""", "set https://account.blob.core.windows.net/container.")]
    [InlineData("""{"storage":{"auth":"workloadIdentity","ledger":"https://a.example.com/ledger"}}""", "storage.workloadIdentity.clientId is empty: set the client id of the managed identity.")]
    [InlineData("""{"storage":{"ledger":"https://a.example.com/ledger"}}""", "for which a connectionString would not be used: set azure:container[/prefix], or storage.auth: workloadIdentity.")]
    [InlineData("""{"storage":{"connectionString":{"existingSecret":""}}}""", "storage.connectionString.existingSecret is empty: name the secret that has it.")]
    [InlineData("""{"storage":{"auth":"sas","sas":{"existingSecret":"s"}}}""", "storage.sas.endpoint is empty: set the account's address")]
    [InlineData("""{"redis":{"external":{"host":"cache"}}}""", "redis.enabled is true, and redis.external.host is cache: set redis.enabled: false to use that one, or leave the host empty.")]
    [InlineData("""{"redis":{"enabled":false}}""", "redis.enabled is false, and redis.external.host is empty: silos find each other in a Redis, so name one.")]
    [InlineData("""{"redis":{"existingSecret":""}}""", "so name a secret with a password for it.")]
    [InlineData("""{"coordinator":{"resources":{"limits":{"cpu":"1"}}}}""", "coordinator.resources.limits.cpu is set")]
    [InlineData("""{"modelHost":{"resources":{"limits":{"cpu":"1"}}}}""", "modelHost.pools[0] (arm64): resources.limits.cpu is set: it holds up the threads that answer other silos, which then take this one for dead; set threads: 1 instead.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a"},{"name":"a"}]}}""", "modelHost.pools[1] (a) has the name of another pool: give each a name of its own.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","replicas":2,"autoscaling":{"minReplicas":1,"maxReplicas":2}}]}}""", "modelHost.pools[0] (a) has replicas and autoscaling, which would undo each other: leave out one.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":3,"maxReplicas":2}}]}}""", "autoscaling.minReplicas is 3, more than maxReplicas, 2: exchange them.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","nodeLabels":{"kubernetes.io/arch":"arm64"}}]}}""", "set arch: arm64 or amd64; the silo then says arch=arm64 or arch=x64 by itself.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","labels":{"role":"coordinator"}}]}}""", "has a label role, which draws coordinators to silos")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","labels":{"x":"1"},"nodeLabels":{"x":"2"}}]}}""", "has x in nodeLabels and in labels: leave it in nodeLabels")]
    [InlineData("""{"settings":{"Worker__DrainTimeout":"00:01:00"}}""", "settings.Worker__DrainTimeout is made by the chart: set drainSeconds of a pool")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":1,"maxReplicas":2,"cpuPercent":70,"queuedShards":5}}]}}""", "modelHost.pools[0] (a): autoscaling has cpuPercent and queuedShards, and two scalers of one pool would undo each other: leave out one.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":1,"maxReplicas":2,"queuedShards":5}}]}}""", "keda.prometheus is empty: set the address of the Prometheus that KEDA asks.")]
    [InlineData("""{"keda":{"prometheus":"http://p:9090"},"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":1,"maxReplicas":2,"queuedShards":5}}]}}""", "metrics.enabled is false, so nobody would know how many there are: set it to true.")]
    [InlineData("""{"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":0,"maxReplicas":2}}]}}""", "uses no CPU that could show that there is work: set it to 1, or scale by queuedShards.")]
    [InlineData("""{"coordinator":{"replicas":0},"modelHost":{"pools":[{"name":"a","autoscaling":{"minReplicas":0,"maxReplicas":2,"queuedShards":5}}]}}""", "so nobody would be left to see that there is work: set one of them to 1.")]
    [InlineData("""{"tls":{"siloSecret":"a"}}""", "tls.siloSecret is a, and tls.enabled is false, so it would not be used: set tls.enabled: true, or leave it empty.")]
    [InlineData("""{"tls":{"enabled":true,"siloSecret":"a"}}""", "tls.clientSecret is empty: name the secret, or an issuer of cert-manager in tls.certManager.issuer.name that makes it.")]
    [InlineData("""{"tls":{"certManager":{"issuer":{"name":"ca"}}}}""", "there is nothing that it is asked for: set tls.enabled: true or redis.tls.enabled: true, or leave it empty.")]
    [InlineData("""{"tls":{"enabled":true,"siloSecret":"a","clientSecret":"b","certManager":{"issuer":{"name":"ca"}}}}""", "every secret that it could make is named as well: leave out one.")]
    [InlineData("""{"redis":{"tls":{"enabled":true}}}""", "redis.tls.existingSecret is empty: name the secret, or an issuer of cert-manager in tls.certManager.issuer.name that makes it.")]
    [InlineData("""{"redis":{"enabled":false,"external":{"host":"cache"},"tls":{"enabled":true,"existingSecret":"a"}}}""", "redis.tls is for the Redis that comes along, and redis.enabled is false: set redis.external.tls: true for the external one.")]
    [InlineData("""{"redis":{"tls":{"existingSecret":"a"}}}""", "redis.tls.existingSecret is a, and redis.tls.enabled is false")]
    [InlineData("""{"redis":{"external":{"tls":true}}}""", "redis.external.tls is for an external Redis, and redis.enabled is true: set redis.tls.enabled for the one that comes along, or redis.enabled: false.")]
    [InlineData("""{"redis":{"enabled":false,"external":{"host":"cache","authorities":{"existingSecret":"a"}}}}""", "redis.external.authorities.existingSecret is a, and no external Redis is spoken to over TLS")]
    [InlineData("""{"metrics":{"serviceMonitor":{"enabled":true}}}""", "metrics.serviceMonitor.enabled is true, and metrics.enabled is false, so there would be no metrics: set it to true.")]
    [InlineData("""{"metrics":{"existingSecret":"a"}}""", "metrics.existingSecret is a, and metrics.enabled is false")]
    [InlineData("""{"metrics":{"enabled":true}}""", "networkPolicy.metricsFrom is empty, so nobody could ask for them: name who may")]
    [InlineData("""{"telemetry":{"otlp":{"endpoint":"http://collector:4317"}}}""", "networkPolicy.telemetryTo is empty, so nothing would get there: name where that is.")]
    [InlineData("""{"serviceAccount":{"create":false}}""", "serviceAccount.create is false, and serviceAccount.name is empty: name the account, or let the chart create one.")]
    public async Task What_contradicts_itself_is_refused_with_the_sentence_that_mends_it(string values, string sentence)
    {
        foreach (var helm in (int[])[3, 4])
        {
            Assert.Contains(sentence, await RefusalAsync(helm, values), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_contradictions_are_told_at_once()
    {
        var told = await RefusalAsync(3, """{"replicaCount":3,"redis":{"enabled":false},"serviceAccount":{"create":false}}""");
        Assert.Equal(3, told.Split("\n  * ").Length - 1);
    }

    private static async Task<string> RefusalAsync(int helm, string values)
    {
        using var folder = new Testing.TemporaryFolder();

        // JSON is YAML.
        var finished = await HelmProgram.RunAsync(helm, "template", "release", HelmProgram.Chart, "--values", folder.Write("values.yaml", values));
        return finished.Expect(1).Error;
    }
}
