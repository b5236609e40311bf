using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Worker.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Tests.Telemetry;

/// <summary>Who may read <c>/metrics</c>, of a worker in this process.</summary>
public sealed class MetricsEndpointTests : IDisposable
{
    private const string Token = "a-token-of-some-length";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_file_this_machine_may_read_them()
    {
        await using var worker = Build(out var http);
        await worker.StartAsync(Cancel);
        using var answer = await AskAsync(http, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("ghostnet_shards_queued", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task With_a_token_file_only_its_token_of_this_moment_opens_them_and_health_needs_none()
    {
        var file = _folder.Write("token", $"{Token}\n");
        await using var worker = Build(out var http, $"--GhostNet:HttpTokenFile={file}");
        await worker.StartAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, new("Bearer", Token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Bearer", Token[..^1])));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Bearer", Token + "x")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Basic", Token)));
        foreach (var probe in (string[])["live", "ready", "startup"])
        {
            using var client = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(http, $"health/{probe}"), Cancel)).StatusCode);
        }

        _folder.Write("token", "another-token-of-length");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Bearer", Token)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, new("Bearer", "another-token-of-length")));

        // Emptied or gone, it opens to nobody, and not to everybody.
        _folder.Write("token", "");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Bearer", "")));
        File.Delete(file);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, new("Bearer", "another-token-of-length")));
        await worker.StopAsync(Cancel);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://10.0.0.1:8080", false)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    public void An_address_of_this_machine_alone_is_told_from_others(string address, bool isLocal)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("GhostNet:Ledger", "l"), new("GhostNet:Http", address)]).Build();
        Assert.Equal(isLocal, WorkerSettings.Read(configuration).IsHttpLocal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public void A_token_file_that_cannot_be_used_is_a_fault(string? content)
    {
        var file = content is null ? _folder["none"] : _folder.Write("token", content);
        var fault = Assert.Single(Assert.Throws<OptionsValidationException>(() => Build(out _, $"--GhostNet:HttpTokenFile={file}")).Failures);
        Assert.StartsWith($"GhostNet:HttpTokenFile is '{file}', which cannot be used: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("short", fault[fault.IndexOf("used:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private WebApplication Build(out Uri http, params string[] arguments)
    {
        var ports = FreePort.Take(3).Select(port => port.ToString(CultureInfo.InvariantCulture)).ToArray();
        http = new Uri($"http://127.0.0.1:{ports[2]}");
        return WorkerHost.Build(
        [
            $"--GhostNet:Ledger={_folder["ledger"]}", $"--GhostNet:Http={http.GetLeftPart(UriPartial.Authority)}", $"--GhostNet:Cluster:SiloPort={ports[0]}",
            $"--GhostNet:Cluster:GatewayPort={ports[1]}", "--Logging:LogLevel:Default=None", .. arguments,
        ]);
    }

    private static async Task<HttpResponseMessage> AskAsync(Uri http, AuthenticationHeaderValue? authorization)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = authorization;
        return await client.GetAsync(new Uri(http, "metrics"), Cancel);
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri http, AuthenticationHeaderValue? authorization)
    {
        using var answer = await AskAsync(http, authorization);
        return answer.StatusCode;
    }
}
