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
            if (BlobName.Fault(entry.Name) is { } fault)
            {
                faults.Add($"the file name '{string.Concat(entry.Name.Select(c => char.IsControl(c) ? '\uFFFD' : c))}' cannot be used: {fault}; rename the file");
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
                case FoundKind.Special:
                    faults.Add($"'{entry.Name}' is a pipe, socket or device; expected files only, so remove it");
                    break;
                case FoundKind.Undecodable:
                    faults.Add($"the file name '{entry.Name}' is not UTF-8; rename the file");
                    break;
                case FoundKind.Unreadable:
                    faults.Add($"the folder '{entry.Name}' may not be read; give this user the right to");
                    break;
            }
        }

        return new FolderScan(samples.DrainToImmutable(), folders.DrainToImmutable(), ignored.DrainToImmutable());
    }
}
