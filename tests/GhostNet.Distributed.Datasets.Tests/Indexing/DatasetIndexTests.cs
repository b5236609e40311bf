using System.Runtime.InteropServices;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Indexing;

public sealed class DatasetIndexTests : IDisposable
{
    private static readonly ClassList Fish = ClassList.Parse("n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n", "classes");
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_tree_with_a_class_list_takes_classes_from_the_list()
    {
        Images("n01484850/b.JPEG", "n01484850/a.JPEG", "n01440764/deeper/still/ü ö.png", "n01440764/no-extension");

        var found = await ScanAsync(new() { Classes = Fish, ModelClasses = 3 });

        Assert.Equal(
            [new("n01440764/deeper/still/ü ö.png", 0, 6), new("n01440764/no-extension", 0, 6), new("n01484850/a.JPEG", 2, 6), new("n01484850/b.JPEG", 2, 6)], found.Samples);
        Assert.Equal((3, LabelSource.Folders, 0, 0), (found.Classes, found.Labels, found.Unlabelled.Count, found.Notes.Length));
    }

    [Fact]
    public async Task Folders_may_have_the_names_of_classes()
    {
        Images("great_white_shark/a.jpg", "Tench/b.jpg");

        Assert.Equal([0, 2], (await ScanAsync(new() { Classes = Fish })).Samples.Select(s => s.Label));
    }

    [Fact]
    public async Task Pipes_and_devices_among_images_are_refused_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo and /dev are Linux's here.");
        Images("a.jpg");
        Assert.Equal(0, MakePipe([.. System.Text.Encoding.UTF8.GetBytes(_folder["b.jpg"]), 0], 0x1b6));
        File.CreateSymbolicLink(_folder["c.jpg"], "/dev/zero");

