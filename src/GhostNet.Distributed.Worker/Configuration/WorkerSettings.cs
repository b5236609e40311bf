using System.Net;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Configuration;

/// <summary>How silos of a cluster find each other.</summary>
internal enum ClusteringKind
{
    /// <summary>One machine; the first silo is the primary.</summary>
    Localhost,

    /// <summary>Through a Redis that all of them reach.</summary>
    Redis,
}

/// <summary>Everything that a worker is told from outside, read and checked once, before anything is started.</summary>
internal sealed record WorkerSettings
{
    /// <summary>Section of <see cref="WorkerOptions"/>.</summary>
    public const string WorkerSection = "GhostNet:Worker";

    /// <summary>Section of <see cref="CoordinatorOptions"/>.</summary>
    public const string CoordinatorSection = "GhostNet:Coordinator";

    private const string ClusterSection = "GhostNet:Cluster";
    private const string LabelsSection = "GhostNet:Labels";

    public required ClusteringKind Clustering { get; init; }

    public string? Redis { get; init; }

    public required string ClusterId { get; init; }

    public required string SiloName { get; init; }

    public IPAddress? AdvertisedAddress { get; init; }

    public required int SiloPort { get; init; }

    public required int GatewayPort { get; init; }

    public required int PrimarySiloPort { get; init; }

    public required string Ledger { get; init; }

    public required string HttpAddress { get; init; }

    public required WorkerOptions Worker { get; init; }

    public required CoordinatorOptions Coordinator { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsValidationException">All faults, each with its key.</exception>
    public static WorkerSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var clustering = reader.Enum($"{ClusterSection}:Clustering", ClusteringKind.Localhost);
        var siloPort = reader.Port($"{ClusterSection}:SiloPort", 11111);
        var settings = new WorkerSettings
        {
            Clustering = clustering,
            Redis = clustering == ClusteringKind.Redis ? reader.Required($"{ClusterSection}:Redis", "the address of Redis, such as redis.internal:6379") : null,
            ClusterId = reader.Text($"{ClusterSection}:ClusterId", "ghostnet"),
            SiloName = reader.Text($"{ClusterSection}:SiloName", DefaultSiloName(configuration, siloPort)),
            AdvertisedAddress = reader.Address($"{ClusterSection}:AdvertisedAddress", configuration["POD_IP"]),
            SiloPort = siloPort,
            GatewayPort = reader.Port($"{ClusterSection}:GatewayPort", 30000),
            PrimarySiloPort = reader.Port($"{ClusterSection}:PrimarySiloPort", siloPort),
            Ledger = reader.Required("GhostNet:Ledger", "the folder of the ledger, the same for every worker of the cluster"),
            HttpAddress = reader.Text("GhostNet:Http", "http://127.0.0.1:8080"),
            Worker = reader.Section<WorkerOptions>(WorkerSection),
            Coordinator = reader.Section<CoordinatorOptions>(CoordinatorSection),
            Labels = ReadLabels(configuration),
        };
        reader.ThrowIfFaulty();
        return settings;
    }

    // Placement goes by name, so two workers on one machine may not share one.
    private static string DefaultSiloName(IConfiguration configuration, int siloPort) =>
        configuration["POD_NAME"] ?? $"{Environment.MachineName.ToLowerInvariant()}{(siloPort == 11111 ? "" : $"-{siloPort}")}";

    /// <summary>Labels from configuration; the architecture is what the process runs as, whatever anybody says.</summary>
    private static Dictionary<string, string> ReadLabels(IConfiguration configuration)
    {
        var labels = configuration.GetSection(LabelsSection).GetChildren().Where(l => l.Value is not null).ToDictionary(l => l.Key, l => l.Value!, StringComparer.Ordinal);
        labels["arch"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return labels;
    }
}
