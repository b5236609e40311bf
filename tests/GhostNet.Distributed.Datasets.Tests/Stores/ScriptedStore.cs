using System.Collections.Concurrent;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>A store in memory, every request of which runs the next line of a script first; behind the script's end it just works.</summary>
internal sealed class ScriptedStore : IBlobStore
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _before = new();
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _after = new();
    private readonly ConcurrentDictionary<BlobName, byte[]> _blobs = new();
    private int _requests;

    public string Description => "the script";

    public int Requests => _requests;

    /// <summary>What the next requests wait for, or fail with, before they do anything.</summary>
    public ScriptedStore Before(params Func<CancellationToken, Task>[] lines) => Add(_before, lines);

    /// <summary>What the next requests fail with after they have done their work: lost answers.</summary>
    public ScriptedStore After(params Func<CancellationToken, Task>[] lines) => Add(_after, lines);

    public static Func<CancellationToken, Task> Works => _ => Task.CompletedTask;

    public static Func<CancellationToken, Task> Hangs => token => Task.Delay(Timeout.Infinite, token);

    public static Func<CancellationToken, Task> Fails => _ => throw new StoreException("the script", "x", "busy", "Wait.") { IsTransient = true };

    public static Func<CancellationToken, Task> Refuses => _ => throw new StoreException("the script", "x", "no permission", "Ask.");

    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Play(() => _blobs.TryAdd(name, content.ToArray()), cancellationToken);

    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => Play(() => _blobs.GetValueOrDefault(name), cancellationToken);

    public Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default) => Play(
        () => _blobs.TryGetValue(name, out var all)
            ? new BlobContent(all.AsMemory((int)Math.Min(all.Length, range.Offset), (int)range.LengthWithin(all.Length)), new BlobProperties(all.Length, "tag"))
            : null,
        cancellationToken);

    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) =>
        Play(() => _blobs.TryGetValue(name, out var all) ? new BlobProperties(all.Length, "tag") : null, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => Play(() => _blobs.TryRemove(name, out _), cancellationToken);

    private ScriptedStore Add(ConcurrentQueue<Func<CancellationToken, Task>> script, Func<CancellationToken, Task>[] lines)
    {
        foreach (var line in lines)
        {
            script.Enqueue(line);
        }

        return this;
    }

    private async Task<T> Play<T>(Func<T> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        await (_before.TryDequeue(out var before) ? before : Works)(cancellationToken);
        var result = work();
        await (_after.TryDequeue(out var after) ? after : Works)(cancellationToken);
        return result;
    }
}
