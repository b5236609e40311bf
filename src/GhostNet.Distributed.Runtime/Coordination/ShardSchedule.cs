using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// Which shards, pieces and canary ranges are open, leased or accepted. Pure: events in, leases out, time a parameter; no grain, store or clock in it.
/// </summary>
/// <remarks>
/// Nothing here is needed for correctness, the ledger sees to that; a wrong lease costs work done twice. So late, doubled and unknown reports are normal events.
/// </remarks>
internal sealed class ShardSchedule
{
    private readonly TimeSpan _leaseDuration;
    private readonly ShardBook _book;
    private readonly OpenShards _open;
    private readonly CanaryShards _canaries;
    private readonly int _planned;
    private readonly CrashEvidence _evidence = new();
    private readonly SortedSet<(long Start, int Piece, ShardId Shard)> _suspects = new(Comparer<(long Start, int Piece, ShardId Shard)>.Create((a, b) => (a.Start, a.Piece).CompareTo((b.Start, b.Piece))));
    private readonly Dictionary<ShardId, ConvictedShard> _convicted = [];

    // Shards that nobody is given for a while. Entries of shards that are no longer resting are skipped when they come up.
    private readonly PriorityQueue<ShardId, DateTimeOffset> _resting = new();

    // Split shards and pieces all of whose pieces are accepted.
    private readonly HashSet<ShardId> _covered = [];

    private readonly RecoveredTrials _trials = new();

    public ShardSchedule(JobPlan plan, TimeSpan leaseDuration, int canary = 0)
    {
        _leaseDuration = leaseDuration;
        var canaryRanges = canary > 0 ? plan.CanaryRanges(canary) : [];
        _book = new ShardBook(plan, canaryRanges);
        _open = new OpenShards(plan, _book);
        _canaries = new CanaryShards(canaryRanges, _book);
        _planned = plan.Shards;
    }

    /// <summary>Shards of the plan whose result the ledger holds, as one or in pieces.</summary>
    public int Accepted { get; private set; }

    /// <summary>Shards and pieces of the plan that a worker holds a lease on.</summary>
    public int Leased => Leases.Shards;

    /// <summary>Whether the ledger holds every shard of the plan.</summary>
    public bool IsComplete => Accepted == _planned;

    /// <summary>The attempts under way.</summary>
    public Leases Leases { get; } = new();

    /// <summary>Open shards that may have killed a worker.</summary>
    public int Suspects => _suspects.Count;

    /// <summary>What is to be written to the ledger; each stays until <see cref="Split"/> or <see cref="Accept"/> is told.</summary>
    public IEnumerable<ConvictedShard> Convicted => _convicted.Values;

    /// <summary>Shards and pieces that have a result of their own.</summary>
    public IEnumerable<ShardId> AcceptedShards => Wholes.Concat(_book.Others.Where(shard => shard.Architecture is null)).Where(shard => _book[shard] == ShardPhase.Accepted);

    /// <summary>Shards and pieces whose halves count instead.</summary>
    public IEnumerable<ShardId> SplitShards => Wholes.Concat(_book.Others).Where(shard => _book[shard] == ShardPhase.Split);

    private IEnumerable<ShardId> Wholes => Enumerable.Range(0, _planned).Select(i => new ShardId(i));

    /// <summary>The ledger holds a result of this shard, piece or canary range; false when that was known.</summary>
    public bool Accept(ShardId shard)
    {
        if (!IsPossible(shard) || _book[shard] is ShardPhase.Accepted or ShardPhase.Split)
        {
            return false;
        }

        Leases.RemoveAll(shard);
        _evidence.Forget(shard);
        var before = _book[shard];
        Move(shard, ShardPhase.Accepted);
        if (shard.Architecture is not null)
        {
            if (before != ShardPhase.GivenUp)
            {
                _canaries.Settle(shard);
            }

            return true;
        }

        Cover(shard);
        return true;
    }

    /// <summary>The ledger holds the marker that splits this shard: its halves count instead; false when that was known, or cannot be.</summary>
    public bool Split(ShardId shard)
    {
        if (shard.Architecture is not null || !IsPossible(shard) || _book[shard] is ShardPhase.Accepted or ShardPhase.Split || _book.RangeOf(shard).Count < 2)
        {
            return false;
        }

        Leases.RemoveAll(shard);
        Move(shard, ShardPhase.Split);
        _evidence.Inherit(shard);
        foreach (var half in (ShardId[])[shard.Lower, shard.Upper])
        {
            _book.Add(half);
            Open(half);
        }

        return true;
    }

