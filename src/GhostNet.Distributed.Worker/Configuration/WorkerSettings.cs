using System.Net;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Worker.Telemetry;
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

    private const string Everything = "GhostNet";
    private const string LedgerKey = "GhostNet:Ledger";
    private const string ConnectionKey = "GhostNet:StorageConnection";
    private const string TokenKey = "GhostNet:HttpTokenFile";
    private const string ClusterSection = "GhostNet:Cluster";
    private const string LabelsSection = "GhostNet:Labels";
    private const string RedisKey = $"{ClusterSection}:Redis";

    public required ClusteringKind Clustering { get; init; }

    public string? Redis { get; init; }

    /// <summary>PEM file of the authorities that Redis' certificate is from; null for those of the machine.</summary>
    public string? RedisAuthorities { get; init; }

    /// <summary>What silos and clients of the cluster know each other by; null for a cluster without TLS.</summary>
    public CertificateFiles? Tls { get; init; }

    public required string ClusterId { get; init; }

    public required string SiloName { get; init; }

    public IPAddress? AdvertisedAddress { get; init; }

    public required int SiloPort { get; init; }

    public required int GatewayPort { get; init; }

    public required int PrimarySiloPort { get; init; }

    /// <summary>Where the ledger is, as <see cref="BlobStoreLocation"/> reads it.</summary>
    public required string Ledger { get; init; }

    /// <summary>How stores are opened: the ledger's, and those of datasets.</summary>
    public required BlobStoreOptions Stores { get; init; }

    public required string HttpAddress { get; init; }

    /// <summary>The file with the token that <c>/metrics</c> asks for; null when it asks for none.</summary>
    public string? HttpTokenFile { get; init; }

    /// <summary>Whether HTTP is answered to this machine alone.</summary>
    public bool IsHttpLocal => BindingAddress.Parse(HttpAddress).Host is "localhost" or "127.0.0.1" or "[::1]";

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
            Redis = clustering == ClusteringKind.Redis ? reader.Required(RedisKey, "the address of Redis, such as redis.internal:6379") : null,
            RedisAuthorities = TlsSettings.ReadAuthorities($"{RedisKey}Authorities", reader),
            Tls = TlsSettings.Read(reader),
            ClusterId = reader.Text($"{ClusterSection}:ClusterId", "ghostnet"),
            SiloName = reader.Text($"{ClusterSection}:SiloName", DefaultSiloName(configuration, siloPort)),
            AdvertisedAddress = reader.Address($"{ClusterSection}:AdvertisedAddress", configuration["POD_IP"]),
            SiloPort = siloPort,
            GatewayPort = reader.Port($"{ClusterSection}:GatewayPort", 30000),
            PrimarySiloPort = reader.Port($"{ClusterSection}:PrimarySiloPort", siloPort),
            Ledger = reader.Required(LedgerKey, "the ledger's folder, azure:container[/prefix] or https:// address, the same for every worker of the cluster"),
            Stores = new BlobStoreOptions { ConnectionString = reader.Text(ConnectionKey, configuration[BlobStoreOptions.ConnectionStringVariable]) },
            HttpAddress = reader.HttpAddress("GhostNet:Http", "http://127.0.0.1:8080"),
            HttpTokenFile = reader.Text(TokenKey, null),
            Worker = reader.Section<WorkerOptions>(WorkerSection),
            Coordinator = reader.Section<CoordinatorOptions>(CoordinatorSection),
            Labels = ReadLabels(reader),
        };
        Check(settings, reader);
        reader.RequireKnown(Everything);
        reader.ThrowIfFaulty();
        return settings;
    }

    /// <summary>Checks the files that the settings name. Apart from reading, since settings are also read where their files are not: by whoever writes them for another machine.</summary>
    /// <exception cref="OptionsValidationException">A file cannot be used.</exception>
    public void RequireFiles()
    {
        if (HttpTokenFile is { } file && BearerToken.FaultOf(file) is { } fault)
        {
            throw new OptionsValidationException(Everything, typeof(WorkerSettings), [$"{TokenKey} is '{file}', which cannot be used: {fault}"]);
        }
    }

    /// <summary>What each value allows and all of them together do not.</summary>
    private static void Check(WorkerSettings settings, SettingsReader reader)
    {
        reader.Require(LedgerKey, settings.Ledger.Length == 0 || LedgerFault(settings) is null, $"cannot be used: {LedgerFault(settings)}");
        reader.Require($"{ClusterSection}:GatewayPort", settings.GatewayPort != settings.SiloPort, $"is {settings.GatewayPort}, as {ClusterSection}:SiloPort is; they must differ.");
        reader.Require(
            $"{ClusterSection}:SiloName", !settings.SiloName.Contains('@', StringComparison.Ordinal), $"is '{settings.SiloName}'; '@' is no part of a name, because it separates a model from the silo it is pinned to.");
        reader.Require(RedisKey, settings.Redis is not { Length: > 0 } redis || Configuration.Clustering.IsRedis(redis), "is no address of Redis; expected host:port, with options such as ,password=… behind it.");
        reader.Require(
            $"{RedisKey}Authorities",
            settings.RedisAuthorities is null || settings.Redis is not { Length: > 0 } address || !Configuration.Clustering.IsRedis(address) || Configuration.Clustering.IsTls(address),
            $"is set, and {RedisKey} does not ask for TLS; add ,ssl=true to it.");
    }

    // Opens the store without asking it anything; what is wrong is told without secrets.
    private static string? LedgerFault(WorkerSettings settings)
    {
        try
        {
            _ = BlobStores.Open(settings.Ledger, settings.Stores);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    // Placement goes by name, so two workers on one machine may not share one.
    private static string DefaultSiloName(IConfiguration configuration, int siloPort) =>
        configuration["POD_NAME"] ?? $"{Environment.MachineName.ToLowerInvariant()}{(siloPort == 11111 ? "" : $"-{siloPort}")}";

    /// <summary>Labels from configuration; the architecture is what the process runs as, whatever anybody says.</summary>
    private static Dictionary<string, string> ReadLabels(SettingsReader reader)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (var (key, value) in reader.Texts(LabelsSection))
        {
            // As a job's selector can ask for it: a label that none can name would only look like one.
            reader.Require($"{LabelsSection}:{key}", IsLabel(key, value), $"is '{value}'; expected letters, digits, '.', '-', '_' and '/'.");
            labels[key] = value;
        }

        labels["arch"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return labels;
    }

    private static bool IsLabel(string key, string value)
    {
        try
        {
            return NodeSelector.Parse($"{key}={value}").Labels.Count == 1;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
