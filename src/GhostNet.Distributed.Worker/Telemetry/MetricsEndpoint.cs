using GhostNet.Distributed.Worker.Configuration;

namespace GhostNet.Distributed.Worker.Telemetry;

/// <summary>Answers Prometheus on the worker's HTTP port.</summary>
internal static partial class MetricsEndpoint
{
    private const string Path = "/metrics";

    /// <summary>Maps <c>/metrics</c>: for whoever shows the token; for everybody who reaches the address when there is none, which is this machine unless it was told otherwise, and then it is said aloud.</summary>
    public static void Map(WebApplication app, WorkerSettings settings)
    {
        if (settings.HttpTokenFile is null && !settings.IsHttpLocal)
        {
            LogOpen(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(MetricsEndpoint)), settings.HttpAddress);
        }

        var token = settings.HttpTokenFile is { } file ? new BearerToken(file) : null;
        app.Map(Path, metrics =>
        {
            metrics.Use((context, next) =>
            {
                if (token is null || token.IsShownBy(context.Request))
                {
                    return next(context);
                }

                BearerToken.Refuse(context.Response);
                return Task.CompletedTask;
            });
            metrics.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        });
    }

    [LoggerMessage(LogLevel.Warning, "Whoever reaches {Address} can read /metrics: names of models, labels and rates. Name a file with a token in GhostNet:HttpTokenFile, or listen on 127.0.0.1.")]
    private static partial void LogOpen(ILogger logger, string address);
}