    /// <summary>A worker of this architecture may work on canary ranges.</summary>
    public void AddCanaries(string architecture) => _canaries.Add(architecture);

    /// <summary>Whether nothing is left to do of the canary ranges on an architecture.</summary>
    public bool HasAllCanaries(string architecture) => _canaries.IsSettled(architecture);

    /// <summary>A canary range is not tried again.</summary>
    public void GiveUp(ShardId canary)
    {
        if (_canaries.IsRange(canary) && _book.Has(canary) && _book[canary] is not (ShardPhase.Accepted or ShardPhase.GivenUp))
        {
            Leases.RemoveAll(canary);
            Move(canary, ShardPhase.GivenUp);
            _canaries.Settle(canary);
        }
    }

    /// <summary>Whether a silo works on nothing of the job: it says so itself, since it may go on with what was taken from it until it gets the answer that says so.</summary>
    public bool HoldsNothing(Holder holder) => holder.HoldsNothing && Leases.Of(holder.Silo).Count == 0;

    /// <summary>Leases the first canary range that an architecture has left; null when there is none.</summary>
    public ShardLease? LeaseCanary(string architecture, Holder holder)
    {
        var holdsNothing = HoldsNothing(holder);
        return _canaries.Take(architecture, holdsNothing) is { } shard ? Lease(shard, holder, isAlone: _book[shard] == ShardPhase.Suspect) : null;
    }

    /// <summary>Leases the lowest open shard; null when none is open.</summary>
    public ShardLease? LeaseOpen(Holder holder) => _open.Take() is { } shard ? Lease(shard, holder, isAlone: false) : null;

    /// <summary>Leases the lowest shard that may have killed a worker to one that holds nothing and is given nothing beside it; null when there is none.</summary>
    public ShardLease? LeaseSuspect(Holder holder) => _suspects.Count > 0 ? Lease(_suspects.Min.Shard, holder, isAlone: true) : null;

    /// <summary>Whether a second attempt may be made beside this one: not at what may have killed a worker, and not at a canary range, for which nobody waits.</summary>
    public bool MayLeaseAgain(Lease first) => first is { IsAlone: false, Shard.Architecture: null } && Leases.AttemptsAt(first.Shard) == 1 && _evidence.Against(first.Shard).Deaths == 0;

    /// <summary>Leases a shard a second time.</summary>
    public ShardLease LeaseAgain(Lease first, Holder holder) => Lease(first.Shard, holder, isAlone: false);

    /// <summary>Renews what a silo says it holds, and returns what is no longer its own.</summary>
    /// <remarks>
    /// A lease that ended and was given to nobody else is renewed too, and so is one that this coordinator has never heard of, because an earlier activation
    /// granted it: the work is under way, and doing it twice helps no one.
    /// </remarks>
    public ImmutableArray<ShardAttempt> Renew(Holder holder, ImmutableArray<ShardAttempt> held)
    {
        var lost = ImmutableArray.CreateBuilder<ShardAttempt>();
        foreach (var attempt in held)
        {
            if (Leases.Find(holder.Silo, attempt) is { } lease)
            {
                lease.EndsAt = holder.Now + _leaseDuration;
            }
            else if (MayAdopt(attempt))
            {
                _book.NoteAttempt(attempt.Shard, attempt.Attempt);
                var isAlone = held.Length == 1 && _evidence.Against(attempt.Shard).Deaths > 0;
                Hold(new ShardLease(attempt.Shard, attempt.Attempt, _book.RangeOf(attempt.Shard)), holder, isAlone);
            }
            else
            {
                lost.Add(attempt);
            }
        }

        return lost.DrainToImmutable();
    }

    /// <summary>What a silo holds no lease on.</summary>
    public ImmutableArray<ShardAttempt> NotHeldBy(string silo, ImmutableArray<ShardAttempt> held) => [.. held.Where(attempt => Leases.Find(silo, attempt) is null)];

