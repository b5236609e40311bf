using static System.FormattableString;

namespace GhostNet.Distributed.Reporting;

/// <summary>What bounds a job, in words.</summary>
internal static class TimeWords
{
    private const int HostsNamed = 3;

    // Below this share the runner-up is no news.
    private const double WorthTelling = 0.2;

    private static readonly TimePart[] Parts = Enum.GetValues<TimePart>();

    /// <summary>The part that took most; of equal ones the earlier in a sample's life.</summary>
    public static TimePart LargestOf(ThreadSeconds seconds) => Parts.MaxBy(seconds.Of);

    /// <summary>What bounds the job and on how many hosts, what comes next if it is much, and which hosts are bound by something else.</summary>
    public static string Conclusion(ThreadSeconds all, IReadOnlyDictionary<string, ThreadSeconds> hosts)
    {
        var bound = LargestOf(all);
        var next = Parts.Where(part => part != bound).MaxBy(all.Of);
        var others = hosts.Select(host => (Name: host.Key, Part: LargestOf(host.Value), Seconds: host.Value)).Where(host => host.Part != bound).OrderByDescending(host => host.Seconds.Total).ToList();
        var where = hosts.Count == 1 ? hosts.Keys.First()
            : others.Count == hosts.Count ? Invariant($"the whole of {hosts.Count:N0} hosts")
            : Invariant($"{hosts.Count - others.Count:N0} of {hosts.Count:N0} hosts");
        var then = all.ShareOf(next) >= WorthTelling ? $", then {Word(next)} {Percent(all, next)}" : "";
        var named = others.Take(HostsNamed).Select(host => $"{host.Name}: {Word(host.Part)} {Percent(host.Seconds, host.Part)}");
        var more = others.Count > HostsNamed ? Invariant($" and {others.Count - HostsNamed:N0} more") : "";
        var besides = others.Count > 0 ? $" ({string.Join(", ", named)}{more})" : "";
        return $"{(bound == TimePart.Idle ? "idle" : $"{Word(bound)}-bound")} on {where}: {Percent(all, bound)} of thread time{then}{besides}";
    }

    /// <summary>What to do about threads that wait; null where they work.</summary>
    public static string? Advice(TimePart bound, string images) => bound switch
    {
        TimePart.Fetch => $"The threads waited for images from {images}. A store nearer to the workers helps, or tar shards instead of single images; more workers on the same store do not.",
        TimePart.Commit => "The threads waited for the ledger to take results. Larger shards help, since each is one result; or a ledger nearer to the workers.",
        TimePart.Idle => "The threads had no shard of this job to work on: it was small for so many threads, its shards too large to go round, or other jobs had the workers. Smaller shards or fewer workers waste less.",
        _ => null,
    };

    private static string Word(TimePart part) => part switch
    {
        TimePart.Fetch => "fetch",
        TimePart.Decode => "decode",
        TimePart.Resize => "resize",
        TimePart.Infer => "infer",
        TimePart.Commit => "commit",
        TimePart.Idle => "idle",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "A new part needs a word."),
    };

    private static string Percent(ThreadSeconds seconds, TimePart part) => Invariant($"{100 * seconds.ShareOf(part):F0} %");
}
