using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Stores;

public sealed class GivenStoreTests
{
    [Theory]
    [InlineData("azure:data/val", "azure:data/val/ledger")]
    [InlineData("azure:data", "azure:data/ledger")]
    [InlineData("azure:data/val", "azure:data/val")]
    [InlineData("https://a.blob.core.windows.net/data?sig=1", "https://a.blob.core.windows.net/data/ledger?sig=2")]
    [InlineData("/data/val", "/data/val/ledger")]
    public void A_ledger_inside_the_images_is_refused(string images, string ledger)
    {
        var e = Assert.Throws<CliException>(() => GivenStore.RequireBeside(images, ledger, "--ledger"));
        Assert.Equal(2, e.ExitCode);
        Assert.DoesNotContain("sig", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure:data/val", "azure:data/ledger")]
    [InlineData("azure:data/val", "azure:data/val-ledger")]
    [InlineData("azure:data", "azure:ledger")]
    [InlineData("https://a.blob.core.windows.net/data", "https://b.blob.core.windows.net/data")]
    [InlineData("/data/val", "azure:data/val")]
    [InlineData("azure:data/val/deep", "azure:data/val")]
    public void A_ledger_beside_the_images_is_fine(string images, string ledger) => GivenStore.RequireBeside(images, ledger, "--ledger");

    [Theory]
    [InlineData("https://a.blob.core.windows.net/data/val?sv=1&sig=secret", "https://a.blob.core.windows.net/data/val")]
    [InlineData("azure:data/val/", "azure:data/val")]
    public void What_is_kept_of_a_location_has_no_secrets(string given, string kept) => Assert.Equal(kept, GivenStore.Lasting(given));

    [Fact]
    public void What_is_kept_of_a_folder_is_true_elsewhere_too() => Assert.Equal(Path.GetFullPath("images"), GivenStore.Lasting("images"));

    [Fact]
    public void A_folder_of_images_that_is_not_there_is_4()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(4, Assert.Throws<CliException>(() => GivenStore.OpenExisting(folder["none"], "images")).ExitCode);
    }
}
