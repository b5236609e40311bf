namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>A manifest is missing, damaged, or of a version this library does not know. The message names the store, the blob, and what was expected and found.</summary>
public sealed class ManifestException : Exception
{
    /// <summary>A fault of one blob of a manifest.</summary>
    /// <param name="store">The store's description.</param>
    /// <param name="blob">The blob's name.</param>
    /// <param name="fault">Expected and found, and what to do, as a sentence.</param>
    /// <param name="inner">The cause.</param>
    public ManifestException(string store, string blob, string fault, Exception? inner = null)
        : base($"Manifest blob '{blob}' in store {store}: {fault}", inner) => Blob = blob;

    /// <summary>Name of the blob.</summary>
    public string Blob { get; }
}
