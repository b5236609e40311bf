using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Cli.Stores;

/// <summary>A store in the temporary folder, gone when it is disposed: for a manifest that is made before it is known whether it will be wanted.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghostnet-");

    /// <summary>The store.</summary>
    public IBlobStore Store => new FolderBlobStore(_folder.FullName);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Whatever is left is in the temporary folder, where the system tidies up.
        }
    }
}
