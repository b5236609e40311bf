namespace GhostNet.Distributed.Reporting;

/// <summary>The labels of a host for a table that has a column for its architecture.</summary>
public static class HostLabels
{
    private const string Architecture = "arch=";

    /// <summary>The labels without that of the architecture, such as <c>pool=edge, zone=a</c>; empty when there are no others.</summary>
    public static string BesideArchitecture(HostFacts host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return string.Join(", ", (host.Labels ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Where(label => !label.StartsWith(Architecture, StringComparison.Ordinal)));
    }
}
