using CsCheck;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Manifests;

public class SampleReadTests
{
    [Fact]
    public void Neighbours_in_a_shard_come_with_one_request_and_single_images_with_one_each()
    {
        ManifestSample[] samples = [InShard("s.tar", 512, 1000), new("x.jpg", 0, 500), InShard("s.tar", 3072, 1000), InShard("t.tar", 512, 1000), new("y.jpg", 0, 0)];

        Assert.Equal(
            ["s.tar 512+3560: 0,2", "x.jpg 0+500: 1", "t.tar 512+1000: 3", "y.jpg 0+1: 4"],
            SampleRead.Plan(samples).Select(r => $"{r.Blob} {r.Range.Offset}+{r.Range.Length}: {string.Join(',', r.Samples.Select(s => s.Position))}"));
    }

    [Fact]
    public void A_request_ends_at_its_most_bytes_and_at_a_wide_gap()
    {
        ManifestSample[] samples = [InShard("s.tar", 0, 600), InShard("s.tar", 600, 600), InShard("s.tar", 1200, 5000), InShard("s.tar", 100_000, 10)];

        Assert.Equal([1, 1, 1, 1], SampleRead.Plan(samples, maxBytes: 1000).Select(r => r.Samples.Length));
        Assert.Equal([2, 1, 1], SampleRead.Plan(samples, maxBytes: 1200).Select(r => r.Samples.Length));
        Assert.Equal([3, 1], SampleRead.Plan(samples).Select(r => r.Samples.Length));
    }

    [Fact]
    public void Every_sample_is_in_one_request_and_has_its_own_bytes() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 300], Gen.Int[0, 40]).List[0, 30].SampleAsync(async places =>
    {
        using var folder = new TemporaryFolder();
        var shards = Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 400).Select(b => (byte)((b * 7) + i)).ToArray()).ToArray();
        for (var i = 0; i < 3; i++)
        {
            folder.Write($"{i}.tar", shards[i]);
        }

        var samples = places.Select(p => InShard($"{p.Item1}.tar", p.Item2, p.Item3)).ToList();
        var store = new FolderBlobStore(folder.Path);
        HashSet<int> seen = [];
        foreach (var read in SampleRead.Plan(samples, maxBytes: 100))
        {
            using var found = await SampleSource.FetchAsync(store, read, TestContext.Current.CancellationToken);
            foreach (var ((position, sample), bytes) in read.Samples.Zip(found.Samples))
            {
                var expected = shards[places[position].Item1].AsSpan((int)sample.Offset!, (int)sample.Length);
                if (!seen.Add(position) || bytes is not FetchedBytes.Found { Bytes: var memory } || !memory.Span.SequenceEqual(expected))
                {
                    return false;
                }
            }
        }

        return seen.Count == samples.Count;
    }, iter: 50, threads: 1);

    [Fact]
    public async Task A_shard_that_was_cut_spoils_the_samples_behind_the_cut_and_no_others()
    {
        using var folder = new TemporaryFolder();
        folder.Write("s.tar", new byte[1000]);
        ManifestSample[] samples = [InShard("s.tar", 0, 600), InShard("s.tar", 600, 600)];

        using var found = await SampleSource.FetchAsync(new FolderBlobStore(folder.Path), Assert.Single(SampleRead.Plan(samples)), TestContext.Current.CancellationToken);

        Assert.IsType<FetchedBytes.Found>(found.Samples[0]);
        Assert.Equal("s.tar has 1000 bytes, and s.tar/600.jpg ended at 1200 when it was indexed", Assert.IsType<FetchedBytes.Changed>(found.Samples[1]).Detail);
    }

    private static ManifestSample InShard(string shard, long offset, long length) => new($"{shard}/{offset}.jpg", 0, length) { Shard = shard, Offset = offset };
}
