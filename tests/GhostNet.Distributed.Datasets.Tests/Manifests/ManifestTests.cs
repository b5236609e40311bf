using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Manifests;

public sealed class ManifestTests : IDisposable
{
    private static readonly DatasetName Name = DatasetName.Parse("val");
    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public ManifestTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read_in_the_order_of_paths()
    {
        var header = await WriteAsync([new("b/ü 1.jpg", 3, 20), new("b/\"x\".jpg", null, 0), new("a.jpg", 0, 5_000_000_000)], classes: 10);
        var reader = await OpenAsync(header);

        Assert.Equal(
            [new("a.jpg", 0, 5_000_000_000), new("b/\"x\".jpg", null, 0), new("b/ü 1.jpg", 3, 20)], await reader.ReadRangeAsync(reader.All, Cancel));
        Assert.Equal((3, 2, 10, "val"), (header.Samples, header.Labelled, header.Classes, header.Name));
        await reader.VerifyAsync(Cancel);
    }

    [Fact]
    public async Task The_blobs_are_named_and_laid_out_as_documented()
    {
        var header = await WriteAsync([new("a/ü.jpg", 1, 12), new("b.jpg", null, 7)]);
        var folder = _folder["datasets", "val", header.Digest];

        Assert.Equal("{\"path\":\"a/ü.jpg\",\"label\":1,\"length\":12}\n{\"path\":\"b.jpg\",\"label\":null,\"length\":7}\n", File.ReadAllText(Path.Join(folder, "part-00000.jsonl")));
        var part = ContentDigest.Of(File.ReadAllBytes(Path.Join(folder, "part-00000.jsonl")));
        Assert.Equal(
            $"{{\"schemaVersion\":1,\"name\":\"val\",\"digest\":\"{header.Digest}\",\"samples\":2,\"labelled\":1,\"classes\":null,\"parts\":[{{\"digest\":\"{part}\",\"length\":83,\"samples\":2}}]}}",
            File.ReadAllText(Path.Join(folder, "manifest.json")));
    }

    [Fact]
    public async Task A_sample_that_says_where_its_bytes_are_is_laid_out_as_documented_too()
    {
        var header = await WriteAsync([new("a.tar/x.jpg", 1, 12) { ETag = "e1", Shard = "a.tar", Offset = 512 }]);
        var folder = _folder["datasets", "val", header.Digest];
        Assert.Equal("{\"path\":\"a.tar/x.jpg\",\"label\":1,\"length\":12,\"eTag\":\"e1\",\"shard\":\"a.tar\",\"offset\":512}\n", File.ReadAllText(Path.Join(folder, "part-00000.jsonl")));
        Assert.StartsWith($"{{\"schemaVersion\":2,\"name\":\"val\",\"digest\":\"{header.Digest}\",\"samples\":1,\"labelled\":1,", File.ReadAllText(Path.Join(folder, "manifest.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    public void The_digest_is_SHA256_over_path_label_and_length_under_every_culture(string culture) => UnderCulture.Run(culture, () =>
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("I/ı.jpg\t12345\t1234567\nb.jpg\t-\t0\n"))),
            ManifestDigest.Of([new("I/ı.jpg", 12345, 1_234_567), new("b.jpg", null, 0)]).Value));

    [Fact]
    public void The_digest_depends_on_neither_part_size_nor_order() => Gen.Select(Samples, Gen.Int[1, 7], Gen.Int).SampleAsync(async (samples, partSize, seed) =>
    {
        var shuffled = samples.ToArray();
        new Random(seed).Shuffle(shuffled);

        using var folder = new TemporaryFolder();
        var store = new FolderBlobStore(folder.Path);
        var header = await ManifestWriter.WriteAsync(store, Name, shuffled, null, partSize, Cancel);
        var read = await (await ManifestReader.OpenAsync(store, Name, ContentDigest.Parse(header.Digest), Cancel)).ReadRangeAsync(new(0, samples.Count), Cancel);

        return header.Digest == ManifestDigest.Of(samples).Value && read.SequenceEqual(samples) && header.Parts.Length == (samples.Count + partSize - 1) / partSize;
    }, iter: 40, threads: 1);

    [Fact]
    public void Every_change_of_a_sample_changes_the_digest() => Gen.Select(Samples, Gen.Int[0, 100], Gen.Int[0, 2]).Sample((samples, which, change) =>
    {
        var sample = samples[which % samples.Count];
        var changed = change switch { 0 => sample with { Path = sample.Path + "x" }, 1 => sample with { Label = (sample.Label ?? -1) + 1 }, _ => sample with { Length = sample.Length + 1 } };

        return ManifestDigest.Of(samples) != ManifestDigest.Of(samples.Select(s => s == sample ? changed : s));
    });

