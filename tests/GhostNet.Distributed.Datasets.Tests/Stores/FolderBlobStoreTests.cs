using System.Runtime.InteropServices;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderBlobStoreTests() => Store = new FolderBlobStore(_folder["store"]);

    protected override IBlobStore Store { get; }

    [Fact]
    public async Task A_store_that_is_only_read_touches_nothing()
    {
        Assert.Null(await Store.TryReadAsync(Name("a"), Cancel));
        Assert.Empty(await ListAsync(""));

        Assert.False(Directory.Exists(_folder["store"]));
    }

    [Fact]
    public async Task A_pipe_or_device_is_no_blob_and_nobody_waits_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo and /dev are Linux's here.");
        _folder.Write("store/b", "file");
        _folder.Write("store/empty", "");
        Assert.Equal(0, MakePipe([.. System.Text.Encoding.UTF8.GetBytes(_folder["store", "a"]), 0], 0x1b6));
        File.CreateSymbolicLink(_folder["store", "zero"], "/dev/zero");

        Assert.Null(await Store.TryReadAsync(Name("a"), Cancel));
        Assert.Null(await Store.TryReadRangeAsync(Name("a"), default, Cancel));
        Assert.Null(await Store.TryGetPropertiesAsync(Name("zero"), Cancel));
        Assert.Equal(["b", "empty"], (await ListAsync("")).Select(e => e.Name.Value));
        Assert.Empty((await Store.TryReadAsync(Name("empty"), Cancel))!);
    }

    [Fact]
    public async Task A_range_is_read_by_the_thread_of_the_pool_that_asks()
    {
        _folder.Write("store/a", "content");
        Assert.True(await Task.Run(() => Store.TryReadRangeAsync(Name("a"), default, Cancel).IsCompletedSuccessfully, Cancel));
    }

    [Fact]
    public async Task A_range_that_nobody_wants_any_more_is_not_read()
    {
        _folder.Write("store/a", "content");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TryReadRangeAsync(Name("a"), default, new CancellationToken(canceled: true)));
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe(byte[] path, uint mode);

    [Fact]
    public async Task A_temporary_file_of_a_killed_process_is_not_visible_and_harms_nothing()
    {
        _folder.Write("store/.tmp/left-behind", "half a blo");

        Assert.True(await Store.TryCreateAsync(Name("a"), Bytes("x"), Cancel));

        Assert.Equal(["a"], (await ListAsync("")).Select(e => e.Name.Value));
        Assert.Empty(await ListAsync(".tmp/"));
        Assert.True(File.Exists(_folder["store", ".tmp", "left-behind"]), "it may belong to a process that is still writing");
    }

    [Fact]
    public async Task Temporary_files_older_than_a_day_are_swept_at_the_first_write()
    {
        var old = _folder.Write("store/.tmp/old", "half a blo");
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await Store.TryCreateAsync(Name("a"), Bytes("x"), Cancel);

        Assert.Empty(Directory.GetFileSystemEntries(_folder["store", ".tmp"]));
    }

    [Theory]
    [InlineData(".tmp/x")]
    [InlineData(".TMP/x")]
    [InlineData(".tmp")]
    public async Task The_store_keeps_its_temporary_folder_for_itself(string name) =>
        Assert.Contains("names below .tmp are the store's own", (await Assert.ThrowsAsync<StoreException>(() => Store.TryCreateAsync(Name(name), Bytes("x"), Cancel))).Message);

    [Fact]
    public async Task A_name_below_a_blob_or_above_one_is_refused_and_names_both()
    {
        await Store.TryCreateAsync(Name("a/b"), Bytes("x"), Cancel);

        var below = await Assert.ThrowsAsync<StoreException>(() => Store.TryCreateAsync(Name("a/b/c"), Bytes("x"), Cancel));
        var above = await Assert.ThrowsAsync<StoreException>(() => Store.TryCreateAsync(Name("a"), Bytes("x"), Cancel));

        Assert.Equal($"Store {_folder["store"]}, blob 'a/b/c': cannot write: 'a/b' is a blob, so that nothing can be named below it. Choose a name that has no other blob as its folder.", below.Message);
        Assert.Contains("blob 'a': cannot write: other blobs are named below it", above.Message);
    }

    [Fact]
    public async Task A_segment_too_long_for_the_file_system_is_told_with_the_remedy() =>
        Assert.Contains("Choose a shorter name", (await Assert.ThrowsAsync<StoreException>(() => Store.TryCreateAsync(Name(new string('n', 300)), Bytes("x"), Cancel))).Message);

    [Fact]
    public async Task A_root_that_cannot_be_made_is_told_with_store_and_blob()
    {
        _folder.Write("file", "x");
        var store = new FolderBlobStore(_folder["file", "store"]);

        var e = await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync(Name("a"), Bytes("x"), Cancel));

        Assert.Equal((_folder["file", "store"], "a"), (e.Store, e.Blob));
        Assert.Contains("cannot write", e.Message);
    }

    [Fact]
    public void A_full_disk_is_told_with_the_remedy()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");

        Assert.Contains("Make space", FolderFault.Remedy(Assert.ThrowsAny<IOException>(() => File.WriteAllBytes("/dev/full", new byte[1]))));
    }

    [Fact]
    public async Task Links_to_images_and_folders_are_read_and_listed_and_a_circle_ends()
    {
        _folder.Write("elsewhere/x.jpg", "pixels");
        Directory.CreateDirectory(_folder["store"]);
        File.CreateSymbolicLink(_folder["store", "link.jpg"], _folder["elsewhere", "x.jpg"]);
        Directory.CreateSymbolicLink(_folder["store", "folder"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["elsewhere", "back"], _folder["store"]);

        Assert.Equal(Bytes("pixels"), await Store.TryReadAsync(Name("link.jpg"), Cancel));
        Assert.Equal([new BlobEntry(Name("folder/x.jpg"), 6), new BlobEntry(Name("link.jpg"), 6)], await ListAsync(""));
    }

    [Fact]
    public async Task A_mount_that_vanishes_is_no_missing_image()
    {
        Directory.CreateDirectory(_folder["images"]);
        var store = FolderBlobStore.OpenExisting(_folder["images"]);
        Assert.Null(await store.TryReadAsync(Name("x.jpg"), Cancel));

        Directory.Delete(_folder["images"]);

        Assert.Contains("the store's folder is not there", (await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync(Name("x.jpg"), Cancel))).Message);
        Assert.Throws<StoreException>(() => FolderBlobStore.OpenExisting(_folder["images"]));
    }

    [Fact]
    public void Where_hard_links_are_missing_a_rename_that_replaces_nothing_is_as_good()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "is for Unix");
        var first = _folder.Write("first", "first");
        var second = _folder.Write("second", "second");

        var won = UnixLink.RenameExclusively(first, _folder["target"], out _);
        Assert.SkipWhen(won == UnixLink.Outcome.Unsupported, "this file system has no rename that replaces nothing");
        var lost = UnixLink.RenameExclusively(second, _folder["target"], out _);

        Assert.Equal((UnixLink.Outcome.Created, UnixLink.Outcome.Exists), (won, lost));
        Assert.Equal("first", File.ReadAllText(_folder["target"]));
    }

    public void Dispose() => _folder.Dispose();
}
