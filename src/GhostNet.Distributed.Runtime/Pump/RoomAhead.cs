using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// How much a worker fetches ahead of its threads, over all jobs and however many shards are leased: <see cref="BytesPerThread"/>, but <see cref="MostPerThread"/> images at most, and
/// <see cref="LeastPerThread"/> however large they are, up to <see cref="WorkerOptions.MaxBytesAhead"/>.
/// </summary>
internal sealed class RoomAhead(WorkerOptions options)
{
    /// <summary>A tenth of a second of work on a fast processor.</summary>
    public const int BytesPerThread = 4 << 20;

    /// <summary>The most images a thread.</summary>
    public const int MostPerThread = 32;

    /// <summary>The least, while it works on one and another is on its way.</summary>
    public const int LeastPerThread = 2;

    // Of the room: what a request takes at most, so that some are under way while others are worked on, and what is filled at once.
    private const int Parts = 4;

    private readonly Budget _room = new(Capacity(options), lump: Capacity(options) / Parts);
    private readonly Budget _bytes = new(options.MaxBytesAhead);

    /// <summary>The most bytes to ask for at once.</summary>
    public int LargestRead { get; } = (int)Math.Min(SampleRead.DefaultMaxBytes, Math.Min(options.MaxBytesAhead, Capacity(options) / Parts));

    /// <summary>Takes room for a request as soon as there is some; dispose it when its samples are classified.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; nothing is taken.</exception>
    public async Task<IDisposable> TakeAsync(SampleRead read, CancellationToken cancellationToken)
    {
        var room = await _room.TakeAsync(read.Samples.Sum(placed => Math.Clamp(placed.Sample.Length, BytesPerThread / MostPerThread, BytesPerThread / LeastPerThread)), cancellationToken);
        try
        {
            return new Room(room, await _bytes.TakeAsync(read.Range.Length ?? 0, cancellationToken));
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }

    private static long Capacity(WorkerOptions options) => BytesPerThread * (long)Math.Max(1, options.Threads);

    private sealed class Room(IDisposable room, IDisposable bytes) : IDisposable
    {
        public void Dispose()
        {
            bytes.Dispose();
            room.Dispose();
        }
    }
}
