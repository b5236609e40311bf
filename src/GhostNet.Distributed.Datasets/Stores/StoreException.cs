namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>The store failed, not the request: disk full, no permission, read-only, out of reach. The message names the store, the blob and what to do.</summary>
public class StoreException : Exception
{
    /// <summary>A failure of a store.</summary>
    /// <param name="store">The store's <see cref="IBlobStore.Description"/>.</param>
    /// <param name="blob">Name of the blob, or the prefix of a listing.</param>
    /// <param name="fault">What failed, as a clause: <c>cannot write: no space is left</c>.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    /// <param name="inner">The cause.</param>
    public StoreException(string store, string blob, string fault, string remedy, Exception? inner = null)
        : base($"Store {store}, blob '{blob}': {fault}. {remedy}", inner)
    {
        Store = store;
        Blob = blob;
    }

    /// <summary>The store's description.</summary>
    public string Store { get; }

    /// <summary>The blob's name, or the prefix of a listing.</summary>
    public string Blob { get; }

    /// <summary>True when the same request may succeed a little later: a busy or unreachable store, a connection that broke. False for what a person must mend.</summary>
    public bool IsTransient { get; init; }
}
