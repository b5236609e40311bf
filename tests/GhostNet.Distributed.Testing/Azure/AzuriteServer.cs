using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace GhostNet.Distributed.Testing;

/// <summary>
/// Azure Blob Storage's emulator, started for a test class (<c>IClassFixture&lt;AzuriteServer&gt;</c>) on a free port and gone with it, with all it held. Where it
/// cannot run, whoever asks for <see cref="ConnectionString"/> is skipped with the reason.
/// </summary>
public sealed partial class AzuriteServer : IAsyncLifetime
{
    /// <summary>The emulator's well-known account.</summary>
    public const string Account = "devstoreaccount1";

    /// <summary>The emulator's well-known key: public, and of use nowhere else.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _said = [];
    private Process? _process;
    private string? _reason;
    private int _port;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port
    {
        get
        {
            Assert.SkipWhen(_reason is not null, _reason ?? "");
            return _port;
        }
    }

    /// <summary>The connection string of the emulator.</summary>
    public string ConnectionString => ConnectionStringOn(Port);

    /// <summary>The connection string of the emulator behind another port, such as a <see cref="FaultProxy"/>'s.</summary>
    public static string ConnectionStringOn(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{port}/{Account};");

    /// <summary>A container's name that no other test has.</summary>
    public static string NewContainer() => $"test-{Guid.NewGuid():N}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "azurite");
        var program = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(program))
        {
            _reason = $"needs Azurite, which is not installed: run npm ci in {folder} (tests/run.sh does)";
            return;
        }

        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _process = Start(program, listening);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            _reason = $"needs Node.js to run Azurite, which is not installed ({e.Message})";
            return;
        }

        try
        {
            _port = await listening.Task.WaitAsync(StartTimeout);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Azurite did not say within {StartTimeout} that it listens; it said: {string.Join('\n', _said)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    /// <summary>Kills the emulator as a crash would: what it held is lost.</summary>
    public async Task KillAsync()
    {
        _process?.Kill(entireProcessTree: true);
        await (_process?.WaitForExitAsync() ?? Task.CompletedTask);
    }

    private Process Start(string program, TaskCompletionSource<int> listening)
    {
        string[] arguments = [program, "--blobHost", IPAddress.Loopback.ToString(), "--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Hear(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, listening);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"Azurite ended before it listened; it said: {string.Join('\n', _said)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Hear(string? line, TaskCompletionSource<int> listening)
    {
        if (line is null)
        {
            return;
        }

        _said.Enqueue(line);
        // Azurite Blob service successfully listens on http://127.0.0.1:41385
        if (Listens().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"successfully listens on http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listens();
}
