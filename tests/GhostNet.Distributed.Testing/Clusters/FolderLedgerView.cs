namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>A ledger of plain files.</summary>
public sealed class FolderLedgerView(string path) : ILedgerView
{
    /// <inheritdoc/>
    public string Location => path;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix)
    {
        var folder = Path.Combine(path, prefix);
        return Task.FromResult<IReadOnlyList<string>>(
            Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file))] : []);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string name)
    {
        var file = Path.Combine(path, name);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file) : null;
    }
}
