using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>Where the time went over all hosts.</summary>
internal static class TimeFold
{
    private const string Definition =
        "Thread time is the time from a host's first sample to its last prediction, by its clock and without the time in which it was down, times its inference threads. Decode, resize and infer: " +
        "threads at work on samples that count. Fetch: threads without a sample while samples of the job were still to be fetched. Commit: threads without a sample while nothing was to be fetched " +
        "and the result of a shard was being written. Idle: the rest, such as no shard to work on, the last samples at other threads, other jobs, work that does not count, and what passes between " +
        "two samples. Parts do not overlap: requests under way while the threads work cost nothing. Not included: loading the model, and whatever comes after a host's last prediction.";

    /// <summary>The sum of the hosts that tell it; null when none does.</summary>
    /// <param name="hosts">The rows of the report.</param>
    /// <param name="images">Where the images are, as the job says.</param>
    public static ReportedTime? Of(ImmutableArray<ReportedHost> hosts, string images)
    {
        // A host that came back with other facts has a row for each.
        SortedDictionary<string, ThreadSeconds> byName = new(StringComparer.Ordinal);
        foreach (var row in hosts)
        {
            if (row.ThreadSeconds is { } seconds)
            {
                byName[row.Host.Name] = byName.TryGetValue(row.Host.Name, out var before) ? Sum(before, seconds) : seconds;
            }
        }

        if (byName.Count == 0)
        {
            return null;
        }

        var all = byName.Values.Aggregate(Sum);
        var bound = TimeWords.LargestOf(all);
        return new ReportedTime(all, bound, TimeWords.Conclusion(all, byName), TimeWords.Advice(bound, images), Definition);
    }

    private static ThreadSeconds Sum(ThreadSeconds a, ThreadSeconds b) => new(
        Round(a.Total + b.Total), Round(a.Fetch + b.Fetch), Round(a.Decode + b.Decode), Round(a.Resize + b.Resize), Round(a.Infer + b.Infer), Round(a.Commit + b.Commit), Round(a.Idle + b.Idle));

    private static double Round(double seconds) => Math.Round(seconds, 3);
}
