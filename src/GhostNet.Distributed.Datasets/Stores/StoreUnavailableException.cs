namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// The store could not be reached although it was tried again and again, or has been so lately that it is left alone for a while. Nothing is wrong with the
/// request: who can wait, waits for <see cref="RetryAfter"/> and asks again; a job waits, it does not fail.
/// </summary>
public sealed class StoreUnavailableException : StoreException
{
    /// <summary>A store that is out of reach.</summary>
    /// <param name="store">The store's <see cref="IBlobStore.Description"/>.</param>
    /// <param name="blob">Name of the blob, or the prefix of a listing.</param>
    /// <param name="fault">What failed, as a clause.</param>
    /// <param name="retryAfter">How long it makes no sense to ask again.</param>
    /// <param name="inner">The last failure.</param>
    public StoreUnavailableException(string store, string blob, string fault, TimeSpan retryAfter, Exception? inner = null)
        : base(store, blob, fault, "Check that the store is up and can be reached from here; what waits for it goes on by itself when it is back.", inner)
    {
        RetryAfter = retryAfter;
        IsTransient = true;
    }

    /// <summary>How long the store will not be asked; ask again behind it.</summary>
    public TimeSpan RetryAfter { get; }
}
