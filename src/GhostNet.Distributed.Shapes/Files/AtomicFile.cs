namespace GhostNet.Distributed.Shapes.Files;

/// <summary>Files that are there entirely or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file and renames. The temporary name is fixed, so what an interruption leaves is overwritten next time.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }
}