    [Fact]
    public async Task Tag_shard_and_offset_are_kept_and_are_no_part_of_the_version()
    {
        var plain = new ManifestSample[] { new("a.jpg", 0, 12), new("s.tar/b.jpg", 1, 7) };
        ManifestSample[] sourced = [plain[0] with { ETag = "0x8D" }, plain[1] with { ETag = "0x8E", Shard = "s.tar", Offset = 1536 }];

        var header = await WriteAsync(sourced);
        var reader = await OpenAsync(header);

        Assert.Equal((2, ManifestDigest.Of(plain).Value), (header.SchemaVersion, header.Digest));
        Assert.Equal(sourced, await reader.ReadRangeAsync(reader.All, Cancel));
        Assert.Equal(
            "{\"path\":\"a.jpg\",\"label\":0,\"length\":12,\"eTag\":\"0x8D\"}\n{\"path\":\"s.tar/b.jpg\",\"label\":1,\"length\":7,\"eTag\":\"0x8E\",\"shard\":\"s.tar\",\"offset\":1536}\n",
            File.ReadAllText(Part(header, 0)));
        Assert.Equal((BlobName.Parse("s.tar"), new BlobRange(1536, 7)), (sourced[1].Blob, sourced[1].Range));
        Assert.Contains("indexed before with other ETags", (await Assert.ThrowsAsync<ManifestException>(() => WriteAsync(plain))).Message);
    }

