using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.EndToEnd.Tests.Lanes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Images;

/// <summary>The images, built without an engine and run for real.</summary>
[Collection(Publishing.Name)]
public sealed class ImageTests(BuiltImages images) : IClassFixture<BuiltImages>
{
    private const string User = "1654";
    private const int Samples = 16;

    [Fact]
    public async Task A_worker_in_its_image_joins_a_cluster_and_does_the_shards_of_a_command_line_in_its_own()
    {
        await images.RequireAsync();
        using var folder = new TemporaryFolder();
        MakeWritable(folder.Path);
        await using var redis = await RedisServer.StartAsync();
        var ports = FreePort.Take(3);
        var environment = new Dictionary<string, string>
        {
            ["GhostNet__Ledger"] = "/work/ledger",
            ["GhostNet__Http"] = Invariant($"http://127.0.0.1:{ports[2]}"),
            ["GhostNet__Cluster__Clustering"] = "Redis",
            ["GhostNet__Cluster__Redis"] = redis.Address,
            ["GhostNet__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["GhostNet__Cluster__SiloName"] = "contained",
            ["GhostNet__Cluster__SiloPort"] = Invariant($"{ports[0]}"),
            ["GhostNet__Cluster__GatewayPort"] = Invariant($"{ports[1]}"),
            ["GhostNet__Worker__DrainTimeout"] = "00:00:05",
        };
        var name = $"ghostnet-test-{Guid.NewGuid():N}";
        await using var worker = images.Start(BuiltImages.Confined("worker", name, folder.Path, environment));
        try
        {
            await UntilReadyAsync(new Uri(environment["GhostNet__Http"]), worker);
            var process = int.Parse((await images.RunAsync("inspect", "--format", "{{.State.Pid}}", name)).Expect(0).Output, CultureInfo.InvariantCulture);
            AssertConfined(process);

            // No shell and nothing of a machine is in the worker's image; the command line has a shell, for scripts like this one.
            const string Script = "cd /work && ghostnet sample images --count 16 --out images && m=$(ghostnet sample model --out model) "
                + "&& ghostnet submit --id in-images --model \"$m\" --images /work/images --ledger /work/ledger --shard-size 4 --max-failed 0 --wait && ghostnet hosts && ghostnet doctor";
            var told = new Dictionary<string, string> { ["GHOSTNET_CLUSTER"] = $"redis://{redis.Address}" };
            var finished = (await images.RunAsync([.. BuiltImages.Confined("cli", $"{name}-cli", folder.Path, told), "sh", "-c", Script])).Expect(0);
            Assert.Contains("libturbojpeg", finished.Output, StringComparison.OrdinalIgnoreCase);

            var ledger = new ClusterLedger(new FolderLedgerView(folder["ledger"]));
            var report = JsonNode.Parse(await ledger.WaitForReportAsync("in-images"))!;
            Assert.Equal(("VALID", Samples), (report["verdict"]!.GetValue<string>(), report["samples"]!["scored"]!.GetValue<int>()));
            var headers = await ledger.HeadersAsync("in-images");
            Assert.Equal(4, headers.Count);
            Assert.All(headers, header => Assert.Equal("contained", header["host"]!["name"]!.GetValue<string>()));
        }
        finally
        {
            // SIGTERM, as an orchestrator ends it.
            await images.RunAsync("stop", "--time", "30", "--ignore", name);
        }

        (await worker.WaitAsync()).Expect(0);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("cli")]
    public async Task An_image_is_of_both_architectures_and_says_what_it_is(string image)
    {
        await images.RequireAsync();
        var configurations = images.Configurations(image);
        Assert.Equal(["amd64", "arm64"], configurations.Keys.Order(StringComparer.Ordinal));
        Assert.All(configurations, configuration =>
        {
            Assert.Equal((configuration.Key, "linux"), (configuration.Value["architecture"]!.GetValue<string>(), configuration.Value["os"]!.GetValue<string>()));
            var config = configuration.Value["config"]!;
            Assert.Equal($"{User}:{User}", config["User"]!.GetValue<string>());
            Assert.Contains("ORT_DISABLE_TELEMETRY=1", config["Env"]!.AsArray().Select(variable => variable!.GetValue<string>()));
            var labels = config["Labels"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>());
            Assert.Equal(($"ghostnet-{image}", "MIT"), (labels["org.opencontainers.image.title"], labels["org.opencontainers.image.licenses"]));
            Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", labels["org.opencontainers.image.version"]);
            Assert.Matches("^([0-9a-f]{40}|unknown)$", labels["org.opencontainers.image.revision"]);
        });
    }

    [Theory]
    [InlineData("worker", "amd64")]
    [InlineData("worker", "arm64")]
    [InlineData("cli", "amd64")]
    [InlineData("cli", "arm64")]
    public async Task A_bill_of_materials_names_what_is_shipped_of_NuGet_of_NET_and_of_Debian(string image, string architecture)
    {
        await images.RequireAsync();
        var bill = JsonNode.Parse(await File.ReadAllTextAsync(images.Output($"ghostnet-{image}-{architecture}.cdx.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("CycloneDX", bill["bomFormat"]!.GetValue<string>());
        string[] packages = [.. bill["components"]!.AsArray().Select(component => component!["purl"]!.GetValue<string>())];
        Assert.All(
            new[] { "pkg:nuget/Microsoft.Orleans.Core@", "pkg:nuget/Microsoft.ML.OnnxRuntime@", "pkg:nuget/SkiaSharp@", $"pkg:nuget/Microsoft.NETCore.App.Runtime.linux-{(architecture == "amd64" ? "x64" : architecture)}@", "pkg:deb/debian/libturbojpeg0@", "pkg:deb/debian/libc6@" },
            package => Assert.Contains(packages, purl => purl.StartsWith(package, StringComparison.Ordinal)));
        Assert.DoesNotContain(packages, purl => purl.Contains("xunit", StringComparison.OrdinalIgnoreCase) || purl.Contains("Microsoft.Orleans.Analyzers", StringComparison.Ordinal));
        Assert.All(packages.Where(purl => purl.StartsWith("pkg:deb/debian/libc6@", StringComparison.Ordinal)), purl => Assert.Contains($"arch={architecture}", purl, StringComparison.Ordinal));
    }

    /// <summary>As the kernel sees it: not root, no capability, no way to get any, and a root file system that cannot be written.</summary>
    private static void AssertConfined(int process)
    {
        var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        Assert.All(status["Uid"].Split('\t').Concat(status["Gid"].Split('\t')), id => Assert.Equal(User, id));
        Assert.Equal(("0000000000000000", "1"), (status["CapEff"], status["NoNewPrivs"]));
        var root = File.ReadLines($"/proc/{process}/mountinfo").Select(line => line.Split(' ')).Single(mount => mount[4] == "/");
        Assert.StartsWith("ro,", $"{root[5]},", StringComparison.Ordinal);
    }

    private static async Task UntilReadyAsync(Uri http, GhostNetProcess worker)
    {
        using var client = new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromSeconds(5) };
        await Until.TrueAsync(
            async () =>
            {
                if (worker.HasExited)
                {
                    (await worker.WaitAsync()).Expect(-1);
                }

                try
                {
                    using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
                {
                    return false;
                }
            },
            TimeSpan.FromMinutes(2),
            () => $"the worker in its container to be ready\n{worker.OutputSoFar}");
    }

    // For the images' user.
    private static void MakeWritable(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
