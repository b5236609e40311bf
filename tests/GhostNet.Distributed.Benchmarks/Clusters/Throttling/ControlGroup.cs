using System.Globalization;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Benchmarks.Clusters.Throttling;

/// <summary>A control group with a processor quota, of either version that Linux has.</summary>
internal sealed class ControlGroup : IAsyncDisposable
{
    private const string Second = "/sys/fs/cgroup";
    private const string First = "/sys/fs/cgroup/cpu";

    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    /// <summary>Where a group with a quota can be made; null when nowhere.</summary>
    public static string? FindParent()
    {
        var parent = File.Exists($"{Second}/cgroup.subtree_control") ? Second : First;
        var probe = Path.Combine(parent, $"ghostnet-probe-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(probe);
            var canLimit = File.Exists($"{probe}/cpu.max") || File.Exists($"{probe}/cpu.cfs_quota_us");
            Directory.Delete(probe);
            return canLimit ? parent : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes a group and puts a worker into it.</summary>
    public static ControlGroup Create(string parent, WorkerProcess worker, double share)
    {
        var group = new ControlGroup(Path.Combine(parent, $"ghostnet-{worker.ProcessId}"));
        Directory.CreateDirectory(group._path);
        var period = (long)CpuThrottle.Period.TotalMicroseconds;
        var quota = (long)(period * share);
        if (parent == Second)
        {
            group.Write("cpu.max", $"{quota} {period}");
        }
        else
        {
            group.Write("cpu.cfs_period_us", period.ToString(CultureInfo.InvariantCulture));
            group.Write("cpu.cfs_quota_us", quota.ToString(CultureInfo.InvariantCulture));
        }

        group.Write("cgroup.procs", worker.ProcessId.ToString(CultureInfo.InvariantCulture));
        return group;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Only the folder itself can be removed; what is in it are no files.
        Directory.Delete(_path);
        return ValueTask.CompletedTask;
    }

    private void Write(string file, string value) => File.WriteAllText(Path.Combine(_path, file), value);
}
