namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>One thing found below a folder.</summary>
/// <param name="Name">Path relative to the folder, with forward slashes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Length in bytes of a file, or of what a link to a file leads to; 0 for anything else.</param>
internal readonly record struct FoundEntry(string Name, FoundKind Kind, long Length);

/// <summary>What a walk found.</summary>
internal enum FoundKind
{
    /// <summary>A file, or a link to one.</summary>
    File,

    /// <summary>A folder, or a link to one; what is in it follows.</summary>
    Folder,

    /// <summary>A link that leads nowhere.</summary>
    DanglingLink,

    /// <summary>A link to a folder that it stands in itself; not followed.</summary>
    Cycle,

    /// <summary>A folder that may not be read.</summary>
    Unreadable,

    /// <summary>A pipe, socket or device.</summary>
    Special,

    /// <summary>Something whose name is not UTF-8, shown with U+FFFD; it cannot be opened by the name shown.</summary>
    Undecodable,
}

/// <summary>
/// Walks a folder in <see cref="Utf8Order"/> of the relative names, one folder in memory at a time, following links to files and folders but never into a folder
/// that is being walked already.
/// </summary>
internal static class FolderWalk
{
    /// <summary>Everything below <paramref name="start"/>.</summary>
    /// <param name="start">Full path of the folder.</param>
    /// <param name="prefix">Put before the names; empty, or ending with a slash.</param>
    /// <param name="enter">Says by relative name and own name whether an entry is looked at.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    internal static IEnumerable<FoundEntry> Below(string start, string prefix, Func<string, string, bool> enter, CancellationToken cancellationToken)
    {
        var real = RealPath(new DirectoryInfo(start));
        var open = new Stack<(IEnumerator<Child> Children, string Real)>();
        open.Push((Children(real, prefix, enter).GetEnumerator(), real));
        while (open.TryPeek(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!folder.Children.MoveNext())
            {
                folder.Children.Dispose();
                open.Pop();
                continue;
            }

            var child = folder.Children.Current;
            var kind = child.Kind;
            if (kind == FoundKind.Folder)
            {
                kind = open.Any(o => o.Real == child.RealPath || o.Real.StartsWith(child.RealPath + Path.DirectorySeparatorChar, StringComparison.Ordinal)) ? FoundKind.Cycle : kind;
            }

            IEnumerator<Child>? below = null;
            if (kind == FoundKind.Folder)
            {
                try
                {
                    below = Children(child.RealPath, child.Name + "/", enter).GetEnumerator();
                }
                catch (Exception e) when (e is UnauthorizedAccessException or IOException)
                {
                    kind = FoundKind.Unreadable;
                }
            }

            yield return new FoundEntry(child.Name, kind, child.Length);
            if (below is not null)
            {
                open.Push((below, child.RealPath));
            }
        }
    }

    private sealed record Child(string Name, string SortKey, FoundKind Kind, long Length, string RealPath);

    private static List<Child> Children(string folder, string prefix, Func<string, string, bool> enter)
    {
        List<Child> children = [];
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", EveryEntry))
        {
            if (enter(prefix + entry.Name, entry.Name) && Describe(entry, prefix) is { } child)
            {
                children.Add(child);
            }
        }

        children.Sort((a, b) => Utf8Order.Comparer.Compare(a.SortKey, b.SortKey));
        return children;
    }

    private static Child? Describe(FileSystemInfo entry, string prefix)
    {
        if (entry.Name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return new Child(prefix + entry.Name, prefix + entry.Name, FoundKind.Undecodable, 0, entry.FullName);
        }

        try
        {
            var target = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
            var name = prefix + entry.Name;
            return target switch
            {
                // A folder sorts as its name with a slash, so that the walk is in the order of the full names: a-b, a/b, a0.
                DirectoryInfo { Exists: true } => new Child(name, name + "/", FoundKind.Folder, 0, target.FullName.TrimEnd(Path.DirectorySeparatorChar)),
                FileInfo { Exists: true, Length: 0 } when SpecialFile.IsOne(target.FullName) => new Child(name, name, FoundKind.Special, 0, entry.FullName),
                FileInfo { Exists: true } file => new Child(name, name, FoundKind.File, file.Length, file.FullName),
                _ when entry.LinkTarget is not null => new Child(name, name, FoundKind.DanglingLink, 0, entry.FullName),
                _ => null, // deleted since it was listed
            };
        }
        catch (IOException) when (entry.LinkTarget is not null)
        {
            // Links that lead to each other.
            return new Child(prefix + entry.Name, prefix + entry.Name, FoundKind.DanglingLink, 0, entry.FullName);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string RealPath(DirectoryInfo folder) =>
        (folder.LinkTarget is null ? folder : folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder).FullName.TrimEnd(Path.DirectorySeparatorChar);

    private static readonly EnumerationOptions EveryEntry = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false, MatchType = MatchType.Simple };
}
