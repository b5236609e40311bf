using System.Globalization;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Systemd;

/// <summary>The unit for machines without Kubernetes, and the example of its environment.</summary>
public class UnitTests
{
    private static string Folder => Path.Combine(Repository.Root, "deploy", "systemd");

    [Fact]
    public async Task Systemd_finds_nothing_to_complain_of()
    {
        OnPath.Require("systemd-analyze");
        using var folder = new TemporaryFolder();

        // A program that this machine has, since the worker is not installed.
        var unit = (await File.ReadAllTextAsync(Path.Combine(Folder, "ghostnet-worker.service"), TestContext.Current.CancellationToken)).Replace("/opt/ghostnet/worker/ghostnet-worker", "/bin/true", StringComparison.Ordinal);
        await using var process = GhostNetProcess.Start("systemd-analyze", folder.Path, new Dictionary<string, string?>(), "verify", "--man=no", folder.Write("ghostnet-worker.service", unit));
        var finished = (await process.WaitAsync()).Expect(0);
        Assert.DoesNotContain("ghostnet-worker.service:", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_takes_its_exposure_for_small()
    {
        OnPath.Require("systemd-analyze");
        using var folder = new TemporaryFolder();

        // Its own measure, from 0 to 100 here; what is left is mostly the network, and that .NET compiles while it runs.
        await using var process = GhostNetProcess.Start("systemd-analyze", folder.Path, new Dictionary<string, string?>(), "security", "--no-pager", "--offline=true", "--threshold=20", Path.Combine(Folder, "ghostnet-worker.service"));
        (await process.WaitAsync()).Expect(0);
    }

    [Fact]
    public void A_worker_takes_the_example_and_the_unit_waits_for_its_drain()
    {
        var environment = Lines("worker.env.example").ToDictionary(line => line.Key, line => line.Value.Replace("CHANGEME", "c2VjcmV0", StringComparison.Ordinal));
        var settings = WorkerConfiguration.Read(environment);
        Assert.Equal(("pi5", "edge"), (settings.Labels["board"], settings.Labels["pool"]));

        var unit = Lines("ghostnet-worker.service").Where(line => line.Key == "TimeoutStopSec").ToDictionary();
        var allowed = TimeSpan.FromSeconds(int.Parse(unit["TimeoutStopSec"].TrimEnd('s'), CultureInfo.InvariantCulture));
        Assert.True(allowed >= settings.Worker.DrainTimeout + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void What_is_commented_out_in_the_example_is_a_setting_too()
    {
        var commented = File.ReadLines(Path.Combine(Folder, "worker.env.example")).Where(line => line.StartsWith("#GhostNet__", StringComparison.Ordinal)).Select(line => line[1..].Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        Assert.NotEmpty(commented);
        WorkerConfiguration.Read(new Dictionary<string, string>(commented) { ["GhostNet__Ledger"] = "/var/lib/ghostnet" });
    }

    private static IEnumerable<KeyValuePair<string, string>> Lines(string file) => File.ReadLines(Path.Combine(Folder, file))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .Select(parts => KeyValuePair.Create(parts[0], parts[1]));
}
