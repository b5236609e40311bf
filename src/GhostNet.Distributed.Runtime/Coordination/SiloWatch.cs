namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>What the cluster's membership says of the silos that workers name in their exchanges.</summary>
internal sealed class SiloWatch(IClusterMembershipService membership)
{
    private readonly HashSet<SiloAddress> _dead = [];
    private MembershipVersion _seen = MembershipVersion.MinValue;

    /// <summary>The silos that have died since the last call. A restarted one has another generation, so it is another silo.</summary>
    public IEnumerable<string> TakeDead()
    {
        var members = membership.CurrentSnapshot;
        if (members.Version == _seen)
        {
            return [];
        }

        _seen = members.Version;
        return [.. members.Members.Values.Where(member => member.Status == SiloStatus.Dead && _dead.Add(member.SiloAddress)).Select(member => member.SiloAddress.ToParsableString())];
    }

    /// <summary>Whether a silo may be given work.</summary>
    /// <remarks>
    /// One that is not in the table may be newer than this silo's copy of it, or the table may have lost its rows; the ledger keeps its results apart in any case. One that is stopping
    /// still renews and hands back.
    /// </remarks>
    public bool IsMember(string silo) =>
        TryParse(silo) is { } address && membership.CurrentSnapshot.GetSiloStatus(address) is SiloStatus.None or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;

    private static SiloAddress? TryParse(string silo)
    {
        try
        {
            return SiloAddress.FromParsableString(silo);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
