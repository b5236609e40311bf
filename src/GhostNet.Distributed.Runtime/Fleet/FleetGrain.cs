using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace GhostNet.Distributed.Runtime.Fleet;

/// <summary>Asks every live silo what it is doing.</summary>
[Reentrant]
internal sealed partial class FleetGrain(IClusterMembershipService membership, ILogger<FleetGrain> logger) : Grain, IFleetGrain
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<HostStatus>> ListHostsAsync()
    {
        var names = membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.Name);
        var hosts = await Task.WhenAll(names.Select(TryAskAsync));
        return [.. hosts.OfType<HostStatus>().OrderBy(h => h.Name, StringComparer.Ordinal)];
    }

    private async Task<HostStatus?> TryAskAsync(string silo)
    {
        try
        {
            return await GrainFactory.GetGrain<IWorkerGrain>($"worker@{silo}").GetStatusAsync();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNoAnswer(e, silo);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} is listed as alive and did not answer; it is left out.")]
    private partial void LogNoAnswer(Exception exception, string silo);
}
