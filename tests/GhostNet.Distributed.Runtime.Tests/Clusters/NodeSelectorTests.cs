namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>Jobs that only some nodes may work on, in a cluster of different ones.</summary>
public class NodeSelectorTests
{
    private static readonly Dictionary<string, string>[] Labels = [new() { ["pool"] = "cloud" }, new() { ["pool"] = "edge" }, []];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_nodes_with_the_labels_work_on_the_job()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 3, labels: Labels);
        var job = await cluster.Client.SubmitAsync(bench.Spec(shardSize: 1) with { NodeSelector = NodeSelector.Parse("pool=edge") }, Cancel);
        var report = await Within.ReportAsync(job);
        Assert.Equal((Verdict.Valid, Workbench.Images), (report.Verdict, report.Samples.Scored));
        Assert.Equal(cluster.Silos[1].Name, Assert.Single(report.Hosts).Host.Name);
    }

    [Fact]
    public async Task A_job_that_no_node_may_work_on_waits_and_names_what_is_missing()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 3, labels: Labels);
        var job = await cluster.Client.SubmitAsync(bench.Spec() with { NodeSelector = NodeSelector.Parse("pool=moon") }, Cancel);
        await Within.StatusAsync("what the job waits for", job, s => s.State == JobState.Pending && s.Reason?.Contains("pool=moon", StringComparison.Ordinal) == true);
        Assert.Empty(bench.Blobs("jobs/job/results"));
        await job.CancelAsync(Cancel);
    }
}
