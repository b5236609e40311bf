using System.Globalization;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>Where everything that must last is: the names of the ledger's blobs.</summary>
internal static class LedgerNames
{
    private const string ActivePrefix = "active/";
    private const string JobsPrefix = "jobs/";
    private const string ResultsFolder = "results/";
    private const string CanaryFolder = "canary/";
    private const string TrialsFolder = "trials/";
    private const string CheckpointsFolder = "checkpoints/";
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

    /// <summary>
    /// The beginning of the names of a thousand shards and their pieces: <c>results/012</c> is of 012000 to 012999. From the millionth shard on, a few others begin so too.
    /// </summary>
    public static string ResultsOfBlock(JobId job, int block) => Results(job) + block.ToString("D3", CultureInfo.InvariantCulture);

    public static string Canaries(JobId job) => $"{JobsPrefix}{job}/{CanaryFolder}";

    public static BlobName Result(JobId job, ShardId shard) => BlobName.Parse((shard.Architecture is null ? Results(job) : Canaries(job)) + shard);

    public static ShardId? ShardOfResult(JobId job, BlobName result) => ShardBehind(Results(job), result) is { Architecture: null } shard ? shard : null;

    public static ShardId? ShardOfCanary(JobId job, BlobName result) => ShardBehind(Canaries(job), result) is { Architecture: not null } shard ? shard : null;

    public static string Trials(JobId job) => $"{JobsPrefix}{job}/{TrialsFolder}";

    public static BlobName Trial(JobId job, ShardAttempt attempt) =>
        BlobName.Parse(string.Create(CultureInfo.InvariantCulture, $"{Trials(job)}{attempt.Shard}.{attempt.Attempt.Value}"));

    public static ShardAttempt? AttemptOfTrial(JobId job, BlobName trial)
    {
        var name = trial.Value[Trials(job).Length..];
        var dot = name.LastIndexOf('.');
        return dot > 0 && ShardId.TryParse(name[..dot], out var shard) && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new ShardAttempt(shard, new AttemptNumber(attempt))
            : null;
    }

    public static string Checkpoints(JobId job) => $"{JobsPrefix}{job}/{CheckpointsFolder}";

    /// <summary>By how much it stands for, so that the last name is the latest.</summary>
    public static BlobName Checkpoint(JobId job, int count) => BlobName.Parse(Checkpoints(job) + count.ToString("D9", CultureInfo.InvariantCulture));

    public static BlobName CancellationMarker(JobId job) => InJob(job, "canceled");

    public static BlobName Report(JobId job) => InJob(job, "report.json");

    public static BlobName MarkdownReport(JobId job) => InJob(job, "report.md");

    public static BlobName Model(ModelRef model) => InModel(model, "model.onnx");

    public static BlobName Card(ModelRef model) => InModel(model, "card.json");

    /// <summary>Where the graphs of a model for a target are; content-addressed, so that a damaged or newer one never stands in another's way.</summary>
    public static string Variants(ModelRef model, string target) => $"{InModel(model, $"variants/{target}")}-";

    public static BlobName Variant(ModelRef model, string target, string digest) => BlobName.Parse($"{Variants(model, target)}{digest}.onnx");

    /// <summary>The digest in the name of a variant's blob; null when it is none.</summary>
    public static string? DigestOfVariant(ModelRef model, string target, BlobName blob)
    {
        var name = blob.Value[Variants(model, target).Length..];
        return name.Length == 64 + ".onnx".Length && name.EndsWith(".onnx", StringComparison.Ordinal) ? name[..64] : null;
    }

    private static ShardId? ShardBehind(string folder, BlobName blob) => ShardId.TryParse(blob.Value[folder.Length..], out var shard) ? shard : null;

    private static BlobName InJob(JobId job, string name) => BlobName.Parse($"{JobsPrefix}{job}/{name}");

    private static BlobName InModel(ModelRef model, string name) => BlobName.Parse($"models/{model.Name}/{model.Digest}/{name}");
}
