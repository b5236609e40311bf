using GhostNet.Distributed.Cli.Images;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Images;

public sealed class JobImagesTests : IDisposable
{
    private static readonly ModelCard TwoClasses = new()
    {
        Name = "m",
        Digest = new string('a', 64),
        Recipe = Recipe.ImageNet,
        Input = new ModelInput { Name = "input" },
        Output = new ModelOutput { Name = "output", Width = 2 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _ledger;
    private readonly string _images;

    public JobImagesTests()
    {
        _ledger = new FolderBlobStore(_folder["ledger"]);
        _images = _folder["val"];
        _folder.Write("val/cat/1.png", "1");
        _folder.Write("val/dog/2.png", "22");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_becomes_a_dataset_of_its_name_that_can_be_named_afterwards()
    {
        using var images = await FindAsync(Request());
        await images.PublishAsync(_ledger, Cancel);
        using var again = await FindAsync(Request() with { Images = null, Dataset = "val" });
        Assert.Equal(new DatasetRef("val", images.Dataset.Digest, _images), again.Dataset);
    }

    [Fact]
    public async Task Tar_shards_in_a_folder_are_read_as_such_with_their_labels()
    {
        await PushAsync("shards", "--tar", "1");
        using var images = await FindAsync(Request() with { Images = _folder["shards"], DatasetName = DatasetName.Parse("packed") });
        await images.PublishAsync(_ledger, Cancel);
        Assert.Equal("packed", images.Dataset.Name);
        var manifest = await Cli.Stores.DatasetVersion.OpenAsync(_ledger, "packed", Cancel);
        Assert.Equal([0, 1], (await manifest.ReadRangeAsync(manifest.All, Cancel)).Select(sample => sample.Label!.Value));
    }

    [Fact]
    public async Task A_tar_beside_class_folders_is_what_they_were_unpacked_from_and_left_out()
    {
        using var without = await FindAsync(Request());
        _folder.Write("val/all.tar", "an archive");
        using var with = await FindAsync(Request());
        Assert.Equal(without.Dataset, with.Dataset);
        Assert.Contains("all.tar", with.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_of_another_number_of_classes_is_refused()
    {
        await PushAsync("store");
        var e = await RefusedAsync(Request() with { Images = null, Dataset = "val" }, TwoClasses with { Output = TwoClasses.Output with { Width = 10 } });
        Assert.Equal("The labels of dataset val are indices of 2 classes, and the model m has 10: every label would mean another class. Index the images with this model's classes.", e.Message);
    }

    [Fact]
    public async Task A_dataset_without_labels_cannot_be_evaluated_and_can_be_predicted()
    {
        _folder.Write("loose/1.png", "1");
        await RunAsync("dataset", "index", _folder["loose"], "--ledger", _folder["ledger"]);
        var request = Request() with { Images = null, Dataset = "loose" };
        Assert.Contains("has no labels to evaluate with", (await RefusedAsync(request, TwoClasses)).Message, StringComparison.Ordinal);
        using var images = await FindAsync(request with { Kind = JobKind.Predict });
        Assert.Equal("loose", images.Dataset.Name);
    }

    [Fact]
    public async Task Images_of_a_dataset_that_have_moved_are_found_where_one_says()
    {
        await PushAsync("store");
        using var images = await FindAsync(Request() with { Images = "azure:data/val", Dataset = "val" });
        Assert.Equal("azure:data/val", images.Dataset.Images);
    }

    [Theory]
    [InlineData("azure:data/val", "val")]
    [InlineData("azure:data", "data")]
    [InlineData("https://a.blob.core.windows.net/data/imagenet/val%202?sig=x", "val-2")]
    [InlineData("some/where/val/", "val")]
    public void A_dataset_is_called_by_the_last_word_of_its_location(string location, string name) => Assert.Equal(name, JobImages.DefaultName(location).Value);

    private BatchRunRequest Request() => new() { Kind = JobKind.Evaluate, Model = "m.onnx", Images = _images };

    private Task PushAsync(string target, params string[] options) => RunAsync(["dataset", "push", _images, _folder[target], "--ledger", _folder["ledger"], "--name", "val", .. options]);

    private static async Task RunAsync(params string[] arguments)
    {
        using var terminal = new TestTerminal();
        Assert.Equal((0, arguments), (await terminal.RunAsync(arguments), arguments));
    }

    private async Task<JobImages> FindAsync(BatchRunRequest request, ModelCard? card = null)
    {
        using var terminal = new TestTerminal();
        return await JobImages.FindAsync(request, card ?? TwoClasses, _ledger, terminal.Terminal, Cancel);
    }

    private async Task<CliException> RefusedAsync(BatchRunRequest request, ModelCard card)
    {
        var e = await Assert.ThrowsAsync<CliException>(() => FindAsync(request, card));
        Assert.Equal(2, e.ExitCode);
        return e;
    }
}
