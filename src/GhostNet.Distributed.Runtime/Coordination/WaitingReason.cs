using System.Globalization;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Why a job does not go on, as far as its workers are the reason; gone when it goes on.</summary>
internal static class WaitingReason
{
    private const int Named = 5;

    /// <summary>The reason, as a clause for a person; null when there is none.</summary>
    /// <param name="hosts">The job's workers.</param>
    /// <param name="selector">Which of them may work on the job.</param>
    /// <param name="openedAt">When the coordinator began: workers need a moment to ask.</param>
    /// <param name="now">The time.</param>
    public static string? Of(Hosts hosts, NodeSelector? selector, DateTimeOffset openedAt, DateTimeOffset now)
    {
        var live = hosts.Live(now).OrderBy(host => host.Name, StringComparer.Ordinal).ToList();
        if (live.Count == 0)
        {
            return hosts.AskedAt is { } askedAt ? string.Create(CultureInfo.InvariantCulture, $"waits for a worker: none has asked for work since {askedAt.UtcDateTime:HH:mm:ss} UTC")
                : now - openedAt > Hosts.Recently ? "waits for a worker: none has asked for work yet"
                : null;
        }

        var suitable = live.Where(host => host.IsSuitable).ToList();
        if (suitable.Count == 0)
        {
            var wanted = selector is null || selector == NodeSelector.Any ? "a live worker" : $"a node with {selector}";
            var asked = live.Count == 1 ? "1 node has asked" : $"{live.Count} nodes have asked";
            return $"waits for {wanted}: {asked}; {Enumerate(live, Lack)}";
        }

        var waiting = suitable.Where(host => host.Waiting is not null).ToList();
        return waiting.Count == 0 ? null
            : waiting.Count == suitable.Count ? $"waits: {Enumerate(waiting, host => $"{host.Name}: {host.Waiting}")}"
            : $"{suitable.Count - waiting.Count} of {suitable.Count} workers go on; the others wait: {Enumerate(waiting, host => $"{host.Name}: {host.Waiting}")}";
    }

    private static string Lack(Host host) => host.IsMember ? $"{host.Name} lacks {string.Join(',', host.Missing)}" : $"{host.Name} is not a live member of the cluster";

    private static string Enumerate(List<Host> hosts, Func<Host, string> tell) =>
        string.Join("; ", hosts.Take(Named).Select(tell)) + (hosts.Count > Named ? $"; and {hosts.Count - Named} more" : "");
}
