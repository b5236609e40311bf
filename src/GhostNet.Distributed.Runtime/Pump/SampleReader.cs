using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Fetches the bytes of samples, or says of each why they cannot be had.</summary>
internal sealed class SampleReader(IBlobStore images)
{
    /// <summary>The samples of one request, in its order: the content, or a failure when it is missing, unreadable, or not what was indexed.</summary>
    /// <exception cref="StoreException">The store as a whole is out of reach, so that nothing can be said of these samples.</exception>
    public async Task<FetchedSamples> ReadAsync(SampleRead read, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await SampleSource.FetchAsync(images, read, cancellationToken);
            return new FetchedSamples([.. read.Samples.Zip(fetched.Samples, (placed, bytes) => Of(placed.Sample, bytes))], fetched);
        }
        catch (Exception e) when (e is StoreException { IsTransient: false } or IOException or UnauthorizedAccessException)
        {
            await RequireStoreAsync(cancellationToken);
            return new FetchedSamples([.. read.Samples.Select(placed => Failed(FailureKind.Unreadable, placed.Sample, e.Message))], null);
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

    private static FetchedSample Of(ManifestSample sample, FetchedBytes fetched) => fetched switch
    {
        FetchedBytes.Found found => new FetchedSample(found.Bytes, null),
        FetchedBytes.Missing missing => Failed(FailureKind.Missing, sample, missing.Detail),
        FetchedBytes.Changed changed => Failed(FailureKind.Changed, sample, changed.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(fetched), fetched, "A new kind of fetched bytes needs a kind of failure."),
    };

    // What is told of a tar shard names the shard; a failure names its sample.
    private static FetchedSample Failed(FailureKind kind, ManifestSample sample, string detail) =>
        new(default, new Failure(kind, detail.Contains(sample.Path, StringComparison.Ordinal) ? detail : $"{sample.Path}: {detail}"));
}

/// <summary>The samples of one request, and the memory that they share; disposed, it is lent to the next.</summary>
internal readonly record struct FetchedSamples(ImmutableArray<FetchedSample> Samples, IDisposable? Memory);

/// <summary>Either the bytes, when there is no failure, or the failure.</summary>
internal readonly record struct FetchedSample(ReadOnlyMemory<byte> Content, Failure? Failure);
