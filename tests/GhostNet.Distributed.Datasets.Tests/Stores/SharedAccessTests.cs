using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>Stores by address and SAS, with fewer rights than the account's key.</summary>
public class SharedAccessTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private static readonly BlobName A = BlobName.Parse("a");
    private readonly string _name = AzuriteServer.NewContainer();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_with_a_SAS_is_a_store()
    {
        var store = await OpenAsync(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.List | BlobContainerSasPermissions.Delete);

        Assert.True(await store.TryCreateAsync(A, "x"u8.ToArray(), Cancel));
        Assert.False(await store.TryCreateAsync(A, "y"u8.ToArray(), Cancel));
        Assert.Equal("x"u8.ToArray(), await store.TryReadAsync(A, Cancel));
        Assert.Equal([A], await store.ListAsync("", Cancel).Select(e => e.Name).ToListAsync(Cancel));
        Assert.True(await store.DeleteAsync(A, Cancel));
    }

    [Fact]
    public async Task A_ledger_needs_no_right_to_overwrite()
    {
        var store = await OpenAsync(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create);

        Assert.True(await store.TryCreateAsync(A, "x"u8.ToArray(), Cancel));
        Assert.False(await store.TryCreateAsync(A, "y"u8.ToArray(), Cancel));
    }

    [Fact]
    public async Task A_missing_right_is_told_with_what_to_check()
    {
        var store = await OpenAsync(BlobContainerSasPermissions.Read);

        var e = await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync(A, "x"u8.ToArray(), Cancel));

        Assert.False(e.IsTransient);
        Assert.Contains("cannot write: the service answered 403", e.Message);
        Assert.DoesNotContain("sig=", e.ToString());
    }

    private async Task<IBlobStore> OpenAsync(BlobContainerSasPermissions rights)
    {
        var container = new BlobContainerClient(azurite.ConnectionString, _name, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06));
        await container.CreateIfNotExistsAsync(cancellationToken: Cancel);
        var address = container.GenerateSasUri(new BlobSasBuilder(rights, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        return BlobStores.Open(address.AbsoluteUri);
    }
}
