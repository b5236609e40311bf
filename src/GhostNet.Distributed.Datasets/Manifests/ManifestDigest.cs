using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>
/// The version of a dataset: SHA-256 over one line a sample in manifest order, <c>path TAB label TAB length LF</c> in UTF-8, with <c>-</c> for no label. It depends on
/// nothing else: not on the size of parts, on where the images are, or on the order in which a file system lists them.
/// </summary>
/// <remarks>
/// Tags, shards and offsets are not in it: the same images indexed in a folder and in Azure are the same dataset, and every digest from before there were tags is still
/// right. Packing images into tar shards gives them other paths, and so another dataset. Tags are the version's company, not its content: images uploaded again under
/// the same names have new tags, and their manifest needs another name, since a manifest is never written again.
/// </remarks>
public static class ManifestDigest
{
    /// <summary>The digest of samples that are in manifest order.</summary>
    public static ContentDigest Of(IEnumerable<ManifestSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        using var hash = new ManifestHash();
        foreach (var sample in samples)
        {
            hash.Append(sample);
        }

        return hash.Finish();
    }
}

/// <summary>The digest, built sample by sample.</summary>
internal sealed class ManifestHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal void Append(ManifestSample sample) =>
        // A path has no control characters, so neither tab nor line feed can be in one and two different samples cannot make the same line.
        _hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sample.Path}\t{sample.Label?.ToString(CultureInfo.InvariantCulture) ?? "-"}\t{sample.Length}\n")));

    internal ContentDigest Finish() => ContentDigest.Of(_hash);

    public void Dispose() => _hash.Dispose();
}
