using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GhostNet.Distributed.Worker.Health;

/// <summary>Started means: this silo has been an active member of its cluster once. Whatever it has lost since then is for readiness to tell.</summary>
internal sealed class StartedCheck(ILocalSiloDetails silo, IClusterMembershipService membership) : IHealthCheck
{
    private volatile bool _wasActive;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress);
        _wasActive |= status == SiloStatus.Active;
        return Task.FromResult(_wasActive ? HealthCheckResult.Healthy($"silo {silo.Name} has joined its cluster") : HealthCheckResult.Unhealthy($"silo {silo.Name} is {status} and has not joined its cluster yet"));
    }
}