        Assert.Equal(
            ["'b.jpg' is a pipe, socket or device; expected files only, so remove it", "'c.jpg' is a pipe, socket or device; expected files only, so remove it"],
            (await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new()))).Faults);
    }

    [Fact]
    public async Task Folders_outside_the_list_are_all_told()
    {
        Images([.. Enumerable.Range(0, 12).Select(i => $"other{i:D2}/x.jpg"), "n01440764/x.jpg"]);

        var e = await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new() { Classes = Fish }));

        Assert.StartsWith($"The dataset in {_folder.Path} cannot be used: 12 of its 13 folders are neither id nor unambiguous name of one of the 3 classes: other00, other01,", e.Message);
        Assert.Contains("other09 and 2 more; ", e.Message);
        Assert.Contains("(--classes)", e.Message);
    }

    [Fact]
    public async Task Without_a_list_the_folders_are_the_classes_in_order_empty_ones_too()
    {
        Images("c/x.jpg", "a/x.jpg");
        Directory.CreateDirectory(_folder["b"]);

        var found = await ScanAsync(new() { ModelClasses = 3 });

        Assert.Equal([0, 2], found.Samples.Select(s => s.Label));
        Assert.Empty(found.Notes);
        Assert.Contains("3 folders", Assert.Single((await ScanAsync(new())).Notes));
    }

    [Fact]
    public async Task Without_a_list_another_number_of_folders_than_classes_is_refused()
    {
        Images("c/x.jpg", "a/x.jpg");

        var e = await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new() { ModelClasses = 1000 }));

        Assert.Contains("2 class folders and the model has 1000 classes, so that the position of a folder among the folders is not its class index; give the model's classes in order (--classes)", e.Message);
    }

    [Fact]
    public async Task A_flat_folder_with_a_labels_file_goes_by_name()
    {
        Images("x.jpg", "y.jpg", "z.jpg");
        _folder.Write("labels.csv", "filename,label\ny.jpg,goldfish\nx.jpg,2\ngone.jpg,0\n");

        var found = await ScanAsync(new() { LabelFile = _folder["labels.csv"], Classes = Fish });

        Assert.Equal([2, 1, null], found.Samples.Select(s => s.Label));
        Assert.Equal((LabelSource.File, 3), (found.Labels, found.Classes));
        Assert.Equal(new CountedNames(1, ["z.jpg"]), found.Unlabelled);
        Assert.Equal(new CountedNames(1, ["gone.jpg"]), found.LabelsWithoutFile);
        Assert.Equal(0, found.Ignored.Count);
    }

    [Fact]
    public async Task A_labels_file_wins_over_folders()
    {
        Images("n01440764/x.jpg");
        _folder.Write("labels", "x.jpg 2");

        Assert.Equal(2, Assert.Single((await ScanAsync(new() { LabelFile = _folder["labels"], Classes = Fish })).Samples).Label);
    }

    [Fact]
    public async Task Labels_of_other_files_altogether_are_refused()
    {
        Images("x.jpg");
        _folder.Write("labels.txt", "other.jpg 2");

        var e = await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new() { LabelFile = _folder["labels.txt"] }));

        Assert.Contains("none of the 1 names in", e.Message);
        Assert.Contains("there they are other.jpg, here x.jpg", e.Message);
    }

    [Fact]
    public async Task Images_without_labels_are_for_prediction()
    {
        Images("a/x.jpg", "y.jpg");

        var found = await ScanAsync(new() { Labels = LabelSource.None, ModelClasses = 10 });

        Assert.Equal([new("a/x.jpg", null, 6), new("y.jpg", null, 6)], found.Samples);
        Assert.Equal((2, LabelSource.None), (found.Unlabelled.Count, found.Labels));
    }

    [Fact]
    public async Task What_is_never_an_image_is_left_out_and_told_and_litter_is_not()
    {
        Images("x.jpg", "README.md", "boxes.XML", "sub/list.csv", ".hidden/y.jpg", ".DS_Store", "Thumbs.db", "__MACOSX/x.jpg", "classes");

        var found = await ScanAsync(new() { Labels = LabelSource.None, OtherFiles = [_folder["classes"]] });

        Assert.Equal(["x.jpg"], found.Samples.Select(s => s.Path));
        Assert.Equal(new CountedNames(3, ["README.md", "boxes.XML", "sub/list.csv"]), found.Ignored);
    }

    [Fact]
    public async Task Nothing_to_index_is_an_error()
    {
        Assert.Contains("it has no images; expected at least one", (await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new()))).Message);
        Images("a.txt");
        Assert.Contains("only files that never are: a.txt", (await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new()))).Message);
        Assert.Contains("there is no such folder", (await Assert.ThrowsAsync<DatasetException>(() => DatasetIndex.ScanAsync(_folder["none"], null, Cancel))).Message);
    }

    [Fact]
    public async Task Several_faults_are_told_at_once()
    {
        Images("n01440764/a\\b.jpg", "n01440764/line\nbreak.jpg", "other/x.jpg", "stray.jpg");
        File.CreateSymbolicLink(_folder["n01440764", "broken.jpg"], _folder["nowhere"]);

        var e = await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new() { Classes = Fish, ModelClasses = 4 }));

        Assert.Equal(
            [
                "the class list has 3 classes and the model 4; give the list of this model's classes (--classes)",
                "the file name 'n01440764/a\\b.jpg' cannot be used: it has a backslash at position 11; rename the file",
                "'n01440764/broken.jpg' is a link that leads nowhere; restore what it leads to, or remove it",
                "the file name 'n01440764/line\uFFFDbreak.jpg' cannot be used: it has the control character U+000A at position 14; rename the file",
                "1 of its 2 folders are neither id nor unambiguous name of one of the 3 classes: other; move them out of the dataset, or give the class list they belong to (--classes)",
                "1 files lie beside the class folders and so have no class: stray.jpg; move them into a folder, or give a labels file (--labels)",
            ],
            e.Faults);
    }

    [Fact]
    public async Task A_file_name_that_is_not_UTF8_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has file names that are not UTF-8");
        var path = _folder["caf"];
        Images("caf");
        byte[] utf8 = [.. System.Text.Encoding.UTF8.GetBytes(path), 0];
        byte[] latin1 = [.. utf8[..^1], 0xE9, 0];
        Assert.SkipUnless(Rename(utf8, latin1) == 0, "this file system refuses such names");
        try
        {
            Assert.Contains("is not UTF-8; rename the file", (await Assert.ThrowsAsync<DatasetException>(() => ScanAsync(new()))).Message);
        }
        finally
        {
            _ = Rename(latin1, utf8); // the base library cannot delete it under the other name
        }
    }

    [Fact]
    public async Task Links_are_followed_with_the_length_of_what_they_lead_to_and_circles_end()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("real/x.jpg", "0123456789");
        Directory.CreateDirectory(_folder["n01440764"]);
        File.CreateSymbolicLink(_folder["n01440764", "link.jpg"], elsewhere["real", "x.jpg"]);
        Directory.CreateSymbolicLink(_folder["n01443537"], elsewhere["real"]);
        Directory.CreateSymbolicLink(elsewhere["real", "back"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["n01440764", "self"], ".");

        Assert.Equal([new("n01440764/link.jpg", 0, 10), new("n01443537/x.jpg", 1, 10)], (await ScanAsync(new() { Classes = Fish })).Samples);
    }

    [Fact]
    public async Task The_version_of_a_dataset_does_not_depend_on_where_it_is_and_what_it_holds_reads_back()
    {
        using var other = new TemporaryFolder();
        string[] names = ["n01440764/ü.jpg", "n01440764/a-b.jpg", "n01443537/x.jpg"];
        Images(names);
        foreach (var name in names.Reverse())
        {
            other.Write(name, "pixels");
        }

        var here = (await ScanAsync(new() { Classes = Fish })).Samples;
        var there = (await DatasetIndex.ScanAsync(other.Path, new() { Classes = Fish }, Cancel)).Samples;

        Assert.Equal(ManifestDigest.Of(here), ManifestDigest.Of(there));
        var store = FolderBlobStore.OpenExisting(other.Path);
        foreach (var sample in here)
        {
            Assert.Equal((int)sample.Length, (await store.TryReadAsync(BlobName.Parse(sample.Path), Cancel))?.Length);
        }
    }

    [Fact]
    public async Task The_200_photographs_have_the_labels_of_the_reference()
    {
        var shared = SharedData.ImagenetSample;
        var classes = await ClassList.ReadAsync(Path.Join(shared, "synset_words.txt"), Cancel);
        using var expected = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(shared, "expected-squeezenet1_1.json"), Cancel));

        var found = await DatasetIndex.ScanAsync(Path.Join(shared, "images"), new() { Classes = classes, ModelClasses = 1000 }, Cancel);

        var reference = expected.RootElement.GetProperty("predictions").EnumerateArray().ToDictionary(p => p.GetProperty("file").GetString()!, p => (int?)p.GetProperty("label").GetInt32());
        Assert.Equal(200, found.Samples.Length);
        Assert.All(found.Samples, s => Assert.Equal(reference[Path.GetFileName(s.Path)], s.Label));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<IndexedDataset> ScanAsync(DatasetIndexOptions options) => DatasetIndex.ScanAsync(_folder.Path, options, Cancel);

    private void Images(params string[] names)
    {
        foreach (var name in names)
        {
            _folder.Write(name, "pixels");
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(byte[] from, byte[] to);
}
