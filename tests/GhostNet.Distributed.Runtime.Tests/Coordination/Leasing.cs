using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>Leases as a grant takes them, without the choice between kinds of shards.</summary>
internal static class Leasing
{
    /// <summary>Leases open shards until there are so many samples.</summary>
    public static IEnumerable<ShardLease> LeaseOpen(this ShardSchedule schedule, string silo, long samples, DateTimeOffset now)
    {
        List<ShardLease> leases = [];
        while (samples > 0 && schedule.LeaseOpen(new Holder(silo, 1, now)) is { } lease)
        {
            leases.Add(lease);
            samples -= lease.Range.Count;
        }

        return leases;
    }

    /// <summary>The lease's shard and which try at it.</summary>
    public static ShardAttempt Attempt(this ShardLease lease) => new(lease.Shard, lease.Attempt);
}
