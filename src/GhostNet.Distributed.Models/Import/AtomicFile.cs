namespace GhostNet.Distributed.Models.Import;

/// <summary>
/// A file that is written under a temporary name in its final folder and then renamed, so that nobody ever sees half of it. Disposing it before that leaves
/// nothing behind.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string path;
    private readonly string temporary;

    public AtomicFile(string path, ReadOnlySpan<byte> content)
    {
        this.path = path;
        temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            stream.Write(content);
            // To the disk before the rename, or a power cut could leave the name without its bytes.
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its name, replacing what had it.</summary>
    public void Commit() => File.Move(temporary, path, overwrite: true);

    public void Dispose() => File.Delete(temporary);
}
