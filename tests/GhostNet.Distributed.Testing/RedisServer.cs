using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace GhostNet.Distributed.Testing;

/// <summary>A Redis of a test's own, on a loopback port, that keeps nothing: killing it loses everything it was told.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private RedisServer(int port) => Port = port;

    /// <summary>The port, the same after every restart.</summary>
    public int Port { get; }

    /// <summary>Where it listens, as workers and StackExchange.Redis are told.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts a server that accepts connections when this returns. Without the program on this machine the test is skipped.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, Program))), $"needs {Program}, which is not on this machine's PATH (tests/run.sh installs it)");
        var server = new RedisServer(FreePort.Take(1)[0]);
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

    /// <summary>Starts it again on the same port, with nothing in it.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        var arguments = new[] { "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", _folder.Path };
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{Program} did not start.");
        await WaitUntilReadyAsync(_process);
    }

    /// <summary>kill -9; what it held is lost.</summary>
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
