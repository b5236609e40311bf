using System.Diagnostics;
using System.Globalization;
using System.Net;
using StackExchange.Redis;
using Xunit;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>A Redis of a test's own, that has written down whatever it confirmed: killed and started again, it knows what it knew, unless the test takes that away.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>Where Orleans keeps the members of a cluster with the default names.</summary>
    public const string MembersKey = "ghostnet/members/ghostnet";

    private const string Program = "redis-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly IPAddress _address;
    private readonly int _port;
    private Process? _process;

    private readonly RedisLock? _lock;

    private RedisServer(IPAddress address, int port, RedisLock? @lock) => (_address, _port, _lock) = (address, port, @lock);

    /// <summary>Where it listens, the same after every restart; as workers and StackExchange.Redis are told.</summary>
    public string Address => _lock is null ? HostAndPort : $"{HostAndPort},password={_lock.Password},ssl=true";

    /// <summary>The same, as the command line is told.</summary>
    public string Uri => _lock is null ? $"redis://{HostAndPort}" : $"rediss://:{_lock.Password}@{HostAndPort}";

    private string HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{_address}:{_port}");

    /// <summary>Starts a server that accepts connections when this returns. Without the program on this machine the test is skipped.</summary>
    /// <param name="address">An address of this machine; loopback when left out.</param>
    /// <param name="lock">What it asks of whoever connects; nothing when left out.</param>
    public static async Task<RedisServer> StartAsync(IPAddress? address = null, RedisLock? @lock = null)
    {
        OnPath.Require(Program);
        var server = new RedisServer(address ?? IPAddress.Loopback, FreePort.Take(1)[0], @lock);
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again at the same address; a running one is killed first.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        string[] arguments =
        [
            .. Port(), "--bind", _address.ToString(), "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no", "--dir", _folder.Path,
            // Without a password Redis answers on loopback alone; the other addresses of a test lead to this machine only.
            .. IPAddress.IsLoopback(_address) ? Array.Empty<string>() : ["--protected-mode", "no"],
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{Program} did not start.");
        await WaitUntilReadyAsync(_process);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Takes away what a killed server has written down: it will begin empty.</summary>
    public void LoseData()
    {
        Assert.True(_process is null, "Redis runs; kill it before its data is taken away");
        foreach (var folder in Directory.GetDirectories(_folder.Path))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A hash, field by field.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadHashAsync(string key)
    {
        var options = ConfigurationOptions.Parse(Address);
        if (_lock is not null)
        {
            options.TrustIssuer(_lock.Files.Authorities);
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        return (await connection.GetDatabase().HashGetAllAsync(key)).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private string[] Port()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        return _lock is null
            ? ["--port", port]
            :
            [
                "--port", "0", "--tls-port", port, "--tls-cert-file", _lock.Files.Certificate, "--tls-key-file", _lock.Files.PrivateKey, "--tls-ca-cert-file", _lock.Files.Authorities,
                "--tls-auth-clients", "no", "--requirepass", _lock.Password,
            ];
    }

    private static async Task WaitUntilReadyAsync(Process process)
    {
        List<string> said = [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Add(line);
                if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                {
                    // What it says from now on must not fill the pipe and stop it.
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{Program} was not ready within {Patience}:\n{string.Join('\n', said)}");
        }

        Assert.Fail($"{Program} ended before it was ready:\n{string.Join('\n', said)}");
    }
}
