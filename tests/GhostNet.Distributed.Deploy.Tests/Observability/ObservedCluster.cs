using System.Net.Http.Headers;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>Two workers and a command line that have done one job and told of it in every way there is: by OTLP, at <c>/metrics</c> behind a token, and in JSON logs.</summary>
public sealed class ObservedCluster : IAsyncLifetime
{
    private const string Token = "token-of-this-observed-cluster";

    private readonly TemporaryFolder _folder = new();
    private ClusterQuestion? _question;
    private TestCluster? _cluster;
    private OtlpReceiver? _receiver;

    /// <summary>The job.</summary>
    public JobId Job { get; private set; }

    /// <summary>What a collector was told.</summary>
    internal OtlpReceiver Told => _receiver!;

    /// <summary>The workers.</summary>
    public IReadOnlyList<WorkerProcess> Workers => _cluster!.Workers;

    /// <summary>The file with the token that <c>/metrics</c> asks for.</summary>
    public string TokenFile => _folder["token"];

    /// <summary>What each worker answered Prometheus when the job was done.</summary>
    public IReadOnlyList<Scrape> Scrapes { get; private set; } = [];

    /// <summary>Samples of the job.</summary>
    public int Samples => _question!.Samples;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var token = _folder.Write("token", Token);
        _receiver = await OtlpReceiver.StartAsync();
        var telemetry = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _receiver.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };
        _question = await ClusterQuestion.MakeAsync(1);
        _cluster = await TestCluster.StartAsync(new ClusterSetup
        {
            Question = _question,
            Workers = 2,
            ClientEnvironment = telemetry,
            Configure = (_, start) => start with
            {
                Environment = new Dictionary<string, string?>(start.Environment.Concat(telemetry))
                {
                    ["GhostNet__HttpTokenFile"] = token,
                    ["Logging__Console__FormatterName"] = "json",
                    ["Logging__Console__FormatterOptions__IncludeScopes"] = "true",
                },
            },
        });
        Job = JobId.Parse(await _cluster.SubmitAsync());
        await _cluster.Ledger.WaitForReportAsync(Job.Value);
        Scrapes = await Task.WhenAll(_cluster.Workers.Select(ScrapeAsync));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        _question?.Dispose();
        _folder.Dispose();
    }

    private static async Task<Scrape> ScrapeAsync(WorkerProcess worker)
    {
        using var client = new HttpClient { BaseAddress = worker.Http };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return Scrape.Parse(await client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken));
    }
}
