using System.Collections.Immutable;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// Who is given what: a suspect alone, before everything else; then canary ranges, open shards from the lowest on, and, when nothing is open, second attempts.
/// </summary>
/// <param name="schedule">The job's shards.</param>
/// <param name="hosts">The job's workers.</param>
/// <param name="homeSilo">The coordinator's own silo, which is spared suspects while another one works: its death costs more. Null when it has no worker.</param>
internal sealed class Grants(ShardSchedule schedule, Hosts hosts, string? homeSilo)
{
    private readonly SecondAttempts _second = new(schedule, hosts);

    // Hosts that are given nothing until they hold nothing, to work on a suspect alone then. Without them a suspect would wait until the job's end, since workers ask ahead.
    private readonly HashSet<string> _draining = [];

    /// <summary>Leases of about as many samples as the host wants.</summary>
    public ImmutableArray<ShardLease> To(Host host, long wantSamples, Holder holder)
    {
        if (wantSamples <= 0 || schedule.Leases.Of(host.Silo).Any(lease => lease.IsAlone))
        {
            return [];
        }

        if (MayTakeSuspect(host, holder.Now))
        {
            if (schedule.HoldsNothing(holder))
            {
                _draining.Remove(host.Silo);
                return schedule.LeaseSuspect(holder) is { } suspect ? [suspect] : [];
            }

            if (Drains(host.Silo, holder.Now))
            {
                return [];
            }
        }

        var granted = ImmutableArray.CreateBuilder<ShardLease>();
        while (wantSamples > 0 && Next(host, holder) is { } lease)
        {
            granted.Add(lease);
            wantSamples -= lease.Range.Count;
            if (schedule.Leases.Of(host.Silo)[^1].IsAlone)
            {
                break;
            }
        }

        return granted.DrainToImmutable();
    }

    /// <summary>A silo is dead.</summary>
    public void SiloDied(string silo) => _draining.Remove(silo);

    private ShardLease? Next(Host host, Holder holder) =>
        (host.Architecture is { } architecture ? schedule.LeaseCanary(architecture, holder) : null) ?? schedule.LeaseOpen(holder) ?? LeaseAgain(host, holder);

    private ShardLease? LeaseAgain(Host host, Holder holder) =>
        _second.For(host, schedule.Leases.Of(host.Silo).Sum(lease => lease.Samples), holder.Now) is { } first ? schedule.LeaseAgain(first, holder) : null;

    private bool MayTakeSuspect(Host host, DateTimeOffset now)
    {
        if (schedule.Suspects == 0)
        {
            _draining.Clear();
            return false;
        }

        return host.Silo != homeSilo || !hosts.Working(now).Any(other => other.Silo != homeSilo);
    }

    /// <summary>As many hosts drain as there are suspects that nobody works on.</summary>
    private bool Drains(string silo, DateTimeOffset now)
    {
        if (!_draining.Contains(silo))
        {
            _draining.RemoveWhere(other => hosts.Find(other) is not { } host || now - host.SeenAt > Hosts.Recently);
            _draining.Add(silo);
        }

        if (_draining.Count > schedule.Suspects)
        {
            _draining.Remove(silo);
        }

        return _draining.Contains(silo);
    }
}
