using System.Collections.Immutable;

namespace GhostNet.Distributed.Worker.Membership;

/// <summary>The members as this silo last read them, with what it has written since.</summary>
internal sealed class MembershipMemory
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<SiloAddress, MembershipEntry> _members = ImmutableDictionary<SiloAddress, MembershipEntry>.Empty;
    private long _version;

    /// <summary>The members, and the version of the table that they are from. None before the first read or write.</summary>
    public (ImmutableArray<MembershipEntry> Members, long Version) Members
    {
        get
        {
            lock (_lock)
            {
                return ([.. _members.Values], _version);
            }
        }
    }

    /// <summary>Remembers a table instead of what was known, unless it is older.</summary>
    public void Replace(MembershipTableData table)
    {
        lock (_lock)
        {
            if (table.Version.Version >= _version)
            {
                (_members, _version) = (table.Members.ToImmutableDictionary(row => row.Item1.SiloAddress, row => row.Item1), table.Version.Version);
            }
        }
    }

    /// <summary>Remembers a member, if its row was written; returns whether it was.</summary>
    public bool Add(MembershipEntry member, TableVersion version, bool isWritten)
    {
        if (isWritten)
        {
            lock (_lock)
            {
                (_members, _version) = (_members.SetItem(member.SiloAddress, member), Math.Max(_version, version.Version));
            }
        }

        return isWritten;
    }
}
