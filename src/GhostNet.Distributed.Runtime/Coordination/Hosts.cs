using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>The workers that have asked for work on a job.</summary>
internal sealed class Hosts(NodeSelector? selector)
{
    /// <summary>Who has asked within this time is there. Five times the usual pause between two exchanges.</summary>
    public static readonly TimeSpan Recently = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Host> _bySilo = [];

    /// <summary>When anyone last asked; null before the first.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>The host of a silo; null when it has never asked, or died.</summary>
    public Host? Find(string silo) => _bySilo.GetValueOrDefault(silo);

    /// <summary>Takes in what a host says of itself; null when it has said something later already.</summary>
    public Host? Note(ExchangeRequest request, bool isMember, DateTimeOffset now)
    {
        if (!_bySilo.TryGetValue(request.Silo, out var host))
        {
            _bySilo[request.Silo] = host = new Host { Silo = request.Silo, Name = request.Host };
        }

        if (request.Sequence <= host.Sequence)
        {
            return null;
        }

        AskedAt = now;
        host.StandsBack = host.Sequence > 0 && request.WantSamples == 0 && request.Held.IsEmpty && request.Accepted.IsEmpty;
        (host.Sequence, host.SeenAt, host.Rate, host.Waiting, host.IsMember) = (request.Sequence, now, request.SamplesPerSecond, request.Waiting, isMember);
        host.Architecture = request.Labels.GetValueOrDefault("arch");
        host.Missing = selector?.MissingFrom(request.Labels) ?? [];
        host.ProgressAt = request.Accepted.IsEmpty ? host.ProgressAt : now;
        return host;
    }

    /// <summary>A silo is dead; its name may come back, it does not.</summary>
    public void Remove(string silo) => _bySilo.Remove(silo);

    /// <summary>Forgets who has not asked for long.</summary>
    public void ForgetOld(DateTimeOffset now)
    {
        foreach (var old in _bySilo.Values.Where(host => now - host.SeenAt > Remembered).ToList())
        {
            _bySilo.Remove(old.Silo);
        }
    }

    /// <summary>Who has asked lately.</summary>
    public IEnumerable<Host> Live(DateTimeOffset now) => _bySilo.Values.Where(host => now - host.SeenAt <= Recently);

    /// <summary>Who has asked lately, may work on the job and is not held up.</summary>
    public IEnumerable<Host> Working(DateTimeOffset now) => Live(now).Where(host => host.IsSuitable && host.Waiting is null);
}
