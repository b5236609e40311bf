using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>A Prometheus of the test's own, with the configuration and the rules of <c>deploy/observability</c>: only targets, token and intervals are the test's.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly GhostNetProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(TemporaryFolder folder, GhostNetProcess process, HttpClient http) => (_folder, _process, _http) = (folder, process, http);

    /// <summary>What it wrote to standard output.</summary>
    public string Said => _process.OutputSoFar;

    /// <summary>Starts it; it may take a moment until it answers.</summary>
    public static async Task<PrometheusServer> StartAsync(IEnumerable<string> targets, string tokenFile)
    {
        var folder = new TemporaryFolder();
        folder.Write("alerts.yaml", await File.ReadAllBytesAsync(ObservabilityFiles.Alerts, TestContext.Current.CancellationToken));
        var configuration = folder.Write("prometheus.yaml", Configured(await File.ReadAllTextAsync(ObservabilityFiles.Prometheus, TestContext.Current.CancellationToken), targets, tokenFile));
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Take(1)[0]}");
        var process = GhostNetProcess.Start(
            "prometheus", folder.Path, new Dictionary<string, string?>(), $"--config.file={configuration}", $"--storage.tsdb.path={folder["data"]}", $"--web.listen-address={address}", "--log.level=warn");
        return new PrometheusServer(folder, process, new HttpClient { BaseAddress = new Uri($"http://{address}/api/v1/") });
    }

    /// <summary>The value of an expression that has one; null when it has none, or no answer came.</summary>
    public async Task<double?> ValueAsync(string expression)
    {
        var answer = await AskAsync($"query?query={Uri.EscapeDataString(expression)}");
        return answer?["result"]?.AsArray() is [{ } only] ? double.Parse(only["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The rules that were evaluated and had no fault.</summary>
    public async Task<IReadOnlyList<string>> HealthyRulesAsync() =>
        [.. (await AskAsync("rules"))?["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Where(rule => rule!["health"]!.GetValue<string>() == "ok").Select(rule => rule!["name"]!.GetValue<string>()) ?? []];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static string Configured(string file, IEnumerable<string> targets, string tokenFile)
    {
        const string Targets = "      - targets:\n";
        var at = file.IndexOf(Targets, StringComparison.Ordinal) + Targets.Length;
        return file[..at].Replace("/etc/prometheus/ghostnet-token", tokenFile, StringComparison.Ordinal).Replace("15s", "1s", StringComparison.Ordinal)
            + string.Concat(targets.Select(target => $"          - {target}\n"));
    }

    private async Task<JsonNode?> AskAsync(string path)
    {
        try
        {
            return JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken))!["data"];
        }
        catch (HttpRequestException)
        {
            // Not there yet.
            return null;
        }
    }
}
