namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// A bounded amount of something, such as bytes in memory, that is taken and given back. Who comes first is served first, so that a large part is not passed by small ones for ever.
/// </summary>
internal sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Part> _waiting = [];
    private readonly long _capacity;
    private long _free;

    /// <summary>A budget of so much.</summary>
    public Budget(long capacity) => _capacity = _free = capacity;

    /// <summary>Takes a part of the budget as soon as there is room; dispose it to give the part back. What is more than the whole budget is let in alone.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; nothing is taken.</exception>
    public async Task<IDisposable> TakeAsync(long amount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        cancellationToken.ThrowIfCancellationRequested();
        var part = new Part(this, Math.Min(amount, _capacity));
        lock (_lock)
        {
            _waiting.AddLast(part);
            Admit();
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

    private void Admit()
    {
        while (_waiting.First is { } next && next.Value.Amount <= _free)
        {
            _waiting.RemoveFirst();
            _free -= next.Value.Amount;
            next.Value.Admit();
        }
    }

    private void GiveBack(Part part)
    {
        lock (_lock)
        {
            // Whoever gave up while it waited has nothing to give back, but may have stood in the way of the next.
            _free += _waiting.Remove(part) ? 0 : part.Amount;
            Admit();
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
