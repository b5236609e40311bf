using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>A store that can be switched off: every request then fails as one in the network does that does not answer.</summary>
internal sealed class SwitchedStore(IBlobStore store) : IBlobStore
{
    private volatile bool _isOff;
    private int _refused;

    public string Description => store.Description;

    public bool IsOff
    {
        get => _isOff;
        set => _isOff = value;
    }

    /// <summary>What the bytes of models wait for; null for nothing.</summary>
    public Task? ModelsWaitFor { get; init; }

    /// <summary>What a blob's creation waits for; nothing, unless a test says otherwise.</summary>
    public Func<BlobName, Task> CreatesWaitFor { get; init; } = _ => Task.CompletedTask;

    /// <summary>What the switch is for; every blob, unless a test says otherwise. Set before the store is used.</summary>
    public Func<BlobName, bool> Switches { get; init; } = _ => true;

    /// <summary>Requests that were not answered.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public async Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await CreatesWaitFor(name);
        return await On(name).TryCreateAsync(name, content, cancellationToken);
    }

    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => On(name).TryCreateAsync(name, content, cancellationToken);

    public async Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default)
    {
        await (name.Value.EndsWith("model.onnx", StringComparison.Ordinal) ? ModelsWaitFor ?? Task.CompletedTask : Task.CompletedTask);
        return await On(name).TryReadAsync(name, cancellationToken);
    }

    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) => On(name).OpenReadAsync(name, range, cancellationToken);

    public Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default) => On(name).TryReadRangeAsync(name, range, cancellationToken);

    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => On(name).TryGetPropertiesAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => store.ListAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => On(name).DeleteAsync(name, cancellationToken);

    private IBlobStore On(BlobName name)
    {
        if (_isOff && Switches(name))
        {
            Interlocked.Increment(ref _refused);
            throw new StoreException(Description, name.Value, "the switch is off", "Switch it on.") { IsTransient = true };
        }

        return store;
    }
}
