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

    private RedisServer(IPAddress address, int port) => (_address, _port) = (address, port);

    /// <summary>Where it listens, the same after every restart; as workers and StackExchange.Redis are told.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{_address}:{_port}");

    /// <summary>Starts a server that accepts connections when this returns. Without the program on this machine the test is skipped.</summary>
    /// <param name="address">An address of this machine; loopback when left out.</param>
    public static async Task<RedisServer> StartAsync(IPAddress? address = null)
    {
        OnPath.Require(Program);
        var server = new RedisServer(address ?? IPAddress.Loopback, FreePort.Take(1)[0]);
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
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", _address.ToString(), "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no", "--dir", _folder.Path,
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
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
        return (await connection.GetDatabase().HashGetAllAsync(key)).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
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
