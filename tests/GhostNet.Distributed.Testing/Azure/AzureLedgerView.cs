using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Testing;

/// <summary>A ledger in a container of the emulator.</summary>
public sealed class AzureLedgerView(string connectionString, string container) : ILedgerView
{
    // The emulator refuses the client library's newest version.
    private readonly BlobContainerClient _container = new(connectionString, container, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06));

    /// <inheritdoc/>
    public string Location => $"azure:{container}";

    /// <summary>Makes the container, and returns its address with a signature that allows everything in it.</summary>
    public async Task<Uri> ShareAsync()
    {
        await _container.CreateIfNotExistsAsync();
        return _container.GenerateSasUri(new BlobSasBuilder(BlobContainerSasPermissions.All, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix)
    {
        List<string> names = [];
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
            {
                names.Add(blob.Name);
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // The first write makes it.
        }

        return names;
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string name)
    {
        try
        {
            return (await _container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
