namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// A bounded amount of something, such as bytes in memory, that is taken and given back. Who comes first is served first, so that a large part is not passed by small ones for ever.
/// </summary>
internal sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Part> _waiting = [];
    private readonly long _capacity;
    private readonly long _lump;
    private long _free;

    /// <summary>A budget of so much.</summary>
    /// <param name="capacity">How much there is.</param>
    /// <param name="lump">
    /// Who had to wait is not let in before so much is free: several are then woken together, which costs little more than waking one. Everything that is taken must come back by itself.
    /// </param>
    public Budget(long capacity, long lump = 0) => (_capacity, _free, _lump) = (capacity, capacity, Math.Min(lump, capacity));

    /// <summary>Takes a part of the budget as soon as there is room; dispose it to give the part back. What is more than the whole budget is let in alone.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; nothing is taken.</exception>
    public async Task<IDisposable> TakeAsync(long amount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        cancellationToken.ThrowIfCancellationRequested();
        var part = new Part(this, Math.Min(amount, _capacity));
        lock (_lock)
        {
            if (_waiting.Count == 0 && part.Amount <= _free)
            {
                Admit(part);
            }
            else
            {
                _waiting.AddLast(part);
            }
        }

        try
        {
            await part.Admission.WaitAsync(cancellationToken);
            return part;
        }
        catch (OperationCanceledException)
        {
            part.Dispose();
            throw;
        }
    }

    private void Admit(Part part)
    {
        _free -= part.Amount;
        part.Admit();
    }

    private void AdmitWaiting()
    {
        while (_waiting.First is { } next && next.Value.Amount <= _free)
        {
            _waiting.RemoveFirst();
            Admit(next.Value);
        }
    }

    private void GiveBack(Part part)
    {
        lock (_lock)
        {
            // Whoever gave up while it waited has nothing to give back, but may have stood in the way of the next.
            _free += _waiting.Remove(part) ? 0 : part.Amount;
            if (_free >= _lump)
            {
                AdmitWaiting();
            }
        }
    }

    private sealed class Part(Budget budget, long amount) : IDisposable
    {
        private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _disposed;

        public long Amount => amount;

        public Task Admission => _admitted.Task;

        public void Admit() => _admitted.SetResult();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                budget.GiveBack(this);
            }
        }
    }
}
