using System.Collections.Immutable;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>A node's labels, as it tells them.</summary>
internal static class HostLabels
{
    /// <summary>The labels; none when the node does not answer, or tells what is no label.</summary>
    public static ImmutableSortedDictionary<string, string> Of(HostStatus status)
    {
        try
        {
            return NodeSelector.Parse(status.Host?.Labels ?? "").Labels;
        }
        catch (FormatException)
        {
            // A worker of another release may know labels that this one does not.
            return ImmutableSortedDictionary<string, string>.Empty;
        }
    }
}
