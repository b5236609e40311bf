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
        for (var i = 0; i < RoomAhead.MostPerThread; i++)
        {
            held.Add(await Within.TimeAsync("room for a sample", _room.TakeAsync(Image(10), Cancel)));
        }

        var next = _room.TakeAsync(Image(10), Cancel);
        Assert.False(next.IsCompleted);
        held.Take(RoomAhead.MostPerThread / 4).ToList().ForEach(room => room.Dispose());
        await Within.TimeAsync("room that was given back", next);
    }

    [Fact]
    public async Task Photographs_are_bounded_by_a_threads_share_of_bytes()
    {
        var room = new RoomAhead(new WorkerOptions { Threads = 1 });
        var photo = Image(RoomAhead.BytesPerThread / 8);
        for (var i = 0; i < 8; i++)
        {
            await Within.TimeAsync("room for a photograph", room.TakeAsync(photo, Cancel));
        }

        Assert.False(room.TakeAsync(photo, Cancel).IsCompleted);
    }

    [Fact]
    public async Task While_a_thread_works_on_a_large_image_the_next_is_fetched()
    {
        var room = new RoomAhead(new WorkerOptions { Threads = 2 });
        for (var i = 0; i < 2 * RoomAhead.LeastPerThread; i++)
        {
            await Within.TimeAsync("room for a large image", room.TakeAsync(Image(3 * RoomAhead.BytesPerThread), Cancel));
        }

        Assert.False(room.TakeAsync(Image(10), Cancel).IsCompleted);
    }

    [Theory]
    [InlineData(1, 128 << 20, 1 << 20)]
    [InlineData(2, 128 << 20, 2 << 20)]
    [InlineData(64, 128 << 20, 4 << 20)]
    [InlineData(64, 65_536, 65_536)]
    public void A_request_leaves_room_for_others(int threads, long maxBytesAhead, int largest) =>
        Assert.Equal(largest, new RoomAhead(new WorkerOptions { Threads = threads, MaxBytesAhead = maxBytesAhead }).LargestRead);

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
        for (var i = 0; i < RoomAhead.MostPerThread; i++)
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
