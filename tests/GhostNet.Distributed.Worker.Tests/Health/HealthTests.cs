using System.Globalization;
using System.Net;
using GhostNet.Distributed.Testing;
using Microsoft.AspNetCore.Builder;

namespace GhostNet.Distributed.Worker.Tests.Health;

/// <summary>What an orchestrator is told, by a worker in this process.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_worker_is_live_started_and_ready_in_its_cluster()
    {
        using var folder = new TemporaryFolder();
        await using var worker = Build(folder, out var http);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/health/startup"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/health/ready"));
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_without_a_cluster_is_live_and_neither_started_nor_ready()
    {
        using var folder = new TemporaryFolder();

        // Its primary, on a port where nobody listens, is never found; it waits for it.
        var nobody = FreePort.Take(1)[0];
        await using var worker = Build(folder, out var http, $"--GhostNet:Cluster:PrimarySiloPort={nobody}");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var starting = worker.StartAsync(giveUp.Token);
        Assert.Equal(HttpStatusCode.OK, await WhenItAnswersAsync(http, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http, "/health/startup"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http, "/health/ready"));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => starting);
    }

    [Fact]
    public async Task A_worker_whose_ledger_has_never_answered_is_live_and_started_and_not_ready()
    {
        using var folder = new TemporaryFolder();
        var nobody = FreePort.Take(1)[0];
        await using var worker = Build(
            folder, out var http, "--GhostNet:Ledger=azure:ledgers", $"--GhostNet:StorageConnection={Azurite(nobody)}", "--GhostNet:Worker:DrainTimeout=00:00:00");
        await worker.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, "/health/startup"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(http, "/health/ready"));
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    private static string Azurite(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;");

    private static WebApplication Build(TemporaryFolder folder, out Uri http, params string[] arguments)
    {
        var ports = FreePort.Take(3).Select(port => port.ToString(CultureInfo.InvariantCulture)).ToArray();
        http = new Uri($"http://127.0.0.1:{ports[2]}");
        return WorkerHost.Build(
        [
            $"--GhostNet:Ledger={folder["ledger"]}", $"--GhostNet:Http={http.GetLeftPart(UriPartial.Authority)}", $"--GhostNet:Cluster:SiloPort={ports[0]}",
            $"--GhostNet:Cluster:GatewayPort={ports[1]}", "--Logging:LogLevel:Default=None", .. arguments,
        ]);
    }

    private static async Task<HttpStatusCode> AskAsync(Uri http, string path)
    {
        using var client = new HttpClient { BaseAddress = http };
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> WhenItAnswersAsync(Uri http, string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                return await AskAsync(http, path);
            }
            catch (HttpRequestException)
            {
                Assert.True(await timer.WaitForNextTickAsync(patience.Token), $"{http} did not listen");
            }
        }
    }
}
