using GhostNet.Distributed.Worker.Configuration;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GhostNet.Distributed.Worker.Telemetry;

/// <summary>Exports what the libraries measure and trace: to Prometheus always, and by OTLP where the variables of OpenTelemetry (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its like) say where to.</summary>
internal static class OpenTelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string Sampler = "OTEL_TRACES_SAMPLER";

    // The calls between grains that a traced call leads to; their spans carry a job's trace from silo to silo.
    private const string GrainCalls = "Microsoft.Orleans.Application";
    private const string Runtime = "Microsoft.Orleans";

    /// <summary>Adds the exporters.</summary>
    public static void Add(WebApplicationBuilder builder, WorkerSettings settings)
    {
        var configuration = builder.Configuration;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, settings))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(JobTrace.Source, Runtime).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (IsSet(configuration, Endpoint, MetricsEndpoint))
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (IsSet(configuration, Endpoint, TracesEndpoint))
        {
            telemetry.WithTracing(traces => Trace(traces, configuration));
        }
    }

    private static void Trace(TracerProviderBuilder traces, IConfiguration configuration)
    {
        traces.AddSource(JobTrace.Source, GrainCalls).AddOtlpExporter();
        if (!IsSet(configuration, Sampler))
        {
            // Spans of jobs say of themselves that they are recorded. What has no such span above it is a silo asking whether there is anything to do, again and again.
            traces.SetSampler(new ParentBasedSampler(new AlwaysOffSampler()));
        }
    }

    // Before the detectors of the environment, which have the last word: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES.
    private static void Describe(ResourceBuilder resource, WorkerSettings settings) => resource
        .Clear()
        .AddService("ghostnet-worker", settings.ClusterId, typeof(OpenTelemetryExport).Assembly.GetName().Version!.ToString(3), autoGenerateServiceInstanceId: false, serviceInstanceId: settings.SiloName)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static bool IsSet(IConfiguration configuration, params string[] variables) => variables.Any(variable => configuration[variable] is { Length: > 0 });
}
