namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>One image and the class it should be given.</summary>
/// <param name="Path">Where the image is below the dataset's root: a <see cref="Stores.BlobName"/>, with forward slashes.</param>
/// <param name="Label">Index of the expected class, from 0; null when it is not known.</param>
/// <param name="Length">Length of the file in bytes when it was indexed.</param>
public sealed record ManifestSample(string Path, int? Label, long Length);
