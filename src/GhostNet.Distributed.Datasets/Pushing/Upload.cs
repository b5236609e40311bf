using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Pushing;

/// <summary>Uploads blobs that may be there already, and counts. Nothing is ever overwritten: a blob of the same name and another content is a fault.</summary>
internal sealed class Upload(IBlobStore store, int blobs, IProgress<PushProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly FaultList _faults = new();
    private PushProgress _done = new(0, 0, blobs, 0);

    internal PushProgress Done
    {
        get
        {
            lock (_lock)
            {
                return _done;
            }
        }
    }

    /// <summary>Creates a blob of a file's content, unless it is there.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="present">What the listing before the upload said of it.</param>
    /// <param name="local">The file.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    internal async Task RunAsync(BlobName name, BlobEntry? present, FileStream local, CancellationToken cancellationToken)
    {
        if (present is null && await store.TryCreateAsync(name, local, cancellationToken))
        {
            Count(uploaded: 1, present: 0, local.Length);
            return;
        }

        local.Position = 0;
        var there = present ?? (await store.TryGetPropertiesAsync(name, cancellationToken) is { } found ? new BlobEntry(name, found.Length, found.ETag) : default(BlobEntry?));
        if (there is { } blob && await PresentBlob.HasContentAsync(store, blob, local, cancellationToken))
        {
            Count(uploaded: 0, present: 1, 0);
            return;
        }

        lock (_lock)
        {
            _faults.Add($"'{name}' is in {store.Description} already with other content ({there?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes there, {local.Length} here); "
                + "choose another prefix, or delete it there");
        }
    }

    internal void ThrowFaults(string subject)
    {
        if (_faults.Any)
        {
            throw new DatasetException(subject, _faults.ToFaults());
        }
    }

    private void Count(int uploaded, int present, long bytes)
    {
        PushProgress now;
        lock (_lock)
        {
            now = _done = _done with { Uploaded = _done.Uploaded + uploaded, Present = _done.Present + present, Bytes = _done.Bytes + bytes };
        }

        progress?.Report(now);
    }
}
