using System.Formats.Tar;
using System.Text;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Datasets.Tar;
using GhostNet.Distributed.Datasets.Tests.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Tar;

public sealed class TarShardTests : IDisposable
{
    private static readonly BlobName Shard = BlobName.Parse("val/s.tar");
    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public TarShardTests() => _store = new FolderBlobStore(_folder.Path);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_packed_is_found_with_its_class_and_its_bytes()
    {
        await PackAsync(("n1/b.JPEG", "bbbb", 3), ("n1/a.jpg", "aaa", null), (new string('d', 120) + "/" + new string('n', 120) + "/ü ö.v2.png", "deep", 1), ("n2/no-extension", "x", 0));

        var index = await TarIndex.ReadAsync(_store, Shard, cancellationToken: Cancel);

        Assert.Equal(
            [
                $"val/s.tar/{new string('d', 120)}/{new string('n', 120)}/ü ö_v2.png 1 deep", "val/s.tar/n1/a.jpg  aaa", "val/s.tar/n1/b.JPEG 3 bbbb", "val/s.tar/n2/no-extension.img 0 x",
            ],
            index.Samples.Select(s => $"{s.Path} {s.Label} {Content(s)}"));
        Assert.Empty(index.Ignored);
        Assert.All(index.Samples, s => Assert.Equal("val/s.tar", s.Shard));
        Assert.Single(index.Samples.Select(s => s.ETag).Distinct());
    }

