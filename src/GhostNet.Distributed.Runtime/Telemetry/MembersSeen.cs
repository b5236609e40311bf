using System.Diagnostics.Metrics;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>The members of the cluster as this silo knows them, and how many it saw die without taking leave.</summary>
internal sealed class MembersSeen : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly IClusterMembershipService _membership;
    private readonly Dictionary<SiloAddress, SiloStatus> _seen = [];
    private readonly CancellationTokenSource _stopping = new();
    private long _died;
    private Task _watching = Task.CompletedTask;

    /// <summary>Makes the instruments.</summary>
    public MembersSeen(IMeterFactory meters, IClusterMembershipService membership)
    {
        _membership = membership;
        var meter = meters.Create(JobTrace.Source);
        meter.CreateObservableCounter("ghostnet.silos.died", () => Volatile.Read(ref _died), "{silo}", "Silos that this one saw die without taking leave.");
        meter.CreateObservableGauge("ghostnet.silos", Count, "{silo}", "Members of the cluster as this silo knows them.");
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(MembersSeen), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = Task.Run(WatchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(_stopping.Token))
            {
                foreach (var member in snapshot.Members.Values)
                {
                    Note(member);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>One that goes in good order is first seen as it leaves; one that was dead when this silo came is no news.</summary>
    private void Note(ClusterMember member)
    {
        if (member.Status == SiloStatus.Dead && _seen.GetValueOrDefault(member.SiloAddress) is SiloStatus.Joining or SiloStatus.Active)
        {
            Interlocked.Increment(ref _died);
        }

        _seen[member.SiloAddress] = member.Status;
    }

    private IEnumerable<Measurement<int>> Count()
    {
        var members = _membership.CurrentSnapshot.Members.Values;
        yield return Tagged("joining", member => member.Status is SiloStatus.Created or SiloStatus.Joining);
        yield return Tagged("active", member => member.Status == SiloStatus.Active);
        yield return Tagged("leaving", member => member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping);
        yield return Tagged("dead", member => member.Status == SiloStatus.Dead);

        Measurement<int> Tagged(string word, Func<ClusterMember, bool> condition) => new(members.Count(condition), new KeyValuePair<string, object?>("status", word));
    }
}
