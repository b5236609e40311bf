using System.Security.Cryptography;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Pushing;

/// <summary>Says whether a blob that is there already has the content of a local file: by length, then by MD5 where the store keeps one, else by reading it.</summary>
internal static class PresentBlob
{
    internal static async Task<bool> HasContentAsync(IBlobStore store, BlobEntry present, Stream local, CancellationToken cancellationToken)
    {
        if (present.Length != local.Length)
        {
            return false;
        }

#pragma warning disable CA5351 // MD5 is what the service keeps; it guards against accidents, not against people.
        var md5 = Convert.ToBase64String(await MD5.HashDataAsync(local, cancellationToken));
        if (present.ContentMd5 is { } kept)
        {
            return kept == md5;
        }

        await using var open = await store.OpenReadAsync(present.Name, cancellationToken: cancellationToken);
        return open is not null && md5 == Convert.ToBase64String(await MD5.HashDataAsync(open.Content, cancellationToken));
#pragma warning restore CA5351
    }
}
