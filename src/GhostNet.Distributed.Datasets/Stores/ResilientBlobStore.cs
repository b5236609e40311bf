using Polly.CircuitBreaker;
using Polly.Timeout;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// A store in the network, asked patiently: a time-out for each try, repetitions with jitter after transient failures, a second read beside a slow one, and a
/// circuit breaker that leaves a dead store alone and says so with <see cref="StoreUnavailableException"/>.
/// </summary>
/// <remarks>
/// <para>Bodies are read inside a try, in pieces of at most 8 MiB: a connection that is cut in the middle is a failed try, not a short image.</para>
/// <para>
/// A creation whose answer was lost is sent again. Azure's blobs carry the mark of their creation, so the repetition is told "yes, that one is yours" and exactly
/// one of racing writers still gets true. Of a store without marks the present blob is compared with the content instead: then racing writers of <em>the same</em> content may both
/// get true. A creation that threw may still have happened; who repeats it as a new call may be told false about the content he sent.
/// A deletion that finds nothing after a lost answer says true.
/// </para>
/// <para>What stays transient after the last repetition is a <see cref="StoreException"/> with <see cref="StoreException.IsTransient"/>.</para>
/// </remarks>
public sealed class ResilientBlobStore : IBlobStore
{
    private const int PieceBytes = 8 << 20;

    // Of a blob whose length nobody said: most are small, and then a read may be hedged and has a short time-out.
    private const int FirstBytes = 1 << 20;

    private readonly IBlobStore _store;
    private readonly StorePipelines _pipelines;

    /// <summary>Wraps a store.</summary>
    /// <param name="store">The store; not a folder, whose failures do not pass by themselves.</param>
    /// <param name="options">Time-outs, repetitions, hedging, breaker.</param>
    /// <param name="time">Clock of all of them; the system's by default.</param>
    /// <param name="jitter">Numbers from 0 to 1 that spread the repetitions, safe for concurrent use; random by default.</param>
    /// <exception cref="ArgumentException">An option is out of its range; all are told at once.</exception>
    public ResilientBlobStore(IBlobStore store, StoreResilienceOptions? options = null, TimeProvider? time = null, Func<double>? jitter = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _pipelines = new StorePipelines(options ?? new StoreResilienceOptions(), time ?? TimeProvider.System, jitter);
    }

    /// <inheritdoc/>
    public string Description => _store.Description;

    /// <summary>True while the store counts as dead and is left alone.</summary>
    public bool IsUnavailable => _pipelines.IsBroken;

    /// <summary>Repetitions, second reads and breaks so far.</summary>
    public StoreCounts Counts => _pipelines.Counts;

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (_store is IRepeatableBlobStore marked)
        {
            var mark = CreationMark.New();
            return RunAsync(name.Value, "write", token => marked.TryCreateAsync(name, content, mark, token), content.Length, cancellationToken);
        }

        var doubtful = false;
        return RunAsync(name.Value, "write", Create, content.Length, cancellationToken);

