using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Verbs;

[Collection("the environment's connection string")]
public sealed class DatasetVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _images;
    private readonly string _ledger;

    public DatasetVerbTests()
    {
        _images = _folder["val"];
        _ledger = _folder["ledger"];
        foreach (var name in new[] { "cat/1.png", "cat/2.png", "dog/1.png" })
        {
            _folder.Write($"val/{name}", name);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_writes_the_manifest_and_tells_the_dataset()
    {
        _folder.Write("val/notes.txt", "no image");
        var answer = await JsonAsync(0, "index", _images, "--ledger", _ledger);

        Assert.Equal(("val", 3, 3, 2, "folders"), ((string?)answer["name"], (int)answer["samples"]!, (int)answer["labelled"]!, (int)answer["classes"]!, (string?)answer["labels"]));
        Assert.Equal("""{"count":1,"first":["notes.txt"]}""", answer["ignored"]!.ToJsonString());
        Assert.True(File.Exists(Path.Combine(_ledger, "datasets", "val", (string)answer["digest"]!, "manifest.json")));
    }

    [Fact]
    public async Task Verify_finds_the_images_where_they_were_indexed()
    {
        await JsonAsync(0, "index", _images, "--ledger", _ledger);
        var answer = await JsonAsync(0, "verify", "val", "--ledger", _ledger);
        Assert.Equal((true, 3, _images), ((bool)answer["intact"]!, (int)answer["samples"]!, (string?)answer["images"]));
    }

    [Fact]
    public async Task Verify_names_what_is_missing_and_what_has_changed_and_is_1()
    {
        await JsonAsync(0, "index", _images, "--ledger", _ledger);
        File.Delete(_folder["val", "cat", "1.png"]);
        _folder.Write("val/dog/1.png", "longer than before");

        using var terminal = new TestTerminal();
        Assert.Equal(1, await terminal.RunAsync("dataset", "verify", "val", "--ledger", _ledger));
        Assert.Contains("1 of 3 are missing: cat/1.png", terminal.Answer, StringComparison.Ordinal);
        Assert.Contains("1 of 3 have changed: ", terminal.Answer, StringComparison.Ordinal);
        Assert.Contains("dog/1.png", terminal.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushed_images_are_the_same_dataset_as_those_that_were_indexed_here()
    {
        var pushed = await JsonAsync(0, "push", _images, _folder["store"], "--name", "there", "--ledger", _ledger);
        var here = await JsonAsync(0, "index", _images, "--ledger", _ledger);
        Assert.Equal((string)here["digest"]!, (string)pushed["digest"]!);
        Assert.Equal((3, 0), ((int)pushed["uploaded"]!, (int)pushed["present"]!));
        Assert.True((bool)(await JsonAsync(0, "verify", "there", "--ledger", _ledger))["intact"]!);
    }

    [Fact]
    public async Task Pushing_again_sends_nothing_twice()
    {
        await JsonAsync(0, "push", _images, _folder["store"], "--ledger", _ledger);
        var again = await JsonAsync(0, "push", _images, _folder["store"], "--ledger", _ledger);
        Assert.Equal((0, 3), ((int)again["uploaded"]!, (int)again["present"]!));
    }

    [Fact]
    public async Task Shards_are_indexed_with_the_labels_that_they_were_packed_with()
    {
        var pushed = await JsonAsync(0, "push", _images, _folder["shards"], "--tar", "2", "--ledger", _ledger);
        Assert.Equal(2, Directory.GetFiles(_folder["shards"], "*.tar").Length);
        var indexed = await JsonAsync(0, "index", _folder["shards"], "--ledger", _ledger);
        Assert.Equal((string)pushed["digest"]!, (string)indexed["digest"]!);
        Assert.Equal((3, 2, "shards"), ((int)indexed["labelled"]!, (int)indexed["shards"]!, (string?)indexed["labels"]));
    }

    [Fact]
    public async Task A_push_without_a_ledger_says_that_no_manifest_is_kept()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("dataset", "push", _images, _folder["store"]));
        Assert.Contains("not kept, since no ledger is given", terminal.Answer, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_ledger));
    }

    [Theory]
    [InlineData(2, "index {images}", "Which ledger? Give --ledger")]
    [InlineData(2, "index {images} --ledger {images}/ledger", "lies inside the images")]
    [InlineData(4, "index {images}/none --ledger {ledger}", "There is no folder ")]
    [InlineData(4, "index {images} --ledger {ledger} --labels {images}/none.csv", "There is no labels file ")]
    [InlineData(2, "index {ledger} --ledger {ledger}-2", "it has no images")]
    [InlineData(2, "push {images} {images}/deep", "lies inside the images")]
    [InlineData(2, "push {images} azure:data", "needs a connection string; set AZURE_STORAGE_CONNECTION_STRING")]
    [InlineData(4, "verify val --ledger {ledger}", "There is no dataset val in ")]
    public async Task What_cannot_be_done_is_told_in_a_sentence(int exitCode, string commandLine, string message)
    {
        Assert.SkipWhen(commandLine.Contains("azure:", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("AZURE_STORAGE_CONNECTION_STRING") is { Length: > 0 }, "AZURE_STORAGE_CONNECTION_STRING is set where these tests run");
        Directory.CreateDirectory(_ledger);
        using var terminal = new TestTerminal();
        Assert.Equal(exitCode, await terminal.RunAsync(["dataset", .. commandLine.Split(' ').Select(word => word.Replace("{images}", _images, StringComparison.Ordinal).Replace("{ledger}", _ledger, StringComparison.Ordinal))]));
        Assert.Contains(message, terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    private static async Task<JsonNode> JsonAsync(int exitCode, params string[] arguments)
    {
        using var terminal = new TestTerminal();
        Assert.Equal((exitCode, ""), (await terminal.RunAsync(["dataset", .. arguments, "-o", "json"]), exitCode == 0 ? "" : terminal.Narration));
        return JsonNode.Parse(terminal.Answer)!;
    }
}
