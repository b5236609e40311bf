using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// How much a worker fetches ahead of its threads, over all jobs: so many samples, which bound what is held of ordinary images however many shards are leased, and so many bytes, which bound it
/// when images are large.
/// </summary>
internal sealed class RoomAhead(WorkerOptions options)
{
    /// <summary>
    /// A tenth of a second of work on a fast processor, some 4 MB of photographs.
    /// </summary>
    public const int SamplesPerThread = 32;

    private readonly Budget _samples = new(SamplesPerThread * (long)Math.Max(1, options.Threads));
    private readonly Budget _bytes = new(options.MaxBytesAhead);

    /// <summary>Takes room for a request as soon as there is some; dispose it when its samples are classified.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; nothing is taken.</exception>
    public async Task<IDisposable> TakeAsync(SampleRead read, CancellationToken cancellationToken)
    {
        var samples = await _samples.TakeAsync(read.Samples.Length, cancellationToken);
        try
        {
            return new Room(samples, await _bytes.TakeAsync(read.Range.Length ?? 0, cancellationToken));
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    private sealed class Room(IDisposable samples, IDisposable bytes) : IDisposable
    {
        public void Dispose()
        {
            bytes.Dispose();
            samples.Dispose();
        }
    }
}
