using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>What a folder holds, before any label: the samples in manifest order, the first-level folders (empty ones too), and the files left out.</summary>
internal sealed record FolderScan(ImmutableArray<ManifestSample> Samples, ImmutableArray<string> Folders, ImmutableArray<string> Ignored)
{
    /// <summary>Scans a folder. What cannot be used goes into <paramref name="faults"/>.</summary>
    internal static FolderScan Of(string root, IReadOnlyCollection<string> otherFiles, FaultList faults, CancellationToken cancellationToken)
    {
        var samples = ImmutableArray.CreateBuilder<ManifestSample>();
        var folders = ImmutableArray.CreateBuilder<string>();
        var ignored = ImmutableArray.CreateBuilder<string>();
        var others = otherFiles.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in FolderWalk.Below(root, "", (_, own) => !ImageFiles.IsLitter(own), cancellationToken))
        {
            if (NameFault(entry.Name) is { } fault)
            {
                faults.Add(fault);
                continue;
            }

            switch (entry.Kind)
            {
                case FoundKind.Folder or FoundKind.Cycle:
                    if (!entry.Name.Contains('/', StringComparison.Ordinal))
                    {
                        folders.Add(entry.Name);
                    }

                    break;
                case FoundKind.File when others.Contains(Path.GetFullPath(Path.Join(root, entry.Name))):
                    break;
                case FoundKind.File when ImageFiles.IsNeverImage(entry.Name):
                    ignored.Add(entry.Name);
                    break;
                case FoundKind.File:
                    samples.Add(new ManifestSample(entry.Name, null, entry.Length));
                    break;
                case FoundKind.DanglingLink:
                    faults.Add($"'{entry.Name}' is a link that leads nowhere; restore what it leads to, or remove it");
                    break;
                case FoundKind.Unreadable:
                    faults.Add($"the folder '{entry.Name}' may not be read; give this user the right to");
                    break;
            }
        }

        return new FolderScan(samples.DrainToImmutable(), folders.DrainToImmutable(), ignored.DrainToImmutable());
    }

    // The base library shows bytes that are not UTF-8 as U+FFFD, and such a file cannot be opened by the name shown.
    private static string? NameFault(string name) =>
        name.Contains('\uFFFD', StringComparison.Ordinal) ? $"the file name '{name}' is not UTF-8; rename the file"
        : BlobName.Fault(name) is { } fault ? $"the file name '{string.Concat(name.Select(c => char.IsControl(c) ? '\uFFFD' : c))}' cannot be used: {fault}; rename the file"
        : null;
}
