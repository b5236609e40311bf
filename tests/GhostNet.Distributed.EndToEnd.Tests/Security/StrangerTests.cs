using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Certificates;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>Who is not let in to a locked cluster of one worker, and what he is told.</summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private const int Unreachable = 3;
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly Locks _locks = new();
    private readonly TestAuthority _other = new("other authority");
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await _locks.StartClusterAsync(workers: 1);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _locks.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Clients_without_the_right_certificate_are_told_why_with_exit_code_3()
    {
        var authority = _locks.Authority;
        await AssertRefusedAsync(
            "other-authority", _other.Issue("client.ghostnet"), authority, "it does not know the authority of this certificate, 'CN=certificate of client.ghostnet' of 'CN=other authority'", "is of none of the authorities in");
        await AssertRefusedAsync("wrong-role", authority.Issue("guest.ghostnet"), authority, "has guest.ghostnet; a gateway asks for the DNS name client.ghostnet or silo.ghostnet in it", "has guest.ghostnet; this needs");
        await AssertRefusedAsync("expired", authority.Issue("client.ghostnet", -Year, TimeSpan.FromHours(-1)), authority, "has expired or is not valid yet; renew it, or set the clocks right", "has expired or is not valid yet");

        // The client is the one who refuses; by then the worker has let it in.
        await AssertToldAsync("trusts-another", authority.Issue("client.ghostnet"), _other, "its certificate 'CN=certificate of silo.ghostnet' of 'CN=test authority', ");

        // Who is let in is let in, after all of them.
        (await _cluster.RunAsync("hosts")).Expect(0);
    }

    [Fact]
    public async Task A_client_without_TLS_is_told_of_it()
    {
        var plain = new Dictionary<string, string?> { ["GHOSTNET_REDIS_AUTHORITIES"] = _locks.Redis.Files.Authorities };
        var refused = (await _cluster.RunAsync(plain, "hosts", "--cluster", _cluster.Address, "--connect-timeout", "3")).Expect(Unreachable);
        Assert.Contains("workers with GhostNet:Tls ask for a certificate (--tls-certificate)", refused.Error, StringComparison.Ordinal);
        await WaitForWarningAsync("what it sent is not TLS");
    }

    [Fact]
    public async Task A_redis_that_is_not_believed_or_does_not_believe_is_3_without_its_password()
    {
        var others = _locks.Write("others", _locks.Authority.Issue("client.ghostnet"), _other);
        var environment = new Dictionary<string, string?>(_locks.ClientEnvironment) { ["GHOSTNET_REDIS_AUTHORITIES"] = others.Authorities };
        var notBelieved = (await _cluster.RunAsync(environment, "hosts", "--cluster", _cluster.Address, "--connect-timeout", "5")).Expect(Unreachable);
        Assert.Contains("Redis is not believed: certificate 'CN=certificate of 127.0.0.1' of 'CN=test authority', ", notBelieved.Error, StringComparison.Ordinal);

        var wrong = _cluster.Address.Replace(_locks.Redis.Password, "wrong0password", StringComparison.Ordinal);
        var refused = (await _cluster.RunAsync(_locks.ClientEnvironment, "hosts", "--cluster", wrong, "--connect-timeout", "5")).Expect(Unreachable);
        Assert.DoesNotContain("wrong0password", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_locks.Redis.Password, notBelieved.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_certificate_does_not_open_the_silo_port_and_none_opens_nothing()
    {
        var worker = _cluster.Workers[0];
        var client = _locks.Authority.Issue("client.ghostnet");
        Assert.Equal(RawTls.Admitted, (await RawTls.MeetAsync(worker.GatewayEndPoint, client, _locks.Authority)).Answer);
        Assert.Equal(RawTls.WrongRole, (await RawTls.MeetAsync(worker.SiloEndPoint, client, _locks.Authority)).Answer);
        Assert.Equal(RawTls.Admitted, (await RawTls.MeetAsync(worker.SiloEndPoint, _locks.Authority.Issue("silo.ghostnet"), _locks.Authority)).Answer);
        Assert.Equal(RawTls.NoCertificate, (await RawTls.MeetAsync(worker.SiloEndPoint, null, _locks.Authority)).Answer);
        Assert.Equal(RawTls.NoCertificate, (await RawTls.MeetAsync(worker.GatewayEndPoint, null, _locks.Authority)).Answer);
    }

    [Fact]
    public async Task A_worker_of_another_authority_does_not_join_and_says_why()
    {
        var shown = _locks.Write("stranger", _other.Issue("silo.ghostnet"), _locks.Authority);
        var start = _locks.Lock(new WorkerStart { Name = "stranger", Redis = _cluster.Redis.Address, Ledger = _cluster.Ledger.Location });
        await using var stranger = WorkerProcess.Start(start with { Environment = new Dictionary<string, string?>([.. start.Environment.Where(told => !told.Key.StartsWith("GhostNet__Tls", StringComparison.Ordinal)), .. shown.ForWorker]) });
        await Until.TrueAsync(
            () => stranger.OutputSoFar.Contains("it does not know the authority of this certificate, 'CN=certificate of silo.ghostnet' of 'CN=other authority'", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2),
            () => $"the stranger to say why it is not let in\n{stranger.OutputSoFar}");
        await WaitForWarningAsync("on the silo port: certificate 'CN=certificate of silo.ghostnet' of 'CN=other authority', ");
        var hosts = JsonNode.Parse((await _cluster.RunAsync("hosts", "-o", "json")).Expect(0).Output)!.AsArray();
        Assert.Equal(["worker-0"], hosts.Where(host => host!["state"]!.GetValue<string>() == "Active").Select(host => host!["name"]!.GetValue<string>()));
    }

    private async Task AssertRefusedAsync(string name, IssuedCertificate shown, TestAuthority known, string toldTheClient, string toldTheWorker)
    {
        await AssertToldAsync(name, shown, known, toldTheClient);
        await WaitForWarningAsync(toldTheWorker);
    }

    private async Task AssertToldAsync(string name, IssuedCertificate shown, TestAuthority known, string toldTheClient)
    {
        var refused = (await _cluster.RunAsync(_locks.ClientWith(_locks.Write(name, shown, known)), "hosts", "--cluster", _cluster.Address)).Expect(Unreachable);
        Assert.Contains(toldTheClient, refused.Error, StringComparison.Ordinal);
    }

    private Task WaitForWarningAsync(string part) => Until.TrueAsync(
        () => _cluster.Workers[0].OutputSoFar.Contains(part, StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => $"the worker to log '{part}'\n{_cluster.Workers[0].OutputSoFar}");
}
