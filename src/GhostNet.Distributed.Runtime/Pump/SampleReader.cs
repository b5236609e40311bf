using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Fetches the bytes of one sample, or says why they cannot be had.</summary>
internal sealed class SampleReader(IBlobStore images, int maxImageBytes)
{
    /// <summary>The file's content; a failure when it is missing, unreadable, too large, or not the file that was indexed.</summary>
    /// <exception cref="StoreException">The store as a whole is out of reach, so that nothing can be said of this sample.</exception>
    public async Task<FetchedSample> ReadAsync(ManifestSample sample, CancellationToken cancellationToken)
    {
        try
        {
            await using var blob = await images.OpenReadAsync(BlobName.Parse(sample.Path), default, cancellationToken);
            if (blob is null)
            {
                return Failed(FailureKind.Missing, $"{sample.Path} is not in {images.Description}");
            }

            if (blob.Length != sample.Length)
            {
                return Failed(FailureKind.Changed, $"{sample.Path} has {blob.Length} bytes; {sample.Length} when it was indexed");
            }

            if (blob.Length > maxImageBytes)
            {
                return Failed(FailureKind.TooLarge, $"{sample.Path} has {blob.Length} bytes; the limit is {maxImageBytes}");
            }

            var content = new byte[blob.Length];
            await blob.Content.ReadExactlyAsync(content, cancellationToken);
            return new FetchedSample(content, null);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            await RequireStoreAsync(cancellationToken);
            return Failed(FailureKind.Unreadable, $"{sample.Path}: {e.Message}");
        }
    }

    // Results are for ever: a mount that is gone for a minute must not make failures of samples that nothing is wrong with.
    private async Task RequireStoreAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in images.ListAsync("", cancellationToken))
        {
            return;
        }
    }

    private static FetchedSample Failed(FailureKind kind, string detail) => new(null, new Failure(kind, detail));
}

/// <summary>Either the bytes or the failure.</summary>
internal readonly record struct FetchedSample(byte[]? Content, Failure? Failure);