    [Theory]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"shard\":\"s\"}\n", "a shard without an offset")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"offset\":1}\n", "an offset without a shard")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"shard\":\"../s\",\"offset\":1}\n", "the shard '../s' of 'a' is not usable")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"shard\":\"s\",\"offset\":-1}\n", "the offset -1")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"shard\":\"s\",\"offset\":9223372036854775807}\n", "the offset 9223372036854775807")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"eTag\":\"\"}\n", "an unusable ETag")]
    public void A_place_that_cannot_be_is_told_with_its_line(string content, string told) =>
        Assert.Contains(told, Assert.Throws<ManifestException>(() => ManifestPartFormat.Read(Encoding.UTF8.GetBytes(content), 1, 9, f => new ManifestException("store", "part", f))).Message);

    [Fact]
    public async Task Sorted_samples_stream_into_the_same_manifest()
    {
        var samples = Enumerable.Range(0, 20).Select(i => new ManifestSample($"{i:D3}.jpg", i, i)).ToList();
        using var other = new TemporaryFolder();
        using var temporary = new TemporaryFolder();

        var whole = await ManifestWriter.WriteAsync(_store, Name, samples, 20, 6, Cancel);
        var streamed = await ManifestWriter.WriteSortedAsync(new FolderBlobStore(other.Path), Name, samples.ToAsyncEnumerable(), () => 20, temporary.Path, 6, Cancel);

        Assert.Equal(whole.Digest, streamed.Digest);
        Assert.Equal(whole.Parts, streamed.Parts);
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task Streamed_samples_in_another_order_are_refused_and_nothing_is_left()
    {
        using var temporary = new TemporaryFolder();
        ManifestSample[] samples = [new("b", 0, 1), new("a", 7, 1)];

        var e = await Assert.ThrowsAsync<DatasetException>(() => ManifestWriter.WriteSortedAsync(_store, Name, samples.ToAsyncEnumerable(), () => 5, temporary.Path, Cancel));

        Assert.Equal(["'a' comes behind 'b'; expected the order of the paths' UTF-8 bytes", "a sample has the label 7; expected 0 to 4"], e.Faults);
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
        Assert.Empty(await _store.ListAsync("", Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Every_range_reads_the_samples_at_its_positions()
    {
        var samples = Enumerable.Range(0, 20).Select(i => new ManifestSample($"{i:D3}.jpg", i, i)).ToList();
        var reader = await OpenAsync(await ManifestWriter.WriteAsync(_store, Name, samples, 20, 6, Cancel));

        for (var start = 0; start <= 20; start++)
        {
            for (var end = start; end <= 20; end++)
            {
                Assert.Equal(samples[start..end], await reader.ReadRangeAsync(new SampleRange(start, end), Cancel));
            }
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ReadRangeAsync(new SampleRange(0, 21), Cancel));
    }

    [Fact]
    public async Task A_range_reads_only_the_parts_it_touches()
    {
        var samples = Enumerable.Range(0, 20).Select(i => new ManifestSample($"{i:D3}.jpg", i, i)).ToList();
        var header = await ManifestWriter.WriteAsync(_store, Name, samples, 20, 5, Cancel);
        File.Delete(Part(header, 0));
        File.Delete(Part(header, 3));

        Assert.Equal(samples[5..15], await (await OpenAsync(header)).ReadRangeAsync(new SampleRange(5, 15), Cancel));
    }

    [Fact]
    public async Task Writing_twice_is_one_dataset()
    {
        var first = await WriteAsync([new("a.jpg", 0, 1)], classes: 10);
        File.Delete(_folder["datasets", "val", first.Digest, "manifest.json"]); // as if the first had been killed before its header

        var second = await WriteAsync([new("a.jpg", 0, 1)], classes: 10);
        var third = await WriteAsync([new("a.jpg", 0, 1)], classes: null);

        Assert.Equal((first.Digest, 10), (second.Digest, third.Classes));
    }

    [Fact]
    public async Task Two_class_counts_of_the_same_samples_contradict_each_other()
    {
        await WriteAsync([new("a.jpg", 0, 1)], classes: 10);

        var e = await Assert.ThrowsAsync<ManifestException>(() => WriteAsync([new("a.jpg", 0, 1)], classes: 20));

        Assert.Contains("indexed before with 10 classes, now with 20", e.Message);
    }

    [Fact]
    public async Task All_faults_of_samples_are_told_at_once()
    {
        var e = await Assert.ThrowsAsync<DatasetException>(() => WriteAsync([new("a", 5, 1), new("b", -1, 1), new("../c", 0, 1), new("d", 0, -1), new("e", 0, 1), new("e", 0, 1)], classes: 5));

        Assert.Equal(
            [
                "the path '../c' is not usable: it has the segment '..'",
                "'a' has the label 5; expected 0 to 4",
                "'b' has the label -1; expected 0 to 4",
                "'d' has the length -1; expected 0 or more bytes",
                "'e' is there twice",
            ],
            e.Faults);
        Assert.Contains("no samples", (await Assert.ThrowsAsync<DatasetException>(() => WriteAsync([]))).Message);
    }

    [Fact]
    public async Task A_missing_manifest_names_its_blob_and_what_to_do()
    {
        var digest = ContentDigest.Of([]);

        var e = await Assert.ThrowsAsync<ManifestException>(() => ManifestReader.OpenAsync(_store, Name, digest, Cancel));

        Assert.Equal(
            $"Manifest blob 'datasets/val/{digest}/manifest.json' in store {_folder.Path}: there is no such blob. Check the dataset's name and digest, or index the dataset into this store.", e.Message);
    }

    [Theory]
    [InlineData("{\"path\":\"a.jpg\",\"label\":0,\"length\":1}\n", "expected 39 bytes with SHA-256")]
    [InlineData("", "found 0 bytes")]
    public async Task A_damaged_part_is_told_with_expected_and_found(string content, string told)
    {
        var header = await WriteAsync([new("a.jpg", 0, 12)]);
        File.WriteAllText(Part(header, 0), content);

        var e = await Assert.ThrowsAsync<ManifestException>(async () => await (await OpenAsync(header)).ReadRangeAsync(new SampleRange(0, 1), Cancel));

        Assert.Contains($"part-00000.jsonl' in store {_folder.Path}: it is damaged: expected", e.Message);
        Assert.Contains(told, e.Message);
    }

    [Theory]
    [InlineData("{\"path\":\"b\",\"label\":0,\"length\":1}\n{\"path\":\"a\",\"label\":0,\"length\":1}\n", "line 2: 'a' comes behind 'b'")]
    [InlineData("{\"path\":\"/a\",\"label\":0,\"length\":1}\n{\"path\":\"b\",\"label\":0,\"length\":1}\n", "line 1: the path '/a' is not usable")]
    [InlineData("{\"path\":\"a\",\"label\":9,\"length\":1}\n{\"path\":\"b\",\"label\":0,\"length\":1}\n", "line 1: 'a' has the label 9; expected 0 to 8")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1}\n", "expected 2 samples; found 1")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1,\"x\":1}\n", "line 1: expected a sample in JSON")]
    [InlineData("{\"path\":\"a\",\"path\":\"b\",\"label\":0,\"length\":1}\n", "line 1: expected a sample in JSON")]
    [InlineData("{\"path\":\"a\",\"label\":0}\n", "line 1: expected a sample in JSON")]
    [InlineData("null\n", "line 1: expected a sample; found null")]
    [InlineData("{\"path\":\"a\",\"label\":0,\"length\":1}", "line 1 has no end")]
    [InlineData("[[[[[[[[[[]]]]]]]]]]\n", "line 1: expected a sample in JSON")]
    public void A_part_of_wrong_content_is_told_with_its_line(string content, string told) =>
        Assert.Contains(told, Assert.Throws<ManifestException>(() => ManifestPartFormat.Read(Encoding.UTF8.GetBytes(content), 2, 9, f => new ManifestException("store", "part", f))).Message);

    [Theory]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":3,\"later\":{}", "expected schemaVersion 1 to 2; found 3. Another version of this program wrote it")]
    [InlineData("\"samples\":2,\"labelled\"", "\"samples\":3,\"labelled\"", "expected 3 samples in the parts together; found 2")]
    [InlineData("\"name\":\"val\"", "\"name\":\"test\"", "expected dataset val")]
    [InlineData("\"labelled\":2", "\"labelled\":3", "expected 0 to 2 labelled samples; found 3")]
    [InlineData("\"classes\":null", "\"classes\":0", "expected at least one class; found 0")]
    [InlineData("\"length\":", "\"length\":-", "expected parts of 1 to 65536 samples")]
    [InlineData("\"name\":\"val\"", "\"nam\":\"val\"", "expected a header in JSON")]
    [InlineData("{\"schemaVersion\"", "{{\"schemaVersion\"", "expected a header in JSON")]
    [InlineData("{\"schemaVersion\"", "{\"\\ud800\":1,\"schemaVersion\"", "expected a header in JSON")]
    public async Task A_header_of_wrong_content_is_told(string from, string to, string told)
    {
        var header = await WriteAsync([new("a.jpg", 0, 12), new("b.jpg", 0, 12)]);
        var path = _folder["datasets", "val", header.Digest, "manifest.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));

        var e = await Assert.ThrowsAsync<ManifestException>(() => OpenAsync(header));

        Assert.Equal($"datasets/val/{header.Digest}/manifest.json", e.Blob);
        Assert.Contains(told, e.Message);
    }

    [Fact]
    public async Task Verify_finds_samples_that_are_not_the_versions()
    {
        var header = await WriteAsync([new("a.jpg", 0, 12)]);
        var other = "{\"path\":\"a.jpg\",\"label\":0,\"length\":13}\n";
        File.WriteAllText(Part(header, 0), other);
        var path = _folder["datasets", "val", header.Digest, "manifest.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace(header.Parts[0].Digest, ContentDigest.Of(Encoding.UTF8.GetBytes(other)).Value, StringComparison.Ordinal));

        var e = await Assert.ThrowsAsync<ManifestException>(async () => await (await OpenAsync(header)).VerifyAsync(Cancel));

        Assert.Contains($"expected samples with digest {header.Digest}", e.Message);
    }

    [Fact]
    public async Task Another_blob_in_the_place_of_a_part_is_not_overwritten()
    {
        var samples = new ManifestSample[] { new("a.jpg", 0, 12) };
        var blob = ManifestBlobs.Part(Name, ManifestDigest.Of(samples), 0);
        await _store.TryCreateAsync(blob, "other"u8.ToArray(), Cancel);

        var e = await Assert.ThrowsAsync<ManifestException>(() => WriteAsync(samples));

        Assert.Equal(blob.Value, e.Blob);
        Assert.Contains("another blob stands there", e.Message);
    }

    [Fact]
    public async Task A_read_that_failed_is_tried_again()
    {
        var header = await WriteAsync([new("a.jpg", 0, 12)]);
        var reader = await OpenAsync(header);
        var content = File.ReadAllBytes(Part(header, 0));
        File.Delete(Part(header, 0));
        await Assert.ThrowsAsync<ManifestException>(() => reader.ReadRangeAsync(reader.All, Cancel));

        File.WriteAllBytes(Part(header, 0), content);

        Assert.Single(await reader.ReadRangeAsync(reader.All, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".x")]
    [InlineData("x.")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void A_dataset_name_that_is_no_plain_word_is_refused(string text) => Assert.Contains("not a dataset's name", Assert.Throws<FormatException>(() => DatasetName.Parse(text)).Message);

    [Fact]
    public void A_range_is_half_open_and_never_backwards()
    {
        Assert.Equal((3, "[2, 5)"), (new SampleRange(2, 5).Count, new SampleRange(2, 5).ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleRange(5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleRange(-1, 2));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Segments { get; } = ["a", "b.jpg", "ü ö", "\U0001F47B", "\uFF5E", "a-b"];

    private static Gen<List<ManifestSample>> Samples { get; } =
        Gen.Select(Gen.Int[0, Segments.Length - 1].List[1, 4].Select(s => string.Join('/', s.Select(i => Segments[i]))), Gen.Int[-1, 5], Gen.Long[0, 1L << 40]).List[1, 30].Select(list =>
            list.DistinctBy(s => s.Item1).OrderBy(s => s.Item1, Utf8Order.Comparer).Select(s => new ManifestSample(s.Item1, s.Item2 < 0 ? null : s.Item2, s.Item3)).ToList());

    private string Part(ManifestHeader header, int part) => _folder["datasets", "val", header.Digest, $"part-{part:D5}.jsonl"];

    private Task<ManifestHeader> WriteAsync(IEnumerable<ManifestSample> samples, int? classes = null) => ManifestWriter.WriteAsync(_store, Name, samples, classes, Cancel);

    private Task<ManifestReader> OpenAsync(ManifestHeader header) => ManifestReader.OpenAsync(_store, Name, ContentDigest.Parse(header.Digest), Cancel);
}
