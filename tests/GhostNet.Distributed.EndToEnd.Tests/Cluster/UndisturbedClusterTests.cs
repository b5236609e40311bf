using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Three workers that nothing happens to, and the command line that speaks to them.</summary>
[Collection(Clusters.Name)]
public sealed class UndisturbedClusterTests(ClusterBench bench)
{
    [Fact]
    public async Task Three_workers_share_a_job_and_find_what_one_process_finds()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.SubmitAsync();
        var waited = (await cluster.RunAsync("wait", job, "-o", "json")).Expect(0);
        await cluster.AssertExactAsync(job);
        Assert.Equal(await cluster.Ledger.WaitForReportAsync(job), waited.Output);
        Assert.Equal(cluster.Workers.Select(worker => worker.Name), (await cluster.Ledger.HeadersAsync(job)).Select(header => header["host"]!["name"]!.GetValue<string>()).Distinct().Order());

        var hosts = JsonNode.Parse((await cluster.RunAsync("hosts", "-o", "json")).Expect(0).Output)!.AsArray();
        Assert.Equal(cluster.Workers.Select(worker => worker.Name), hosts.Select(host => host!["name"]!.GetValue<string>()));

        var listed = Assert.Single(JsonNode.Parse((await cluster.RunAsync("list", "-o", "json")).Expect(0).Output)!.AsArray())!;
        Assert.Equal((job, "Succeeded", ClusterQuestion.Shards), (listed["id"]!.GetValue<string>(), listed["state"]!.GetValue<string>(), listed["acceptedShards"]!.GetValue<int>()));

        Assert.Equal(job, await cluster.SubmitAsync());
        (await cluster.RunAsync("cancel", job)).Expect(1);
        (await cluster.RunAsync("show", "no-such-job")).Expect(4);
    }
}
