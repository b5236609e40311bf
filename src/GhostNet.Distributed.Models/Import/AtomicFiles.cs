namespace GhostNet.Distributed.Models.Import;

/// <summary>Several files that get their names only when all of them are written. Disposing them before that leaves nothing behind.</summary>
internal sealed class AtomicFiles : IDisposable
{
    private readonly List<AtomicFile> files = [];

    /// <summary>Writes one under a temporary name.</summary>
    public void Add(string path, ReadOnlySpan<byte> content)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} cannot be written: it is a folder. Nothing was written.");
        }

        files.Add(new AtomicFile(path, content));
    }

    /// <summary>Gives them their names, in the order in which they were added.</summary>
    public void Commit() => files.ForEach(file => file.Commit());

    public void Dispose() => files.ForEach(file => file.Dispose());
}
