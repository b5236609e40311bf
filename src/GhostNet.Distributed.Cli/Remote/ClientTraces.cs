using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>Exports the client's part of a job's trace where the variables of OpenTelemetry say where to, and costs nothing where they do not.</summary>
internal static class ClientTraces
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    // The calls to grains, whose spans carry the trace to the silos.
    private const string GrainCalls = "Microsoft.Orleans.Application";

    /// <summary>Whether there is anywhere to export to.</summary>
    public static bool IsWanted => IsSet(Endpoint) || IsSet(TracesEndpoint);

    /// <summary>Adds the exporter; spans go out when the services are disposed.</summary>
    public static void Add(HostApplicationBuilder builder)
    {
        // OpenTelemetry asks the host's configuration, which has nothing else of the environment.
        builder.Configuration.AddInMemoryCollection(Variables());
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .Clear()
                .AddService("ghostnet", serviceVersion: typeof(ClientTraces).Assembly.GetName().Version!.ToString(3))
                .AddTelemetrySdk()
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(JobTrace.Source, GrainCalls).SetSampler(new ParentBasedSampler(new AlwaysOffSampler())).AddOtlpExporter());
    }

    private static IEnumerable<KeyValuePair<string, string?>> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
        .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal));

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
