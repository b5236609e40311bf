using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Shapes.Scenes;

namespace GhostNet.Distributed.Shapes.Files;

/// <summary>Writes one dataset into one folder, once.</summary>
internal sealed class FolderWriter(ShapesDataset dataset, string folder, IProgress<int>? progress, int threads)
{
    private readonly FolderMarker _unfinished = new(dataset.Name, ShapesDataset.GeneratorVersion, dataset.Count);
    private readonly byte[][] _digests = new byte[dataset.Count][];
    private readonly long[] _lengths = new long[dataset.Count];
    private readonly Lock _reporting = new();
    private int _next = -1;
    private int _done;

    public async Task<ShapesFolder> WriteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = FolderMarker.Read(folder);
        Refuse(found);
        if (found is { Digest: not null } && IsComplete(found))
        {
            progress?.Report(dataset.Count);
            return Describe(found, wasComplete: true);
        }

        if (found is null)
        {
            // Before anything else: a folder with content and no marker is not ours.
            Directory.CreateDirectory(folder);
            _unfinished.Write(folder);
        }

        foreach (var shape in ShapeClass.All)
        {
            Directory.CreateDirectory(Path.Combine(folder, shape.Id));
        }

        if (found is not null && found != _unfinished)
        {
            // Files of an older generator, or under a marker whose promise they do not keep, are not worth continuing from.
            StartAfresh();
        }

        await DrawAllAsync(cancellationToken).ConfigureAwait(false);
        var finished = _unfinished with { Bytes = _lengths.Sum(), Digest = FoldDigests() };
        finished.Write(folder);
        return Describe(finished, wasComplete: false);
    }

    private void Refuse(FolderMarker? found)
    {
        if (found is null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ShapesFolderException($"{folder} holds files that are not ours (no {ShapesDataset.MarkerName}); nothing was changed. Choose an empty folder.");
        }

        if (found is not null && (found.Dataset != dataset.Name || found.Images != dataset.Count))
        {
            throw new ShapesFolderException(
                $"{folder} holds {found.Images} images of {found.Dataset}, not {dataset.Count} of {dataset.Name}; nothing was changed. Choose another folder.");
        }
    }

    private bool IsComplete(FolderMarker found)
    {
        if (found.Generator != ShapesDataset.GeneratorVersion || !File.Exists(ClassList))
        {
            return false;
        }

        long bytes = 0;
        for (var index = 0; index < dataset.Count; index++)
        {
            var file = new FileInfo(FullPathOf(index));
            if (!file.Exists)
            {
                return false;
            }

            bytes += file.Length;
        }

        return bytes == found.Bytes;
    }

    private void StartAfresh()
    {
        for (var index = 0; index < dataset.Count; index++)
        {
            File.Delete(FullPathOf(index));
        }

        _unfinished.Write(folder);
    }

    private async Task DrawAllAsync(CancellationToken cancellationToken)
    {
        AtomicFile.Write(ClassList, Encoding.UTF8.GetBytes(string.Concat(ShapeClass.All.Select(c => $"{c.Id} {c.Words}\n"))));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drawing = Enumerable.Range(0, Math.Min(threads, dataset.Count))
            .Select(_ => Task.Factory.StartNew(() => DrawOnThisThread(stop), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        try
        {
            await Task.WhenAll(drawing.ToArray()).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Drawing {dataset.Name} was stopped after {_done} of {dataset.Count} images; the next time continues from there.", e, cancellationToken);
        }
    }

    private void DrawOnThisThread(CancellationTokenSource stop)
    {
        var studio = new Studio();
        try
        {
            for (var index = Interlocked.Increment(ref _next); index < dataset.Count; index = Interlocked.Increment(ref _next))
            {
                stop.Token.ThrowIfCancellationRequested();
                Settle(index, studio);
            }
        }
        catch
        {
            // A full disk on one thread ends the others too.
            stop.Cancel();
            throw;
        }
    }

    private void Settle(int index, Studio studio)
    {
        var path = FullPathOf(index);
        byte[] content;
        if (File.Exists(path))
        {
            content = File.ReadAllBytes(path);
        }
        else
        {
            content = dataset.Make(index, studio);
            AtomicFile.Write(path, content);
        }

        _digests[index] = SHA256.HashData(content);
        _lengths[index] = content.Length;
        lock (_reporting)
        {
            progress?.Report(++_done);
        }
    }

    private string FoldDigests()
    {
        using var lines = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < dataset.Count; index++)
        {
            lines.AppendData(Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(_digests[index])}  {dataset.PathOf(index)}\n"));
        }

        return Convert.ToHexStringLower(lines.GetHashAndReset());
    }

    private string ClassList => Path.Combine(folder, ShapesDataset.ClassListName);

    private string FullPathOf(int index) => Path.Combine(folder, dataset.PathOf(index).Replace('/', Path.DirectorySeparatorChar));

    private ShapesFolder Describe(FolderMarker finished, bool wasComplete) =>
        new(folder, ClassList, dataset.Count, finished.Bytes!.Value, finished.Digest!, wasComplete);
}
