using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>Where everything that must last is: the names of the ledger's blobs.</summary>
internal static class LedgerNames
{
    private const string ActivePrefix = "active/";
    private const string JobsPrefix = "jobs/";
    private const string ResultsFolder = "results/";
    private const string SpecName = "job.json";

    public static string Active => ActivePrefix;

    public static BlobName ActiveMarker(JobId job) => BlobName.Parse(ActivePrefix + job);

    public static JobId? JobOfActiveMarker(BlobName marker) => JobId.TryParse(marker.Value[ActivePrefix.Length..], out var job) ? job : null;

    public static string Jobs => JobsPrefix;

    public static BlobName Spec(JobId job) => InJob(job, SpecName);

    /// <summary>The job whose spec this blob is; null for any other blob. What has no spec is no job.</summary>
    public static JobId? JobOfSpec(BlobName blob) =>
        blob.Value.Split('/') is [_, var id, SpecName] && JobId.TryParse(id, out var job) ? job : null;

    public static BlobName Plan(JobId job) => InJob(job, "plan.json");

    public static string Results(JobId job) => $"{JobsPrefix}{job}/{ResultsFolder}";

    public static BlobName Result(JobId job, ShardId shard) => BlobName.Parse(Results(job) + shard);

    public static ShardId? ShardOfResult(JobId job, BlobName result) =>
        int.TryParse(result.Value.AsSpan(Results(job).Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var shard)
            ? new ShardId(shard)
            : null;

    public static BlobName CancellationMarker(JobId job) => InJob(job, "canceled");

    public static BlobName Report(JobId job) => InJob(job, "report.json");

    public static BlobName MarkdownReport(JobId job) => InJob(job, "report.md");

    public static BlobName Model(ModelRef model) => InModel(model, "model.onnx");

    public static BlobName Card(ModelRef model) => InModel(model, "card.json");

    private static BlobName InJob(JobId job, string name) => BlobName.Parse($"{JobsPrefix}{job}/{name}");

    private static BlobName InModel(ModelRef model, string name) => BlobName.Parse($"models/{model.Name}/{model.Digest}/{name}");
}