        async Task<bool> Create(CancellationToken token)
        {
            var asked = doubtful;
            doubtful = true;
            return await _store.TryCreateAsync(name, content, token)
                || (asked && await _store.TryReadAsync(name, token) is { } present && content.Span.SequenceEqual(present));
        }
    }

    /// <summary>As the other overload, from a stream: in blocks that are each repeated where the store can do that (Azure), in one try where it cannot.</summary>
    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _store is IRepeatableBlobStore staged
            ? StagedCreation.RunAsync(staged, name, content, request => RunAsync(name.Value, "write", request, StagedCreation.BlockBytes, cancellationToken), cancellationToken)
            : _store.TryCreateAsync(name, content, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default)
    {
        using var first = await PieceAsync(name, First(default), null, cancellationToken);
        return first is null ? null : (await RestAsync(name, default, first, cancellationToken)).ToArray();
    }

    /// <inheritdoc/>
    public async Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default) =>
        await PieceAsync(name, First(range), null, cancellationToken) is not { } first ? null
        : range.LengthWithin(first.Properties.Length) == first.Bytes.Length ? first
        : new BlobContent(await RestAsync(name, range, first, cancellationToken), first.Properties);

    /// <summary>As every store's; what is behind the first piece is asked for when it is read, and refused when the blob is not the same any more.</summary>
    public async Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default)
    {
        if (await PieceAsync(name, First(range), null, cancellationToken) is not { } first)
        {
            return null;
        }

        var length = range.LengthWithin(first.Properties.Length);
        var content = new PiecewiseStream(first.Bytes, length, (read, token) => NextAsync(name, range, read, first.Properties, token));
        return new OpenBlob(content, length, first.Properties);
    }

    /// <inheritdoc/>
    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) =>
        RunAsync(name.Value, "read", token => _store.TryGetPropertiesAsync(name, token), 0, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        _store is IRepeatableBlobStore pages ? PagedListing.Blobs(prefix, Pages(pages), cancellationToken) : _store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<FolderEntry> ListFolderAsync(string folder, CancellationToken cancellationToken = default) =>
        _store is IRepeatableBlobStore pages ? PagedListing.Folder(folder, Pages(pages), cancellationToken) : _store.ListFolderAsync(folder, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default)
    {
        var doubtful = false;
        return RunAsync(name.Value, "delete", Delete, 0, cancellationToken);

        async Task<bool> Delete(CancellationToken token)
        {
            var asked = doubtful;
            doubtful = true;
            return await _store.DeleteAsync(name, token) || asked;
        }
    }

    private PagedListing.Request Pages(IRepeatableBlobStore store) => (prefix, oneLevel, continuation, cancellationToken) =>
        RunAsync(prefix, "list", token => store.ListPageAsync(prefix, oneLevel, continuation, token), 0, cancellationToken);

    private static BlobRange First(BlobRange range) => range.Length is null ? new BlobRange(range.Offset, FirstBytes) : Piece(range, 0);

    private static BlobRange Piece(BlobRange range, long read) => new(range.Offset + read, Math.Min(PieceBytes, (range.Length ?? long.MaxValue) - read));

    private async Task<ReadOnlyMemory<byte>> RestAsync(BlobName name, BlobRange range, BlobContent first, CancellationToken cancellationToken)
    {
        var length = range.LengthWithin(first.Properties.Length);
        if (length == first.Bytes.Length)
        {
            return first.Bytes;
        }

        if (length > Array.MaxLength)
        {
            throw new StoreException(Description, name.Value, $"cannot read {length} bytes into memory", "Read it as a stream.");
        }

        var bytes = new byte[length];
        first.Bytes.CopyTo(bytes);
        for (var read = first.Bytes.Length; read < length;)
        {
            var next = await NextAsync(name, range, read, first.Properties, cancellationToken);
            next.CopyTo(bytes.AsMemory(read));
            read += next.Length;
        }

        return bytes;
    }

    private async Task<ReadOnlyMemory<byte>> NextAsync(BlobName name, BlobRange range, long read, BlobProperties expected, CancellationToken cancellationToken) =>
        (await PieceAsync(name, Piece(range, read), expected, cancellationToken))!.Bytes;

    private async Task<BlobContent?> PieceAsync(BlobName name, BlobRange range, BlobProperties? expected, CancellationToken cancellationToken)
    {
        var found = await ToldAsync(
            name.Value, "read", () => _pipelines.ReadAsync(token => TryPieceAsync(name, range, token), range.Length ?? PieceBytes, cancellationToken), cancellationToken);
        return expected is null || found?.Properties == expected
            ? found
            : throw new StoreException(
                Description, name.Value, $"it changed while it was read: {expected} at first, then {found?.Properties.ToString() ?? "gone"}", "Blobs of a store are never written again; find out who does.");
    }

    // A short body is a failure of the try, like a connection that says it was cut: some proxies end a response as if it were whole.
    private async Task<BlobContent?> TryPieceAsync(BlobName name, BlobRange range, CancellationToken cancellationToken)
    {
        var content = await _store.TryReadRangeAsync(name, range, cancellationToken);
        return content is null || content.Bytes.Length == range.LengthWithin(content.Properties.Length)
            ? content
            : throw new StoreException(
                Description, name.Value, $"cannot read: {content.Bytes.Length} bytes came of {range.LengthWithin(content.Properties.Length)}", "The connection was cut; run it again.")
            { IsTransient = true };
    }

    private Task<T> RunAsync<T>(string blob, string verb, Func<CancellationToken, Task<T>> request, long bytes, CancellationToken cancellationToken) =>
        ToldAsync(blob, verb, () => _pipelines.RunAsync(request, bytes, cancellationToken), cancellationToken);

    private async Task<T> ToldAsync<T>(string blob, string verb, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (BrokenCircuitException e)
        {
            throw new StoreUnavailableException(
                Description, blob, $"cannot {verb}: the store failed again and again and is left alone for a while ({e.InnerException?.Message ?? "no request was sent"})", e.RetryAfter ?? _pipelines.BreakDuration, e.InnerException);
        }
        catch (Exception e) when (e is not StoreException && StorePipelines.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            var fault = e is TimeoutRejectedException late ? FormattableString.Invariant($"no answer within {late.Timeout.TotalSeconds:0.#} s") : e.Message.TrimEnd('.');
            throw new StoreException(Description, blob, $"cannot {verb}: {fault}", "Check that the store is up and can be reached from here.", e) { IsTransient = true };
        }
    }
}
