namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// Chooses what an idle worker is given when nothing is open any more: a second attempt at the shard that is expected to finish last. The ledger takes whichever result comes first.
/// </summary>
internal sealed class SecondAttempts(ShardSchedule schedule, Hosts hosts)
{
    /// <summary>How much longer the holder must be expected to take than the helper, so that work is not done twice for nothing.</summary>
    public const double Gain = 1.5;

    // While nobody has shown a rate, a shard is taken to need this long.
    private const double AssumedSeconds = 10;

    /// <summary>
    /// The lease to be doubled; null when that would gain nothing. Looks at every holder, which only idle workers at a job's end pay for.
    /// </summary>
    /// <param name="helper">Who would be given it.</param>
    /// <param name="heldSamples">What the helper has to do before.</param>
    /// <param name="now">The time.</param>
    public Lease? For(Host helper, long heldSamples, DateTimeOffset now)
    {
        (Lease? Lease, double Seconds) last = default;
        var (rates, known) = (0.0, 0);
        foreach (var (silo, held) in schedule.Leases.BySilo)
        {
            var holder = hosts.Find(silo);
            if (holder?.Rate is > 0)
            {
                (rates, known) = (rates + holder.Rate.Value, known + 1);
            }

            if (silo != helper.Silo && Latest(held) is var (lease, samples) && Backlog(holder, held[0], lease, samples, now) is var seconds && (last.Lease is null || seconds > last.Seconds))
            {
                last = (lease, seconds);
            }
        }

        if (last.Lease is null)
        {
            return null;
        }

        var rate = helper.Rate is > 0 ? helper.Rate.Value : known > 0 ? rates / known : (double?)null;
        var needed = rate is null ? AssumedSeconds : (heldSamples + last.Lease.Samples) / rate.Value;
        return last.Seconds > Gain * needed ? last.Lease : null;
    }

    /// <summary>The lease that was granted last and may be doubled, and the samples up to its end.</summary>
    private (Lease Lease, long Samples)? Latest(List<Lease> held)
    {
        var samples = held.Sum(lease => lease.Samples);
        for (var i = held.Count - 1; i >= 0; i--)
        {
            if (held[i] is var lease && schedule.MayLeaseAgain(lease))
            {
                return (lease, samples);
            }

            samples -= held[i].Samples;
        }

        return null;
    }

    /// <summary>Seconds until the holder has done so many samples. One that is overdue is expected to take as long again as it is late: it may hang.</summary>
    private static double Backlog(Host? holder, Lease first, Lease lease, long samples, DateTimeOffset now)
    {
        if (holder?.Rate is not > 0)
        {
            return (now - lease.GrantedAt).TotalSeconds;
        }

        var begun = first.GrantedAt > holder.ProgressAt ? first.GrantedAt : holder.ProgressAt;
        return Math.Abs((samples / holder.Rate.Value) - (now - begun).TotalSeconds);
    }
}
