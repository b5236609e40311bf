using GhostNet.Distributed.Datasets.Labels;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>
/// Finds the images of a folder and their labels: a tree with one folder a class (<c>n01440764/x.JPEG</c>; what lies deeper belongs to the first folder), any
/// folder with a labels file, or images without labels. Links to files and folders are followed, never in a circle.
/// </summary>
public static class DatasetIndex
{
    /// <summary>Indexes a folder. Reads names and lengths, no image.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="options">What is known of it.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <exception cref="DatasetException">The folder is missing, has no images, or its files and labels cannot be used as they are; all faults are told at once.</exception>
    /// <exception cref="LabelFileException">The labels file cannot be used; all faults are told at once.</exception>
    public static async Task<IndexedDataset> ScanAsync(string root, DatasetIndexOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        options ??= new DatasetIndexOptions();
        var faults = new FaultList();
        CheckOptions(options, faults);
        var labels = options.LabelFile is { } path && options.Labels is LabelSource.Automatic or LabelSource.File && !faults.Any
            ? await LabelFile.ReadAsync(path, new LabelVocabulary(options.Classes, options.ModelClasses), cancellationToken)
            : null;
        return await Task.Run(() => Scan(root, options, labels, faults, cancellationToken), cancellationToken);
    }

    private static IndexedDataset Scan(string root, DatasetIndexOptions options, LabelFile? labels, FaultList faults, CancellationToken cancellationToken)
    {
        var subject = $"The dataset in {root}";
        FolderScan scan;
        try
        {
            scan = FolderScan.Of(Path.GetFullPath(root), options.LabelFile is { } file ? [file, .. options.OtherFiles] : options.OtherFiles, faults, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var fault = e is DirectoryNotFoundException ? "there is no such folder; check the path, and that the disk is mounted" : $"it cannot be read ({e.Message.TrimEnd('.')})";
            throw new DatasetException(subject, [.. faults.ToFaults(), fault], e);
        }

        if (scan.Samples.IsEmpty)
        {
            faults.Add($"it has no images{(scan.Ignored.IsEmpty ? "" : $", only files that never are: {CountedNames.Of(scan.Ignored)}")}; expected at least one");
        }

        var source = options.Labels != LabelSource.Automatic ? options.Labels
            : options.LabelFile is not null ? LabelSource.File
            : scan.Folders.IsEmpty ? LabelSource.None
            : LabelSource.Folders;
        var found = source switch
        {
            LabelSource.File when labels is not null => FromFile(labels, scan, options, faults),
            LabelSource.Folders => FromFolders(scan, options, faults),
            _ => Plain(scan, options),
        };
        return faults.Any ? throw new DatasetException(subject, faults.ToFaults()) : found with { Labels = source };
    }

    private static IndexedDataset FromFile(LabelFile labels, FolderScan scan, DatasetIndexOptions options, FaultList faults)
    {
        var match = LabelMatch.Of(labels, scan.Samples);
        if (match.Unlabelled.Count == scan.Samples.Length && !scan.Samples.IsEmpty)
        {
            faults.Add($"none of the {labels.Lines.Length} names in {labels.Source} is one of its files: there they are {match.WithoutFile}, here {match.Unlabelled}");
        }

        return Plain(scan, options) with
        {
            Samples = match.Samples,
            Unlabelled = match.Unlabelled,
            LabelsWithoutFile = match.WithoutFile,
            Notes = labels.Notes,
        };
    }

    private static IndexedDataset FromFolders(FolderScan scan, DatasetIndexOptions options, FaultList faults)
    {
        var indices = ClassFolders.Indices(scan.Folders, options.Classes, options.ModelClasses, faults);
        var outside = CountedNames.Of(scan.Samples.Where(s => !s.Path.Contains('/', StringComparison.Ordinal)).Select(s => s.Path));
        if (outside.Count > 0 && !scan.Folders.IsEmpty)
        {
            faults.Add($"{outside.Count} files lie beside the class folders and so have no class: {outside}; move them into a folder, or give a labels file (--labels)");
        }

        var guessed = options.Classes is null && options.ModelClasses is null;
        return Plain(scan, options) with
        {
            Samples = [.. scan.Samples.Select(s => indices.TryGetValue(s.Path.Split('/', 2)[0], out var index) ? s with { Label = index } : s)],
            Classes = options.Classes?.Count ?? scan.Folders.Length,
            Unlabelled = CountedNames.Of([]),
            Notes = guessed ? [$"The class of a folder is its position among the {scan.Folders.Length} folders in order of name; that is right only for a model of exactly these classes."] : [],
        };
    }

    private static IndexedDataset Plain(FolderScan scan, DatasetIndexOptions options) => new()
    {
        Samples = scan.Samples,
        Classes = options.ModelClasses ?? options.Classes?.Count,
        Labels = LabelSource.None,
        Unlabelled = CountedNames.Of(scan.Samples.Select(s => s.Path)),
        LabelsWithoutFile = CountedNames.Of([]),
        Ignored = CountedNames.Of(scan.Ignored),
        Notes = [],
    };

    private static void CheckOptions(DatasetIndexOptions options, FaultList faults)
    {
        if (options.Labels == LabelSource.File && options.LabelFile is null)
        {
            faults.Add("labels are to come from a file, but none is given (--labels)");
        }

        if (options.Classes is { } classes && options.ModelClasses is { } model && classes.Count != model)
        {
            faults.Add($"the class list has {classes.Count} classes and the model {model}; give the list of this model's classes (--classes)");
        }
    }
}
