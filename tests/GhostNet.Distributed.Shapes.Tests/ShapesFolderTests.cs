using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Shapes.Tests;

public class ShapesFolderTests
{
    private static readonly ShapesDataset Small = ShapesDataset.Validation.Take(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_layout_is_ImageNets_with_a_class_list_beside_the_class_folders()
    {
        using var folder = new TemporaryFolder();
        var written = await Small.WriteAsync(folder["set"], cancellationToken: Token);

        var files = Directory.GetFiles(written.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(written.Path, f).Replace('\\', '/'));
        var expected = Enumerable.Range(0, 20).Select(i => Small.Draw(i).Path).Concat(["shapes.json", "synset_words.txt"]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Equal(ShapeClass.All.Select(c => $"{c.Id} {c.Words}"), await File.ReadAllLinesAsync(written.ClassList, Token));
    }

    [Fact]
    public async Task The_files_are_what_Draw_gives()
    {
        using var folder = new TemporaryFolder();
        await Small.WriteAsync(folder.Path, cancellationToken: Token);
        var image = Small.Draw(13);
        Assert.Equal(image.Content, await File.ReadAllBytesAsync(folder[image.Path], Token));
    }

    [Fact]
    public async Task The_number_of_threads_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var one = await Small.WriteAsync(folder["one"], threads: 1, cancellationToken: Token);
        var five = await Small.WriteAsync(folder["five"], threads: 5, cancellationToken: Token);
        Assert.Equal((one.Digest, one.Bytes), (five.Digest, five.Bytes));
    }

    [Fact]
    public async Task A_complete_folder_is_recognised_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        var first = await Small.WriteAsync(folder.Path, cancellationToken: Token);
        var file = folder[Small.Draw(0).Path];
        var written = File.GetLastWriteTimeUtc(file);

        var second = await Small.WriteAsync(folder.Path, cancellationToken: Token);

        Assert.Equal(first with { WasComplete = true }, second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public async Task An_interrupted_writing_is_continued_without_drawing_again_what_is_there()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new CancellationTokenSource();
        var interrupter = new Reports(done =>
        {
            if (done == 7)
            {
                interruption.Cancel();
            }
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => Small.WriteAsync(folder.Path, interrupter, threads: 1, interruption.Token));
        var there = Images(folder.Path);
        Assert.Equal(7, there.Count);
        var times = there.ToDictionary(f => f, File.GetLastWriteTimeUtc);

        var resumed = await Small.WriteAsync(folder.Path, cancellationToken: Token);

        Assert.False(resumed.WasComplete);
        Assert.Equal(20, Images(folder.Path).Count);
        Assert.Equal(times, there.ToDictionary(f => f, File.GetLastWriteTimeUtc));
        Assert.Equal(await DigestOfAFreshFolder(), resumed.Digest);
    }

    [Fact]
    public async Task A_half_written_temporary_file_is_overwritten()
    {
        using var folder = new TemporaryFolder();
        await Small.WriteAsync(folder.Path, cancellationToken: Token);
        var file = folder[Small.Draw(4).Path];
        File.Delete(file);
        await File.WriteAllTextAsync(file + ".tmp", "half", Token);

        var mended = await Small.WriteAsync(folder.Path, cancellationToken: Token);

        Assert.False(File.Exists(file + ".tmp"));
        Assert.Equal(await DigestOfAFreshFolder(), mended.Digest);
    }

    [Fact]
    public async Task A_folder_that_breaks_its_markers_promise_is_drawn_again()
    {
        using var folder = new TemporaryFolder();
        var first = await Small.WriteAsync(folder.Path, cancellationToken: Token);
        await File.WriteAllTextAsync(folder[Small.Draw(4).Path], "not an image", Token);

        var mended = await Small.WriteAsync(folder.Path, cancellationToken: Token);

        Assert.False(mended.WasComplete);
        Assert.Equal(first.Digest, mended.Digest);
        Assert.Equal(Small.Draw(4).Content, await File.ReadAllBytesAsync(folder[Small.Draw(4).Path], Token));
    }

    [Fact]
    public async Task A_folder_of_an_older_generator_is_drawn_again()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Small.Draw(4).Path, "an older image");
        folder.Write("shapes.json", """{"dataset":"shapes-validation","generator":0,"images":20,"bytes":14,"digest":"00"}""");
        var written = await Small.WriteAsync(folder.Path, cancellationToken: Token);
        Assert.Equal(await DigestOfAFreshFolder(), written.Digest);
    }

    [Fact]
    public async Task A_folder_with_foreign_files_is_refused_and_unchanged()
    {
        using var folder = new TemporaryFolder();
        folder.Write("holiday.jpg", "mine");
        var refusal = await Assert.ThrowsAsync<ShapesFolderException>(() => Small.WriteAsync(folder.Path, cancellationToken: Token));
        Assert.Contains("not ours", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([folder["holiday.jpg"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_folder_of_another_dataset_is_refused()
    {
        using var folder = new TemporaryFolder();
        await ShapesDataset.Training.Take(1).WriteAsync(folder.Path, cancellationToken: Token);
        var refusal = await Assert.ThrowsAsync<ShapesFolderException>(() => Small.WriteAsync(folder.Path, cancellationToken: Token));
        Assert.Contains("holds 1 images of shapes-training, not 20 of shapes-validation", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marker_that_is_no_json_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var marker = folder.Write("shapes.json", "{");
        var refusal = await Assert.ThrowsAsync<ShapesFolderException>(() => Small.WriteAsync(folder.Path, cancellationToken: Token));
        Assert.Contains(marker, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_counts_every_image_once()
    {
        using var folder = new TemporaryFolder();
        List<int> told = [];
        await Small.WriteAsync(folder.Path, new Reports(told.Add), threads: 3, Token);
        Assert.Equal(Enumerable.Range(1, 20), told);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_ends_the_writing_with_its_path()
    {
        using var folder = new TemporaryFolder();
        var blocked = folder[Small.Draw(5).Path] + ".tmp";
        Directory.CreateDirectory(blocked);
        folder.Write("shapes.json", """{"dataset":"shapes-validation","generator":1,"images":20}""");
        foreach (var type in ShapeClass.All)
        {
            Directory.CreateDirectory(folder[type.Id]);
        }

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Small.WriteAsync(folder.Path, threads: 2, cancellationToken: Token));
        Assert.Contains(blocked, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> DigestOfAFreshFolder()
    {
        using var fresh = new TemporaryFolder();
        return (await Small.WriteAsync(fresh.Path, cancellationToken: Token)).Digest;
    }

    private static List<string> Images(string folder) => [.. Directory.GetFiles(folder, "*.JPEG", SearchOption.AllDirectories)];

    /// <summary>Calls back at once, on the reporting thread; <see cref="Progress{T}"/> would post to the pool.</summary>
    private sealed class Reports(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
