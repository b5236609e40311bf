using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class RoomAheadTests
{
    private readonly RoomAhead _room = new(new WorkerOptions { Threads = 1, MaxBytesAhead = 1 << 20 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Small_images_are_bounded_by_their_number_however_many_shards_ask()
    {
        var held = new List<IDisposable>();
        for (var i = 0; i < RoomAhead.SamplesPerThread; i++)
        {
            held.Add(await Within.TimeAsync("room for a sample", _room.TakeAsync(Image(10), Cancel)));
        }

        var next = _room.TakeAsync(Image(10), Cancel);
        Assert.False(next.IsCompleted);
        held[0].Dispose();
        await Within.TimeAsync("room that was given back", next);
    }

    [Fact]
    public async Task Large_images_are_bounded_by_their_bytes()
    {
        var first = await _room.TakeAsync(Image(700_000), Cancel);
        var next = _room.TakeAsync(Image(700_000), Cancel);
        Assert.False(next.IsCompleted);
        first.Dispose();
        await Within.TimeAsync("bytes that were given back", next);
    }

    [Fact]
    public async Task Who_gives_up_while_it_waits_for_bytes_leaves_its_place_to_others()
    {
        var first = await _room.TakeAsync(Image(1 << 20), Cancel);
        for (var i = 0; i < RoomAhead.SamplesPerThread; i++)
        {
            using var gaveUp = new CancellationTokenSource();
            var waiting = _room.TakeAsync(Image(10), gaveUp.Token);
            await gaveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        first.Dispose();
        await Within.TimeAsync("room that nobody holds", _room.TakeAsync(Image(10), Cancel));
    }

    private static SampleRead Image(long bytes) => SampleRead.Plan([new ManifestSample("a.jpg", 0, bytes)])[0];
}
