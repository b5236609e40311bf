using System.Collections.Concurrent;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>The stores that datasets lie in, each opened once: one store, one circuit breaker.</summary>
internal sealed class ImageStores(BlobStoreOptions options)
{
    private readonly ConcurrentDictionary<string, IBlobStore> _open = new(StringComparer.Ordinal);

    /// <summary>The store of a dataset's location: a folder, <c>azure:container[/prefix]</c> or a container's address.</summary>
    /// <exception cref="FormatException">The location cannot be read, or needs a connection string that this worker was not given.</exception>
    /// <exception cref="StoreException">The folder is not there.</exception>
    public IBlobStore Open(string location) => _open.GetOrAdd(location, place => BlobStores.Open(place, options with { MustExist = true }));
}
