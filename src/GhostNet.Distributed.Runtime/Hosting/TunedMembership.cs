using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>Membership that notices a dead silo in about a second and a hung one in about six; Orleans' defaults take 12 and 65.</summary>
public static class TunedMembership
{
    /// <summary>Applies the timings. They hold as long as nothing starves the thread pool, which is why inference has threads of its own.</summary>
    public static ISiloBuilder UseTunedMembership(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);

        // Whoever misses three of these counts no longer when votes are taken, and need not be reached by a silo that joins: most silos dead at once are noticed after 9 s, not after 30.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
    });
}
