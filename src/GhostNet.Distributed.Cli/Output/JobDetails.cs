using System.Globalization;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>Everything that is known of one job, for people.</summary>
internal static class JobDetails
{
    /// <summary>Writes the job.</summary>
    public static void Write(JobStatus status, JobSpec spec, IAnsiConsole console)
    {
        var tally = status.Tally;
        Facts.Write(
            console,
            ("job", status.Id.Value),
            ("state", Invariant($"{status.State}: {InWords(status)}")),
            ("reason", status.Reason),
            ("images", Invariant($"{tally.Samples:N0} of {status.Samples:N0}{(status.Samples > 0 ? Invariant($" ({100.0 * tally.Samples / status.Samples:F1} %)") : "")}, {tally.Failed:N0} failed")),
            (status.IsFinal ? "top-1" : "top-1 so far", tally is { Scored: > 0, Top1Correct: > 0 } ? Invariant($"{100.0 * tally.Top1Correct / tally.Scored:F2} % of {tally.Scored:N0} scored") : null),
            ("shards", Invariant($"{status.AcceptedShards:N0} of {status.Shards:N0} accepted, {status.LeasedShards:N0} in work{(status.RecoveredShards > 0 ? Invariant($", {status.RecoveredShards:N0} recovered from the ledger") : "")}")),
            ("kind", spec.Kind.ToString().ToLowerInvariant()),
            ("model", $"{spec.Model.Name} ({ShortDigest.Of(spec.Model.Digest)})"),
            ("dataset", $"{spec.Dataset.Name}@{ShortDigest.Of(spec.Dataset.Digest)} in {spec.Dataset.Images}"),
            ("recipe", spec.Recipe is null ? null : "its own, instead of the card's"),
            ("priority", spec.Priority.ToString(CultureInfo.InvariantCulture)),
            ("selector", spec.NodeSelector?.ToString() ?? "any node"),
            ("shard size", spec.ShardSize is { } size ? Invariant($"{size:N0}") : "by the dataset's size, shrinking toward the end"),
            ("may fail", spec.MaxFailedSamples.ToString()),
            ("classes kept", spec.TopK.ToString(CultureInfo.InvariantCulture)),
            ("canary", spec.Canary > 0 ? Invariant($"{spec.Canary:N0} images on every architecture") : null),
            ("limit an image", spec.SampleTimeLimit is { } limit ? Invariant($"{limit.TotalSeconds} s") : null));
    }

    /// <summary>What a state means for whoever asks.</summary>
    private static string InWords(JobStatus status) => status.State switch
    {
        JobState.Pending => "accepted, and no shard has been begun",
        JobState.Running when status.AcceptedShards == status.Shards => "every shard is accepted, and the report is being made",
        JobState.Running when status.LeasedShards == 0 => "no worker holds a shard at the moment",
        JobState.Running => "workers are at it",
        JobState.Succeeded => "every image is accounted for, and the report is in the ledger",
        JobState.Failed => "it cannot be finished; what was accepted stays in the ledger",
        JobState.Canceled => "canceled for good; what was accepted stays in the ledger",
        _ => "a state that this release does not know",
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
