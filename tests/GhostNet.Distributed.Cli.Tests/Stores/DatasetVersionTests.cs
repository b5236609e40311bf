using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Stores;

public sealed class DatasetVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _ledger;

    public DatasetVersionTests() => _ledger = new FolderBlobStore(_folder.Path);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_only_version_needs_no_digest()
    {
        var written = await WriteAsync("a.png");
        Assert.Equal(written, await OpenAsync("val"));
    }

    [Fact]
    public async Task The_beginning_of_a_digest_is_enough()
    {
        string[] written = [await WriteAsync("a.png"), await WriteAsync("b.png")];
        Assert.Equal(written[0], await OpenAsync($"val@{written[0][..8]}"));
        Assert.Equal(written[1], await OpenAsync($"val@{written[1]}"));
    }

    [Fact]
    public async Task Several_versions_are_told_apart_by_whoever_asks()
    {
        string[] written = [await WriteAsync("a.png"), await WriteAsync("b.png")];
        var e = await Assert.ThrowsAsync<CliException>(() => OpenAsync("val"));
        Assert.Equal(2, e.ExitCode);
        Assert.All(written, digest => Assert.Contains($"val@{digest[..12]}", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_4_with_those_that_are()
    {
        var written = await WriteAsync("a.png");
        var e = await Assert.ThrowsAsync<CliException>(() => OpenAsync("val@0000"));
        Assert.Equal(4, e.ExitCode);
        Assert.Contains($"of val it has {written[..12]}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_only_begins_like_another_is_not_that() // "va" and "val"
    {
        await WriteAsync("a.png");
        Assert.Equal(4, (await Assert.ThrowsAsync<CliException>(() => OpenAsync("va"))).ExitCode);
    }

    private async Task<string> WriteAsync(string sample) => (await ManifestWriter.WriteAsync(_ledger, DatasetName.Parse("val"), [new ManifestSample(sample, 0, 1)], 1, Cancel)).Digest;

    private async Task<string> OpenAsync(string text) => (await DatasetVersion.OpenAsync(_ledger, text, Cancel)).Header.Digest;
}