    /// <summary>A silo gives a lease up; nothing happens, and the answer is false, when it is not the holder.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="attempt">The lease.</param>
    /// <param name="restUntil">Until when nobody is given the shard; null opens it at once.</param>
    public bool Return(string silo, ShardAttempt attempt, DateTimeOffset? restUntil = null)
    {
        if (Leases.Find(silo, attempt) is not { } lease)
        {
            return false;
        }

        Leases.Remove(lease);
        Settle(lease.Shard, restUntil);
        return true;
    }

    /// <summary>Opens what was granted to a silo in an answer that it never got: by an earlier exchange, and not among what it speaks of.</summary>
    public void ReturnUnanswered(string silo, long sequence, IEnumerable<ShardAttempt> spokenOf)
    {
        var held = Leases.Of(silo);
        if (held.Any(lease => lease.Sequence < sequence))
        {
            HashSet<ShardAttempt> known = [.. spokenOf];
            foreach (var lease in held.Where(lease => lease.Sequence < sequence && !known.Contains(lease.Attempt)).ToList())
            {
                Leases.Remove(lease);
                Settle(lease.Shard);
            }
        }
    }

    /// <summary>Opens every shard that has rested long enough or whose lease has ended, and returns how many leases did.</summary>
    public int Expire(DateTimeOffset now)
    {
        while (_resting.TryPeek(out var shard, out var end) && end <= now)
        {
            _resting.Dequeue();
            if (_book[shard] == ShardPhase.Resting)
            {
                Open(shard);
            }
        }

        var ended = 0;
        for (; Leases.TakeEnded(now) is { } lease; ended++)
        {
            Settle(lease.Shard);
        }

        return ended;
    }

    /// <summary>A silo is dead: what it held is open at once, and what it held may be why.</summary>
    public void SiloDied(string silo)
    {
        foreach (var lease in Leases.Of(silo).ToList())
        {
            Leases.Remove(lease);
            _evidence.Add(lease.Shard, lease.IsAlone);
            Settle(lease.Shard);
        }
    }

    /// <summary>
    /// The last attempt at a shard that an earlier coordinator wrote down before it granted it. Unless the silo turns up, it died over it; until then the shard rests.
    /// </summary>
    public void RecoverTrial(Trial trial, DateTimeOffset restUntil)
    {
        var shard = trial.Attempt.Shard;
        if (shard.Architecture is { } architecture && _canaries.IsRange(shard))
        {
            _canaries.Add(architecture);
        }

        if (!_book.Has(shard) || _book[shard] is ShardPhase.Accepted or ShardPhase.Split or ShardPhase.GivenUp)
        {
            return;
        }

        _trials.Add(trial);
        _book.NoteAttempt(shard, trial.Attempt.Attempt);
        _evidence.Set(shard, trial.Deaths, trial.LoneDeaths);
        _evidence.Add(shard, trial.IsAlone);
        Rest(shard, restUntil);
    }

    /// <summary>A silo lives, so it did not die of what it was given by an earlier coordinator.</summary>
    public void IsAlive(string silo)
    {
        foreach (var trial in _trials.TakeOf(silo))
        {
            // Only what is held against the shard since its recovery is that death.
            var shard = trial.Attempt.Shard;
            if (_book[shard] is ShardPhase.Resting or ShardPhase.Suspect && _evidence.Against(shard).Deaths == trial.Deaths + 1)
            {
                _evidence.Set(shard, trial.Deaths, trial.LoneDeaths);
                if (_book[shard] == ShardPhase.Suspect)
                {
                    Open(shard);
                }
            }
        }
    }

    /// <summary>An attempt to be written down, with what is held against its shard so far.</summary>
    public Trial TrialOf(Lease lease)
    {
        var (deaths, alone) = _evidence.Against(lease.Shard);
        return new Trial(lease.Attempt, lease.Silo) { IsAlone = lease.IsAlone, Deaths = deaths, LoneDeaths = alone };
    }

    private bool MayAdopt(ShardAttempt attempt) =>
        _book.Has(attempt.Shard) && (_book[attempt.Shard] is ShardPhase.Open or ShardPhase.Suspect || (_book[attempt.Shard] == ShardPhase.Resting && _trials.Has(attempt)));

