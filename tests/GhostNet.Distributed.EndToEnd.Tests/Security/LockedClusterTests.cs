using GhostNet.Distributed.EndToEnd.Tests.Cluster;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>Workers that speak mutual TLS, over a Redis with TLS and a password.</summary>
[Collection(Clusters.Name)]
public sealed class LockedClusterTests(ClusterBench bench)
{
    [Fact]
    public async Task Three_workers_with_certificates_that_ghostnet_made_find_what_one_process_finds()
    {
        using var folder = new TemporaryFolder();
        (await GhostNetProcess.RunAsync(folder.Path, "certificates", "create", "--out", "pki")).Expect(0);
        using var locks = new Locks { Silo = Made(folder["pki", "silo"]), Client = Made(folder["pki", "client"]) };
        await using var cluster = await bench.StartClusterAsync(locks.Lock);
        var job = await cluster.SubmitAsync();
        var waited = (await cluster.RunAsync("wait", job, "-o", "json")).Expect(0);
        await cluster.AssertExactAsync(job);
        Assert.Equal(await cluster.Ledger.WaitForReportAsync(job), waited.Output);
        Assert.Equal(3, (await cluster.Ledger.HeadersAsync(job)).Select(header => header["host"]!["name"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task A_worker_that_dies_is_missed_and_its_work_done_over_TLS_as_well()
    {
        using var locks = new Locks();
        await using var cluster = await bench.StartClusterAsync(locks.Lock);
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(job, "kill -9 of the coordinator, over TLS", () => TestCluster.KillAsync(coordinator));
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task Files_that_are_renewed_are_in_use_without_a_restart()
    {
        using var locks = new Locks();
        await using var cluster = await locks.StartClusterAsync(workers: 2);
        (await cluster.RunAsync("hosts")).Expect(0);

        // A new certificate of the same authority.
        var renewed = locks.Authority.Issue("silo.ghostnet");
        locks.Write("silo", renewed, locks.Authority);
        using var certificate = renewed.Open();
        await WaitForSerialAsync(cluster, locks.Authority.Issue("client.ghostnet"), locks.Authority, certificate.SerialNumber);
        (await cluster.RunAsync("hosts")).Expect(0);

        // A new authority: first known beside the old one, then certificates of it.
        using var next = new TestAuthority("next authority");
        var ahead = locks.ClientWith(locks.Write("next-client", next.Issue("client.ghostnet"), locks.Authority));
        (await cluster.RunAsync(ahead, "hosts", "--cluster", cluster.Address)).Expect(3);
        locks.Write("silo", renewed, locks.Authority, next);
        await Until.TrueAsync(
            async () => (await cluster.RunAsync(ahead, "hosts", "--cluster", cluster.Address)).ExitCode == 0, TimeSpan.FromMinutes(2), () => "a client of the new authority to be let in");
        await cluster.AddWorkersAsync(1);
        Assert.Equal(3, cluster.Workers.Count);
    }

    private static WrittenCertificate Made(string folder) => new(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"), Path.Combine(folder, "ca.crt"));

    private static Task WaitForSerialAsync(TestCluster cluster, IssuedCertificate client, TestAuthority known, string serial)
    {
        List<string> seen = [];
        return Until.TrueAsync(
            async () =>
            {
                seen = [.. (await Task.WhenAll(cluster.Workers.Select(worker => RawTls.MeetAsync(worker.GatewayEndPoint, client, known)))).Select(met => met.Serial)];
                return seen.All(one => one == serial);
            },
            TimeSpan.FromMinutes(1),
            () => $"the workers to show the certificate {serial}; they show {string.Join(", ", seen)}");
    }
}
