using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;
using GhostNet.Distributed.Worker.Configuration;
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

        await TestAsync(folder, script, new() { ["GHOSTNET_CLUSTER"] = $"redis://{redis.Address}" });

        var result = Assert.Single(Directory.GetFiles(folder["ledger", "jobs"], "report.json", SearchOption.AllDirectories));
        var report = Report.Parse(await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        Assert.Equal(("host", 3, "pi4"), (report.Hosts.Single().Host.Name, report.Hosts.Single().Host.Threads, NodeSelector.Parse(report.Hosts.Single().Host.Labels!).Labels["board"]));
        Assert.Contains("takes no work", coordinator.OutputSoFar, StringComparison.Ordinal);
        Assert.True(coordinator.Coordinates(Path.GetFileName(Path.GetDirectoryName(result)!)), coordinator.OutputSoFar);
    }

    [Fact]
    public async Task It_passes_where_silos_clients_and_Redis_speak_TLS_as_the_chart_tells_them()
    {
        Assert.SkipUnless(typeof(WorkerSettings).GetProperty("Tls") is not null, "the worker of this checkout does not speak TLS yet");
        var rendered = await RenderedChart.OfFileAsync("tls-values.yaml");
        using var folder = new TemporaryFolder();
        using var authority = new PrivateAuthority();
        var (silo, client, server) = (rendered.Silos.First(), rendered.Pods.Single(pod => pod.Owner is V1Pod), rendered.Pods.Single(pod => pod.Container.Name == "redis"));
        SecretFiles.Write(folder, silo.SecretIn("/etc/ghostnet/tls")!, authority, "silo.ghostnet");
        SecretFiles.Write(folder, client.SecretIn("/etc/ghostnet/tls")!, authority, "client.ghostnet");
        var certificates = SecretFiles.Write(folder, server.SecretIn("/etc/ghostnet/tls")!, authority, "localhost");
        var port = FreePort.Take(1)[0];
        await using var redis = ChartRedis.Start(server, folder, certificates, port);

        // Told as in the chart, but for where Redis is.
        Dictionary<string, string?> Told(RenderedPod pod) => SecretFiles.Environment(folder, pod, "")
            .Where(v => v.Key.Contains("TLS", StringComparison.OrdinalIgnoreCase) || v.Key.Contains("Redis", StringComparison.OrdinalIgnoreCase) || v.Key.StartsWith("Logging__", StringComparison.Ordinal) || v.Key == "GHOSTNET_CLUSTER")
            .ToDictionary(v => v.Key, v => (string?)v.Value.Replace("release-ghostnet-distributed-redis:6379", $"localhost:{port}", StringComparison.Ordinal));
        var told = Told(silo);
        await using var worker = WorkerProcess.Start(new WorkerStart { Name = "worker", Redis = told["GhostNet__Cluster__Redis"]!, Ledger = folder["ledger"], Environment = told });
        await worker.WaitUntilReadyAsync();
        await TestAsync(folder, await ScriptAsync(), Told(client));
    }

    /// <summary>Runs the chart's test as its pod does.</summary>
    private static async Task TestAsync(TemporaryFolder folder, string[] script, Dictionary<string, string?> environment)
    {
        var program = folder.Write("bin/ghostnet", $"#!/bin/sh\nexec dotnet exec '{GhostNetProcess.Assembly}' \"$@\"\n");
        MakeExecutable(program);
        environment["LEDGER"] = folder["ledger"];
        environment["TMPDIR"] = folder.Path;
        environment["PATH"] = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}";
        await using var test = GhostNetProcess.Start("sh", folder.Path, environment, script);

        // The script has limits of its own; its pod has five minutes, and this machine may do much else.
        var finished = (await test.WaitAsync(TimeSpan.FromMinutes(6))).Expect(0);
        Assert.Contains("16 of 16 images are scored.", finished.Output, StringComparison.Ordinal);
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
