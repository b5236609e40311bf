using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>What <c>helm test</c> runs, against a coordinator and a model host that are started as the chart starts theirs.</summary>
public class SmallJobTests
{
    [Fact]
    public async Task The_charts_test_passes_on_a_cluster_that_works_and_its_job_is_done_by_the_model_host()
    {
        var rendered = await RenderedChart.OfFileAsync("boards-values.yaml");
        var script = await ScriptAsync();
        using var folder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync();
        var coordinator = Start("coordinator", (await RenderedChart.OfAsync(3, "--set", "log.format=simple")).Silos.First(), redis, folder["ledger"]);
        await using var _ = coordinator;
        await using var host = Start("host", rendered.Silos.Single(silo => silo.Labels["ghostnet-distributed/pool"] == "pi4"), redis, folder["ledger"]);
        await Task.WhenAll(coordinator.WaitUntilReadyAsync(), host.WaitUntilReadyAsync());

        var program = folder.Write("bin/ghostnet", $"#!/bin/sh\nexec dotnet exec '{GhostNetProcess.Assembly}' \"$@\"\n");
        MakeExecutable(program);
        var environment = new Dictionary<string, string?>
        {
            ["GHOSTNET_CLUSTER"] = $"redis://{redis.Address}",
            ["LEDGER"] = folder["ledger"],
            ["TMPDIR"] = folder.Path,
            ["PATH"] = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}",
        };
        await using var test = GhostNetProcess.Start("sh", folder.Path, environment, script);
        var finished = (await test.WaitAsync()).Expect(0);
        Assert.Contains("16 of 16 images are scored.", finished.Output, StringComparison.Ordinal);

        var result = Assert.Single(Directory.GetFiles(folder["ledger", "jobs"], "report.json", SearchOption.AllDirectories));
        var report = Report.Parse(await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        Assert.Equal(("host", 3, "pi4"), (report.Hosts.Single().Host.Name, report.Hosts.Single().Host.Threads, NodeSelector.Parse(report.Hosts.Single().Host.Labels!).Labels["board"]));
        Assert.Contains("takes no work", coordinator.OutputSoFar, StringComparison.Ordinal);
        Assert.True(coordinator.Coordinates(Path.GetFileName(Path.GetDirectoryName(result)!)), coordinator.OutputSoFar);
    }

    private static void MakeExecutable(string program)
    {
        // Always, since helm is for Linux; for the analyser, which does not know.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static async Task<string[]> ScriptAsync()
    {
        var command = (await RenderedChart.OfAsync(3)).All<V1Pod>().Single().Spec.Containers[0].Command;
        Assert.Equal("sh", command[0]);
        return [.. command.Skip(1)];
    }

    // With what the chart says that is true of any machine; addresses, Redis and ledger are the test's.
    private static WorkerProcess Start(string name, RenderedPod silo, RedisServer redis, string ledger)
    {
        var told = silo.Environment("").Where(v => v.Key.StartsWith("GhostNet__Worker__", StringComparison.Ordinal) || v.Key.StartsWith("Logging__", StringComparison.Ordinal)).ToDictionary(v => v.Key, v => (string?)v.Value);
        return WorkerProcess.Start(new WorkerStart { Name = name, Redis = redis.Address, Ledger = ledger, Environment = told, Arguments = [.. silo.Container.Args] });
    }
}
