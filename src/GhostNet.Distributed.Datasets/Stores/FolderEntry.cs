namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>What a folder of a store has directly in it: a blob, or (with a slash at its name's end, and no blob) a folder.</summary>
/// <param name="Name">The full name; a folder's ends with a slash.</param>
/// <param name="Blob">The blob; null for a folder.</param>
public readonly record struct FolderEntry(string Name, BlobEntry? Blob)
{
    /// <summary>The folder's name when it can be one.</summary>
    /// <exception cref="FormatException">It does not end with a slash, or no blob name can begin with it.</exception>
    internal static string Checked(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Length == 0 || (folder.EndsWith('/') && BlobName.Fault(folder[..^1]) is null)
            ? folder
            : throw new FormatException($"'{folder}' is no folder of a store; expected nothing for the root, or segments with a slash behind each, such as val/.");
    }
}
