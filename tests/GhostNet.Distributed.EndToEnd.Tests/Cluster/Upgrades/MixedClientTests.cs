using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>The command line of one version, and workers of the other.</summary>
public sealed class MixedClientTests(ClusterBench bench, PreviousVersion previous)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_verb_that_speaks_to_a_cluster_is_understood(bool oldClient)
    {
        var (worker, client) = (await previous.WorkerAsync(), await previous.CommandLineAsync());
        await using var cluster = await bench.StartClusterAsync(setup => setup with { Workers = 0, Client = oldClient ? client : GhostNetProcess.Assembly });
        await cluster.AddWorkersAsync(1, oldClient ? null : worker);

        var canceled = await cluster.BeginAsync("canceled");
        (await cluster.RunAsync("cancel", canceled)).Expect(0);
        (await cluster.RunAsync("wait", canceled)).Expect(1);

        var job = await cluster.SubmitAsync("finished");
        await using var watch = cluster.Start("watch", job, "-o", "json");
        var waited = (await cluster.RunAsync("wait", job, "-o", "json")).Expect(0);
        Assert.Equal(await cluster.Ledger.WaitForReportAsync(job), waited.Output);
        await cluster.AssertExactAsync(job);
        var seen = (await watch.WaitAsync()).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ClusterQuestion.Shards, JsonNode.Parse(seen[^1])!["acceptedShards"]!.GetValue<int>());

        Assert.Equal("Succeeded", JsonNode.Parse((await cluster.RunAsync("show", job, "-o", "json")).Expect(0).Output)!["state"]!.GetValue<string>());
        Assert.Equal(waited.Output, (await cluster.RunAsync("report", job, "-o", "json")).Expect(0).Output);
        Assert.Equal(["canceled", "finished"], JsonNode.Parse((await cluster.RunAsync("list", "-o", "json")).Expect(0).Output)!.AsArray().Select(listed => listed!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal([cluster.Workers[0].Name], JsonNode.Parse((await cluster.RunAsync("hosts", "-o", "json")).Expect(0).Output)!.AsArray().Select(host => host!["name"]!.GetValue<string>()));

        // The same question is the same job to either, and what is refused is refused with the same code.
        Assert.Equal(job, await cluster.SubmitAsync("finished"));
        (await cluster.RunAsync("submit", "--id", job, "--model", cluster.Question.Model, "--images", cluster.Question.Images, "--ledger", cluster.Ledger.Location, "--top", "3")).Expect(5);
        (await cluster.RunAsync("show", "no-such-job")).Expect(4);
        (await cluster.RunAsync("cancel", job)).Expect(1);
    }
}
