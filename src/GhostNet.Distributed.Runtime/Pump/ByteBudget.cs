namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Bounds how many encoded bytes this worker has in memory at once, over all its shards. Who comes first is served first, so that a large read is not passed by small ones for ever.</summary>
internal sealed class ByteBudget
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Part> _waiting = [];
    private readonly long _capacity;
    private long _free;

    /// <summary>A budget of so many bytes.</summary>
    public ByteBudget(long capacity) => _capacity = _free = capacity;

    /// <summary>Takes a part of the budget as soon as there is room; dispose it to give the part back. What is more than the whole budget is let in alone.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; nothing is taken.</exception>
    public async Task<IDisposable> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        cancellationToken.ThrowIfCancellationRequested();
        var part = new Part(this, Math.Min(bytes, _capacity));
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
        while (_waiting.First is { } next && next.Value.Bytes <= _free)
        {
            _waiting.RemoveFirst();
            _free -= next.Value.Bytes;
            next.Value.Admit();
        }
    }

    private void GiveBack(Part part)
    {
        lock (_lock)
        {
            // Whoever gave up while it waited has nothing to give back, but may have stood in the way of the next.
            _free += _waiting.Remove(part) ? 0 : part.Bytes;
            Admit();
        }
    }

    private sealed class Part(ByteBudget budget, long bytes) : IDisposable
    {
        private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _disposed;

        public long Bytes => bytes;

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
