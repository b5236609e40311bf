using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>The contract over the emulator: a container to itself, one of its prefixes, and the same behind the retries.</summary>
public class AzureBlobStoreTests(AzuriteServer azurite) : BlobStoreContract, IClassFixture<AzuriteServer>
{
    private readonly Lazy<IBlobStore> _store = new(() => AzureBlobStore.FromConnectionString(azurite.ConnectionString, AzuriteServer.NewContainer()));

    protected override IBlobStore Store => _store.Value;
}

public class AzureBlobStoreBelowAPrefixTests(AzuriteServer azurite) : BlobStoreContract, IClassFixture<AzuriteServer>
{
    private readonly Lazy<IBlobStore> _store = new(() => AzureBlobStore.FromConnectionString(azurite.ConnectionString, AzuriteServer.NewContainer(), "team/ä b/"));

    protected override IBlobStore Store => _store.Value;
}

public class ResilientAzureBlobStoreTests(AzuriteServer azurite) : BlobStoreContract, IClassFixture<AzuriteServer>
{
    private readonly Lazy<IBlobStore> _store = new(
        () => BlobStores.Open($"azure:{AzuriteServer.NewContainer()}/team", new BlobStoreOptions { ConnectionString = azurite.ConnectionString }));

    protected override IBlobStore Store => _store.Value;
}
