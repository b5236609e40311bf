using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// A store in a container of Azure Blob Storage, or below a prefix in one. A blob comes into being by one conditional request (<c>If-None-Match: *</c>), which the
/// service gives to exactly one of any number of racing writers.
/// </summary>
/// <remarks>
/// This type sends each request once: time-outs, retries and hedging are <see cref="ResilientBlobStore"/>'s, and the client library's own would multiply with
/// them and hide from the circuit breaker that the store is dead. (Bodies that are cut it reads on by itself, some five times; that cannot be turned off, and does no
/// harm.) Every blob carries a mark of the call that created it (metadata <c>creation</c>), by which a
/// repeated creation recognises its own blob. The first write creates a container that is not there. Blocks of a creation that was never finished are invisible
/// and go away by themselves after a week. Never in messages: keys, signatures.
/// </remarks>
public sealed class AzureBlobStore : IRepeatableBlobStore
{
    private const string MarkKey = "creation";

    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private readonly bool _mustExist;

    internal AzureBlobStore(BlobContainerClient container, string prefix, bool mustExist)
    {
        _container = container;
        _prefix = FolderEntry.Checked(prefix);
        _mustExist = mustExist;
        // The address of a client made from a SAS has the signature in its query.
        Description = container.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + (prefix.Length > 0 ? "/" + prefix[..^1] : "");
    }

    /// <summary>A store by connection string, such as the portal gives or <c>UseDevelopmentStorage=true</c>.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="prefix">Beginning of every blob's name in the container, empty or ending with a slash.</param>
    /// <param name="mustExist">True when a missing container is an error to a reader, such as for images; false when it means that nothing is there yet.</param>
    /// <param name="options">Its clocks are used; the defaults when left out.</param>
    /// <exception cref="FormatException">The connection string is none; the message does not repeat it.</exception>
    public static AzureBlobStore FromConnectionString(string connectionString, string container, string prefix = "", bool mustExist = false, BlobStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        try
        {
            return new AzureBlobStore(new BlobContainerClient(connectionString, container, ClientOptions(options)), prefix, mustExist);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or UriFormatException || (e is ArgumentException && e.Source?.StartsWith("Azure", StringComparison.Ordinal) == true))
        {
            throw new FormatException(
                "The connection string is not one of Azure Storage; expected DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net as the portal shows it, or UseDevelopmentStorage=true.");
        }
    }

