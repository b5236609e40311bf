using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

public class BlobStoreLocationTests
{
    [Theory]
    [InlineData("/data/imagenet", "/data/imagenet")]
    [InlineData("./runs", "./runs")]
    [InlineData("file:///data/a%20b", "/data/a b")]
    [InlineData("azure:images", "azure:images")]
    [InlineData("azure:images/val/2012/", "azure:images/val/2012")]
    [InlineData("https://acc.blob.core.windows.net/images", "https://acc.blob.core.windows.net/images")]
    [InlineData("https://acc.blob.core.windows.net/images/val/?sv=1&sig=secret", "https://acc.blob.core.windows.net/images/val")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/images/val?sig=secret", "http://127.0.0.1:10000/devstoreaccount1/images/val")]
    public void A_location_is_shown_without_secrets(string text, string shown) => Assert.Equal(shown, BlobStoreLocation.Parse(text).ToString());

    [Fact]
    public void Container_and_prefix_are_told_apart()
    {
        Assert.Equal(new BlobStoreLocation.AzureContainer("images", "val/2012/"), BlobStoreLocation.Parse("azure:images/val/2012"));
        var url = Assert.IsType<BlobStoreLocation.AzureUrl>(BlobStoreLocation.Parse("https://acc.blob.core.windows.net/images/a%20b?sig=s"));
        Assert.Equal(("https://acc.blob.core.windows.net/images?sig=s", "a b/", true), (url.Address.AbsoluteUri, url.Prefix, url.HasSas));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("azure:", "has the container ''")]
    [InlineData("azure:Images", "has the container 'Images'; expected 3 to 63")]
    [InlineData("azure:images/../other", "unusable prefix: it has the segment '..'")]
    [InlineData("https://acc.blob.core.windows.net", "has the container ''")]
    [InlineData("https://", "is no address")]
    [InlineData("http://acc.blob.core.windows.net/images?sig=secret", "is not encrypted")]
    [InlineData("https://user:secret@acc.blob.core.windows.net/images", "has a user name")]
    [InlineData("s3://bucket/secret?x=secret", "begins with s3://")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=secret", "put it into AZURE_STORAGE_CONNECTION_STRING and give azure:container")]
    [InlineData("UseDevelopmentStorage=true", "A connection string is no location")]
    public void What_is_no_location_is_refused_with_what_is_expected(string text, string told)
    {
        var e = Assert.Throws<FormatException>(() => BlobStoreLocation.Parse(text));

        Assert.Contains(told, e.Message);
        Assert.DoesNotContain("=secret", e.Message);
        Assert.DoesNotContain(":secret", e.Message);
    }

    [Theory]
    [InlineData("azure:Images?sig=secret")]
    [InlineData("azure:images/a//b?sig=secret")]
    [InlineData("https:images?sig=secret&x=http://")]
    public void A_location_that_is_none_is_refused_without_its_query(string text) => Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => BlobStoreLocation.Parse(text)).Message);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=a;AccountKey=not-base64-secret!")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a")]
    public void A_broken_connection_string_is_refused_without_repeating_it(string text)
    {
        var e = Assert.Throws<FormatException>(() => BlobStores.Open("azure:images", new BlobStoreOptions { ConnectionString = text }));

        Assert.Contains("is not one of Azure Storage; expected DefaultEndpointsProtocol=", e.Message);
        Assert.DoesNotContain("secret", e.ToString());
    }

    [Fact]
    public void A_folder_is_not_wrapped_and_a_container_is()
    {
        using var folder = new TemporaryFolder();

        Assert.IsType<FolderBlobStore>(BlobStores.Open(folder.Path));
        Assert.Equal("https://acc.blob.core.windows.net/images/val", Assert.IsType<ResilientBlobStore>(BlobStores.Open("https://acc.blob.core.windows.net/images/val?sig=secret")).Description);
        Assert.Contains("the store's folder is not there", Assert.Throws<StoreException>(() => BlobStores.Open(folder["none"], new BlobStoreOptions { MustExist = true })).Message);
        Assert.Contains("needs a connection string; set AZURE_STORAGE_CONNECTION_STRING", Assert.Throws<FormatException>(() => BlobStores.Open("azure:images", new BlobStoreOptions { ConnectionString = " " })).Message);
    }
}