    private ShardLease Lease(ShardId shard, Holder holder, bool isAlone)
    {
        var granted = new ShardLease(shard, _book.NextAttempt(shard), _book.RangeOf(shard));
        Hold(granted, holder, isAlone);
        return granted;
    }

    private void Hold(ShardLease granted, Holder holder, bool isAlone)
    {
        Move(granted.Shard, ShardPhase.Leased);
        Leases.Add(new Lease { Granted = granted, Silo = holder.Silo, Sequence = holder.Sequence, GrantedAt = holder.Now, IsAlone = isAlone, EndsAt = holder.Now + _leaseDuration });
    }

    /// <summary>An attempt has ended without a result. Another one at the same shard goes on, unless the evidence suffices.</summary>
    private void Settle(ShardId shard, DateTimeOffset? restUntil = null)
    {
        if (Leases.AttemptsAt(shard) > 0)
        {
            if (_evidence.Weigh(shard, _book.RangeOf(shard).Count) == ShardPhase.Convicted)
            {
                Convict(shard);
            }
        }
        else if (restUntil is { } end)
        {
            Rest(shard, end);
        }
        else
        {
            Open(shard);
        }
    }

    private void Rest(ShardId shard, DateTimeOffset until)
    {
        Move(shard, ShardPhase.Resting);
        _resting.Enqueue(shard, until);
    }

    /// <summary>Opens a shard to anyone, or as a suspect, or convicts it: as the evidence says.</summary>
    private void Open(ShardId shard)
    {
        var phase = _evidence.Weigh(shard, _book.RangeOf(shard).Count);
        switch (phase)
        {
            case ShardPhase.Convicted:
                Convict(shard);
                return;
            case ShardPhase.GivenUp:
                GiveUp(shard);
                return;
        }

        Move(shard, phase);
        if (shard.Architecture is not null)
        {
            _canaries.Open(shard);
        }
        else if (phase == ShardPhase.Open)
        {
            _open.Add(shard);
        }
    }

    private void Convict(ShardId shard)
    {
        Leases.RemoveAll(shard);
        Move(shard, ShardPhase.Convicted);
        _convicted[shard] = new ConvictedShard(shard, _book.RangeOf(shard), _evidence.Against(shard).Deaths);
    }

    private void Move(ShardId shard, ShardPhase phase)
    {
        var before = _book[shard];
        if (shard.Architecture is null && (before == ShardPhase.Suspect) != (phase == ShardPhase.Suspect))
        {
            var entry = (_book.RangeOf(shard).Start, shard.Piece, shard);
            _ = before == ShardPhase.Suspect ? _suspects.Remove(entry) : _suspects.Add(entry);
        }

        if (before == ShardPhase.Convicted)
        {
            _convicted.Remove(shard);
        }

        _book[shard] = phase;
    }

    /// <summary>Counts a shard of the plan once all of it is accepted.</summary>
    private void Cover(ShardId shard)
    {
        while (shard.Piece > 0)
        {
            shard = shard.Parent;
            if (!IsCovered(shard.Lower) || !IsCovered(shard.Upper))
            {
                return;
            }

            _covered.Add(shard);
        }

        Accepted++;
    }

    private bool IsCovered(ShardId shard) => _book[shard] == ShardPhase.Accepted || _covered.Contains(shard);

    /// <summary>Whether there can be a result of this shard. That of a piece says that everything above it was split, whoever did that.</summary>
    private bool IsPossible(ShardId shard)
    {
        if (shard.Architecture is { } architecture)
        {
            if (!_canaries.IsRange(shard))
            {
                return false;
            }

            _canaries.Add(architecture);
            return true;
        }

        if (_book.Has(shard) || shard.Piece <= 0 || !_book.Has(shard.Whole))
        {
            return _book.Has(shard);
        }

        var above = Above(shard);
        if (above.Any(parent => (_book.Has(parent) && _book[parent] == ShardPhase.Accepted) || _book.RangeOf(parent).Count < 2))
        {
            return false;
        }

        above.ForEach(parent => Split(parent));
        return true;
    }

    /// <summary>What a piece is a part of, the shard of the plan first.</summary>
    private static List<ShardId> Above(ShardId piece)
    {
        List<ShardId> above = [];
        while (piece.Piece > 0)
        {
            piece = piece.Parent;
            above.Insert(0, piece);
        }

        return above;
    }
}