    /// <summary>A store by the container's address: with a SAS in the query, or else with the credential that the environment has (DefaultAzureCredential).</summary>
    /// <param name="container">The container's address, such as <c>https://account.blob.core.windows.net/container?sv=…</c>.</param>
    /// <param name="prefix">As in <see cref="FromConnectionString"/>.</param>
    /// <param name="mustExist">As in <see cref="FromConnectionString"/>.</param>
    /// <param name="options">As in <see cref="FromConnectionString"/>.</param>
    public static AzureBlobStore FromUrl(Uri container, string prefix = "", bool mustExist = false, BlobStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        var client = container.Query.Length > 1
            ? new BlobContainerClient(container, ClientOptions(options))
            : new BlobContainerClient(container, new DefaultAzureCredential(), ClientOptions(options));
        return new AzureBlobStore(client, prefix, mustExist);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Guarded(name.Value, "write", token => CreateAsync(name, content, CreationMark.New(), token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return StagedCreation.RunAsync(this, name, content, request => request(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default)
    {
        using var content = await TryReadRangeAsync(name, default, cancellationToken);
        return content?.Bytes.ToArray();
    }

    /// <inheritdoc/>
    public async Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default)
    {
        await using var open = await OpenReadAsync(name, range, cancellationToken);
        return open is null ? null : await Guarded(name.Value, "read", token => open.ToContentAsync(Description, name, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) =>
        Guarded(name.Value, "read", token => OpenAsync(name, range, token), cancellationToken);

    /// <inheritdoc/>
    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) =>
        Guarded(name.Value, "read", async token => (await PropertiesAsync(name, token))?.Properties, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => PagedListing.Blobs(prefix, PageAsync, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<FolderEntry> ListFolderAsync(string folder, CancellationToken cancellationToken = default) => PagedListing.Folder(folder, PageAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => Guarded(
        name.Value,
        "delete",
        async token =>
        {
            try
            {
                return (await BlobOf(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token)).Value;
            }
            catch (RequestFailedException e) when (IsNothingThere(e))
            {
                return false;
            }
        },
        cancellationToken);

    Task<bool> IRepeatableBlobStore.TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CreationMark mark, CancellationToken cancellationToken) =>
        Guarded(name.Value, "write", token => CreateAsync(name, content, mark, token), cancellationToken);

    Task IRepeatableBlobStore.StageAsync(BlobName name, ReadOnlyMemory<byte> block, int number, CreationMark mark, CancellationToken cancellationToken) => Guarded(
        name.Value,
        "write",
        token => InContainerAsync(
            async () =>
            {
                using var body = Body(block);
                await BlocksOf(name).StageBlockAsync(BlockId(mark, number), body, cancellationToken: token);
                return true;
            },
            token),
        cancellationToken);

    Task<bool> IRepeatableBlobStore.TryCommitAsync(BlobName name, int blocks, ReadOnlyMemory<byte> md5, CreationMark mark, CancellationToken cancellationToken) => Guarded(
        name.Value,
        "write",
        async token =>
        {
            try
            {
                var options = new CommitBlockListOptions { Conditions = Absent, Metadata = Marked(mark), HttpHeaders = new BlobHttpHeaders { ContentHash = md5.ToArray() } };
                await BlocksOf(name).CommitBlockListAsync(Enumerable.Range(0, blocks).Select(i => BlockId(mark, i)), options, token);
                return true;
            }
            // Another writer's commit throws our blocks away, so that ours may be told of them before it is told of the name.
            catch (RequestFailedException e) when (AzureFault.IsTaken(e) || (e.Status == 400 && e.ErrorCode == BlobErrorCode.InvalidBlockList))
            {
                return await IsOursAsync(name, mark, token);
            }
        },
        cancellationToken);

    Task<ListingPage> IRepeatableBlobStore.ListPageAsync(string prefix, bool oneLevel, string? continuation, CancellationToken cancellationToken) =>
        PageAsync(prefix, oneLevel, continuation, cancellationToken);

    private static BlobRequestConditions Absent => new() { IfNoneMatch = ETag.All };

    private static BlobClientOptions ClientOptions(BlobStoreOptions? options)
    {
        // The newest version that the emulator knows; nothing here needs a newer one.
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06)
        {
            Retry = { MaxRetries = 0 },
            Diagnostics = { IsLoggingContentEnabled = false, ApplicationId = "ghostnet" },
        };
        options ??= new BlobStoreOptions();
        client.AddPolicy(new AzureClock(options.Clock, options.Time), HttpPipelinePosition.PerRetry);
        return client;
    }

    private static Dictionary<string, string> Marked(CreationMark mark) => new() { [MarkKey] = mark.ToString() };

    // Ids of one blob's blocks have to be of one length, and blocks of racing writers must not be taken for each other.
    private static string BlockId(CreationMark mark, int number) =>
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mark}{number:D8}")));

    private static MemoryStream Body(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(content.ToArray(), writable: false);

    private static BlobProperties Properties(long length, ETag tag) => new(length, tag.ToString().Trim('"'));

    private async Task<bool> CreateAsync(BlobName name, ReadOnlyMemory<byte> content, CreationMark mark, CancellationToken cancellationToken)
    {
        try
        {
#pragma warning disable CA5351 // MD5 is what the service keeps and checks; it guards against accidents, not against people.
            var headers = new BlobHttpHeaders { ContentHash = MD5.HashData(content.Span) };
#pragma warning restore CA5351
            return await InContainerAsync(
                async () =>
                {
                    using var body = Body(content);
                    await BlocksOf(name).UploadAsync(body, new BlobUploadOptions { Conditions = Absent, Metadata = Marked(mark), HttpHeaders = headers }, cancellationToken);
                    return true;
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (AzureFault.IsTaken(e))
        {
            // The blob may be this call's own: a proxy, or a retry above us, sent the request twice.
            return await IsOursAsync(name, mark, cancellationToken);
        }
        // A SAS that may create but not overwrite is told 403 of a name that is taken, and the service and its emulator give it different codes.
        catch (RequestFailedException e) when (e.Status == 403)
        {
            if (await PropertiesAsync(name, cancellationToken) is not { } found)
            {
                throw;
            }

            return found.Mark == mark.ToString();
        }
    }

    private async Task<bool> IsOursAsync(BlobName name, CreationMark mark, CancellationToken cancellationToken) =>
        await PropertiesAsync(name, cancellationToken) is { } found
            ? found.Mark == mark.ToString()
            : throw new StoreException(Description, name.Value, "cannot write: the name was taken and is free again", "Another process deleted the blob at this moment; run it again.") { IsTransient = true };

    private async Task<(BlobProperties Properties, string? Mark)?> PropertiesAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await BlobOf(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return (Properties(found.ContentLength, found.ETag), found.Metadata.TryGetValue(MarkKey, out var mark) ? mark : null);
        }
        catch (RequestFailedException e) when (IsNothingThere(e))
        {
            return null;
        }
    }

    private async Task<OpenBlob?> OpenAsync(BlobName name, BlobRange range, CancellationToken cancellationToken)
    {
        try
        {
            if (range.Length != 0)
            {
                var options = new BlobDownloadOptions { Range = range == default ? default : new HttpRange(range.Offset, range.Length) };
                var found = (await BlobOf(name).DownloadStreamingAsync(options, cancellationToken)).Value;
                var properties = Properties(WholeLength(found.Details), found.Details.ETag);
                return new OpenBlob(found.Content, found.Details.ContentLength, properties);
            }
        }
        catch (RequestFailedException e) when (IsNothingThere(e))
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            // The range begins at or behind the end, which reads as nothing.
        }

        return await PropertiesAsync(name, cancellationToken) is { } whole ? new OpenBlob(Stream.Null, 0, whole.Properties) : null;
    }

    // Content-Range: bytes 2-4/6
    private static long WholeLength(BlobDownloadDetails details) =>
        details.ContentRange is { Length: > 0 } range && long.TryParse(range.AsSpan(range.IndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : details.ContentLength;

    private Task<ListingPage> PageAsync(string prefix, bool oneLevel, string? continuation, CancellationToken cancellationToken) => Guarded(
        prefix,
        "list",
        async token =>
        {
            try
            {
                return oneLevel ? await FolderPageAsync(prefix, continuation, token) : await BlobPageAsync(prefix, continuation, token);
            }
            catch (RequestFailedException e) when (IsNothingThere(e))
            {
                return new ListingPage([], null);
            }
        },
        cancellationToken);

    private async Task<ListingPage> BlobPageAsync(string prefix, string? continuation, CancellationToken cancellationToken)
    {
        await foreach (var page in _container.GetBlobsAsync(new GetBlobsOptions { Prefix = _prefix + prefix }, cancellationToken).AsPages(continuation))
        {
            return Page(page.Values.Select(Entry), page.ContinuationToken);
        }

        return new ListingPage([], null);
    }

    private async Task<ListingPage> FolderPageAsync(string prefix, string? continuation, CancellationToken cancellationToken)
    {
        var options = new GetBlobsByHierarchyOptions { Prefix = _prefix + prefix, Delimiter = "/" };
        await foreach (var page in _container.GetBlobsByHierarchyAsync(options, cancellationToken).AsPages(continuation))
        {
            return Page(page.Values.Select(i => i.IsPrefix ? new FolderEntry(i.Prefix[_prefix.Length..], null) : Entry(i.Blob)), page.ContinuationToken);
        }

        return new ListingPage([], null);
    }

    private static ListingPage Page(IEnumerable<FolderEntry?> entries, string? continuation) =>
        new([.. entries.Where(e => e is not null).Select(e => e!.Value)], string.IsNullOrEmpty(continuation) ? null : continuation);

    private static ListingPage Page(IEnumerable<FolderEntry> entries, string? continuation) => Page(entries.Select(e => (FolderEntry?)e), continuation);

    // A blob whose name is no blob name of ours (made by someone else, with a backslash, say) cannot be read through the store either.
    private FolderEntry? Entry(BlobItem item) => BlobName.TryParse(item.Name[_prefix.Length..], out var name)
        ? new FolderEntry(
            name.Value,
            new BlobEntry(
                name,
                item.Properties.ContentLength ?? 0,
                item.Properties.ETag?.ToString().Trim('"'),
                item.Properties.ContentHash is { Length: > 0 } md5 ? Convert.ToBase64String(md5) : null))
        : null;

    private bool IsNothingThere(RequestFailedException e) =>
        e.Status == 404 && (!AzureFault.IsNoContainer(e) || (!_mustExist && e.ErrorCode is not null));

    private async Task<T> InContainerAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (AzureFault.IsNoContainer(e) && !_mustExist)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return await write();
        }
    }

    private BlobClient BlobOf(BlobName name) => _container.GetBlobClient(FullName(name));

    private BlockBlobClient BlocksOf(BlobName name) => _container.GetBlockBlobClient(FullName(name));

    private string FullName(BlobName name) => _prefix.Length + name.Value.Length <= BlobName.MaxLength
        ? _prefix + name.Value
        : throw new StoreException(Description, name.Value, $"its name has {_prefix.Length + name.Value.Length} characters with the store's prefix, more than {BlobName.MaxLength}", "Choose a shorter name or prefix.");

    private async Task<T> Guarded<T>(string blob, string verb, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request(cancellationToken);
        }
        catch (Exception e) when (AzureFault.IsFault(e, cancellationToken))
        {
            throw AzureFault.Tell(Description, blob, verb, e);
        }
    }
}
