using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace GhostNet.Distributed.Runtime.Fleet;

/// <summary>Every member of the cluster that is not dead: the active ones are asked what they are doing, the others are told of as membership knows them.</summary>
[Reentrant]
internal sealed partial class FleetGrain(IClusterMembershipService membership, TimeProvider time, ILogger<FleetGrain> logger) : Grain, IFleetGrain
{
    // A list that waits for a hung node for as long as a call may take is of no use to whoever looks for that node.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<ImmutableArray<HostStatus>> ListHostsAsync()
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None));
        var hosts = await Task.WhenAll(members.Select(StatusAsync));
        return [.. hosts.OrderBy(host => host.Name, StringComparer.Ordinal).ThenBy(host => host.StartedAt)];
    }

    private Task<HostStatus> StatusAsync(ClusterMember member) => member.Status switch
    {
        SiloStatus.Active => AskAsync(member),
        SiloStatus.Created or SiloStatus.Joining => Task.FromResult(Unasked(member, HostState.Joining)),
        _ => Task.FromResult(Unasked(member, HostState.Leaving)),
    };

    private async Task<HostStatus> AskAsync(ClusterMember member)
    {
        try
        {
            return await GrainFactory.GetGrain<IWorkerGrain>($"worker@{member.Name}").GetStatusAsync().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNoAnswer(e, member.Name);
            return Unasked(member, HostState.Silent);
        }
    }

    private HostStatus Unasked(ClusterMember member, HostState state) => new() { Name = member.Name, State = state, StartedAt = StartOf(member.SiloAddress) };

    // A generation counts seconds, from a day that Orleans keeps to itself; the difference to a generation of now needs no such day.
    private DateTimeOffset StartOf(SiloAddress silo) => time.GetUtcNow() - TimeSpan.FromSeconds(Math.Max(0, SiloAddress.AllocateNewGeneration() - silo.Generation));

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} is listed as alive and did not answer.")]
    private partial void LogNoAnswer(Exception exception, string silo);
}
