namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>Opens the store of a location.</summary>
public static class BlobStores
{
    /// <summary>
    /// Opens a store. A folder is <see cref="FolderBlobStore"/> as it is, since a local disk that fails does not get better by asking twice; a container is
    /// <see cref="AzureBlobStore"/> behind <see cref="ResilientBlobStore"/>. No request is made here, except that a folder which must exist is looked for.
    /// </summary>
    /// <exception cref="FormatException">The location or connection string cannot be read; without secrets.</exception>
    /// <exception cref="StoreException">The folder must exist and does not.</exception>
    public static IBlobStore Open(string location, BlobStoreOptions? options = null) => Open(BlobStoreLocation.Parse(location), options);

    /// <summary>As the other overload.</summary>
    public static IBlobStore Open(BlobStoreLocation location, BlobStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        options ??= new BlobStoreOptions();
        return location switch
        {
            BlobStoreLocation.Folder folder => options.MustExist ? FolderBlobStore.OpenExisting(folder.Path) : new FolderBlobStore(folder.Path, options.Time),
            BlobStoreLocation.AzureContainer azure => Resilient(AzureBlobStore.FromConnectionString(ConnectionString(azure, options), azure.Container, azure.Prefix, options.MustExist, options), options),
            BlobStoreLocation.AzureUrl azure => Resilient(AzureBlobStore.FromUrl(azure.Address, azure.Prefix, options.MustExist, options), options),
            _ => throw new NotSupportedException($"A store of the kind {location.GetType().Name} cannot be opened."),
        };
    }

    private static ResilientBlobStore Resilient(AzureBlobStore store, BlobStoreOptions options) => new(store, options.Resilience, options.Time);

    private static string ConnectionString(BlobStoreLocation.AzureContainer location, BlobStoreOptions options)
    {
        var found = options.ConnectionString ?? Environment.GetEnvironmentVariable(BlobStoreOptions.ConnectionStringVariable);
        return string.IsNullOrWhiteSpace(found)
            ? throw new FormatException($"{location} needs a connection string; set {BlobStoreOptions.ConnectionStringVariable}, or give the container's https:// address.")
            : found;
    }
}