    [Fact]
    public async Task The_same_images_make_the_same_bytes()
    {
        await PackAsync(("a.jpg", "aaa", 3), (new string('n', 150) + ".jpg", "long", 4));

        // Times, owners and process numbers would all be in here.
        Assert.Equal("34d872be", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["val", "s.tar"])))[..8]);
    }

    [Fact]
    public async Task Two_images_of_one_key_are_refused_when_packed_and_when_found()
    {
        var packed = await Assert.ThrowsAsync<DatasetException>(() => PackAsync(("a.b.jpg", "1", 0), ("a_b.png", "2", 0)));
        Assert.Contains("'a.b.jpg' and 'a_b.png' would both have the key 'a_b'", packed.Message);

        Write(w => Regular(w, "a.jpg", "1"), w => Regular(w, "a.png", "2"));
        Assert.Contains("'a.jpg' and 'a.png' are two images of one key", (await RefusedAsync()).Message);
    }

    [Fact]
    public async Task Classes_may_be_ids_or_names_of_the_class_list()
    {
        var classes = ClassList.Parse("n01440764 tench\nn01443537 goldfish\n", "classes");
        Write(w => Regular(w, "a.cls", "n01443537\n"), w => Regular(w, "a.jpg", "1"), w => Regular(w, "b.jpg", "1"), w => Regular(w, "b.cls", "tench"));

        var index = await TarIndex.ReadAsync(_store, Shard, new LabelVocabulary(classes), cancellationToken: Cancel);

        Assert.Equal([1, 0], index.Samples.Select(s => s.Label));
    }

    [Fact]
    public async Task What_is_neither_image_nor_class_is_left_out_and_told()
    {
        Write(w => Regular(w, "./a.jpg", "1"), w => Regular(w, "a.json", "{}"), w => Regular(w, "a.seg.png", "2"), w => Regular(w, "b.cls", "3"), w => Regular(w, "._a.jpg", "mac"), w => w.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "d/")));

        var index = await TarIndex.ReadAsync(_store, Shard, cancellationToken: Cancel);

        Assert.Equal(["val/s.tar/a.jpg"], index.Samples.Select(s => s.Path));
        Assert.Equal(["val/s.tar/a.json", "val/s.tar/a.seg.png", "val/s.tar/b.cls"], index.Ignored);
    }

    [Fact]
    public async Task Every_format_of_tar_is_read()
    {
        foreach (var format in new[] { TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu })
        {
            Write(format, w => Regular(w, "n1/a.jpg", "pixels", format), w => Regular(w, "n1/a.cls", "7", format));

            var sample = Assert.Single((await TarIndex.ReadAsync(_store, Shard, cancellationToken: Cancel)).Samples);
            Assert.Equal(("val/s.tar/n1/a.jpg", 7, "pixels"), (sample.Path, sample.Label, Content(sample)));
        }
    }

    [Fact]
    public async Task A_shard_of_large_images_is_not_read_whole()
    {
        var images = Enumerable.Range(0, 4).Select(i => ($"{i}.jpg", new string('x', 9 << 20), (int?)i)).ToArray();
        await PackAsync(images);
        var counting = new CountingStore(_store);

        var index = await TarIndex.ReadAsync(counting, Shard, cancellationToken: Cancel);

        Assert.Equal([0, 1, 2, 3], index.Samples.Select(s => s.Label));
        Assert.InRange(counting.Bytes, 1, 20 << 20);
        Assert.InRange(counting.Reads, 1, 5);
    }

    [Fact]
    public async Task Hostile_members_are_all_told()
    {
        Write(
            w => Regular(w, "../../etc/passwd.jpg", "1"),
            w => Regular(w, "/abs.jpg", "1"),
            w => w.WriteEntry(new GnuTarEntry(TarEntryType.SymbolicLink, "link.jpg") { LinkName = "/etc/passwd" }),
            w => w.WriteEntry(new GnuTarEntry(TarEntryType.HardLink, "hard.jpg") { LinkName = "a.jpg" }),
            w => Regular(w, "a.jpg", "1"),
            w => Regular(w, "a.jpg", "1"),
            w => Regular(w, "a.cls", "tench"),
            w => Regular(w, "b.cls", ""),
            w => Regular(w, "c.cls", new string('1', 5000)));

        var e = await RefusedAsync();

        Assert.Equal(
            [
                "the member '../../etc/passwd.jpg' has an unusable name: it has the segment '..'",
                "the member '/abs.jpg' has an unusable name: it begins with a slash; names are relative",
                "the member 'link.jpg' is a SymbolicLink; expected files only, no links, devices or sparse files",
                "the member 'hard.jpg' is a HardLink; expected files only, no links, devices or sparse files",
                "the member 'a.jpg' is there twice",
                "the class member 'c.cls' has 5000 bytes; expected at most 4096",
                "the member 'a.cls' has the label 'tench', which is not a class index; give the model's classes (--classes) so that ids and names can be found",
                "the member 'b.cls' is empty; expected a class",
            ],
            e.Faults);
        Assert.StartsWith($"The tar shard 'val/s.tar' in {_folder.Path} cannot be used: ", e.Message);
    }

    [Fact]
    public async Task A_sparse_file_is_refused()
    {
        var pax = new PaxTarEntry(TarEntryType.RegularFile, "a.jpg", [new("GNU.sparse.major", "1"), new("GNU.sparse.minor", "0")]) { DataStream = new MemoryStream(new byte[3]) };
        Write(TarEntryFormat.Pax, w => w.WriteEntry(pax));

        Assert.Contains("sparse", (await RefusedAsync()).Message);
    }

    [Fact]
    public async Task Too_many_members_are_refused()
    {
        Write([.. Enumerable.Range(0, 11).Select(i => (Action<TarWriter>)(w => Regular(w, $"{i}.jpg", "1")))]);

        Assert.Contains("more than 10 members", (await RefusedAsync(new TarLimits { MaxMembers = 10 })).Message);
    }

    [Fact]
    public async Task A_header_that_claims_a_gigabyte_is_refused()
    {
        Write(w => w.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, new string('n', 200)) { DataStream = new MemoryStream(new byte[1]) }));
        var bytes = File.ReadAllBytes(_folder["val", "s.tar"]);
        Encoding.ASCII.GetBytes("10000000000\0").CopyTo(bytes, 124); // the size of the long name, in octal: 1 GiB
        "        "u8.CopyTo(bytes.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(bytes.AsSpan(0, 512).ToArray().Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(bytes, 148);
        File.WriteAllBytes(_folder["val", "s.tar"], bytes);

        Assert.Contains("expected at most 1048576", (await RefusedAsync()).Message);
    }

    [Theory]
    [InlineData("10000000000\0")]
    [InlineData("77777777777\0")]
    [InlineData("\u0080\0\0\0\0\0\0\0\u007f\u00ff\u00ff\u00ff")]
    [InlineData("\u0080\0\0\u0001\0\0\0\0\0\0\0\0")]
    public async Task Attributes_that_claim_gigabytes_are_refused_before_there_is_memory_for_them(string size)
    {
        Write(w => w.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a.jpg", [new("comment", "x")]) { DataStream = new MemoryStream(new byte[1]) }));
        var bytes = File.ReadAllBytes(_folder["val", "s.tar"]);
        Encoding.Latin1.GetBytes(size).CopyTo(bytes, 124);
        "        "u8.CopyTo(bytes.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(bytes.AsSpan(0, 512).ToArray().Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(bytes, 148);
        File.WriteAllBytes(_folder["val", "s.tar"], bytes);

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("expected at most 1048576", (await RefusedAsync()).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - allocated, 0, 256 << 20);
    }

    [Fact]
    public async Task What_is_cut_or_no_tar_is_refused()
    {
        _folder.Write("val/s.tar", new string('x', 4096));
        Assert.Contains("damaged or no tar", (await RefusedAsync()).Message);

        await PackAsync(("a.jpg", new string('a', 5000), 0), ("b.jpg", new string('b', 5000), 0));
        var whole = File.ReadAllBytes(_folder["val", "s.tar"]);
        for (var length = 700; length < 5000; length += 700)
        {
            _folder.Write("val/s.tar", whole.AsSpan(0, length));
            await RefusedAsync();
        }

        _folder.Write("val/s.tar", [.. whole, .. new byte[3 << 20]]);
        Assert.Contains("several archives behind each other", (await RefusedAsync()).Message);
        File.Delete(_folder["val", "s.tar"]);
        Assert.Contains("there is no such blob", (await RefusedAsync()).Message);
    }

    public void Dispose() => _folder.Dispose();

    private string Content(ManifestSample sample) => Encoding.UTF8.GetString(File.ReadAllBytes(_folder["val", "s.tar"]).AsSpan((int)sample.Offset!, (int)sample.Length));

    private async Task<TarShardException> RefusedAsync(TarLimits? limits = null) =>
        await Assert.ThrowsAsync<TarShardException>(() => TarIndex.ReadAsync(_store, Shard, limits: limits, cancellationToken: Cancel));

    private async Task PackAsync(params (string Path, string Content, int? Label)[] images)
    {
        var bytes = new MemoryStream();
        await using (var writer = new TarShardWriter(bytes))
        {
            foreach (var (path, content, label) in images)
            {
                await writer.AddAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(content)), label, Cancel);
            }
        }

        _folder.Write("val/s.tar", bytes.ToArray());
    }

    private void Write(params Action<TarWriter>[] members) => Write(TarEntryFormat.Gnu, members);

    private void Write(TarEntryFormat format, params Action<TarWriter>[] members)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, format, leaveOpen: true))
        {
            Array.ForEach(members, m => m(writer));
        }

        _folder.Write("val/s.tar", bytes.ToArray());
    }

    private static void Regular(TarWriter writer, string name, string content, TarEntryFormat format = TarEntryFormat.Gnu)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
            _ => new GnuTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        writer.WriteEntry(entry);
    }
}
