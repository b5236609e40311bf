using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// A store in a folder: every blob is a file of its name. A blob is written to a temporary file on the same file system, flushed to the disk, and only then given
/// its name by a hard link, which fails when the name is taken: so the first wins, and no reader ever sees half a blob.
/// </summary>
/// <remarks>
/// Where the file system has no hard links, a rename that replaces nothing (renameat2, renamex_np, MoveFile) does the same. Where it has neither, creating is refused with
/// a <see cref="StoreException"/>: a lock file was considered, but after a killed process it either blocks for ever or, broken by time, lets two writers win.
/// The temporary files are in <c>.tmp</c>, which no listing shows and no blob may be named below. A killed process leaves at most its own there; they are deleted at the
/// first write of a later store when they are older than a day (process ids say nothing when several hosts share the folder).
/// Links to files and folders are followed, so that a folder of images may consist of them. Pipes, sockets and devices are no blobs: opening one might wait for ever.
/// </remarks>
public sealed class FolderBlobStore : IBlobStore
{
    private const string TemporaryFolder = ".tmp";
    private static readonly TimeSpan TemporaryFileLife = TimeSpan.FromDays(1);
    private static readonly SearchValues<char> RefusedByWindows = SearchValues.Create(":*?\"<>|");

    private readonly string _root;
    private readonly bool _mustExist;
    private readonly TimeProvider _time;
    private int _swept;

    /// <summary>A store in a folder, which the first write creates. Nothing is touched before.</summary>
    /// <param name="root">The folder; relative paths are relative to the current folder.</param>
    /// <param name="time">Clock that tells the age of temporary files; the system's by default.</param>
    public FolderBlobStore(string root, TimeProvider? time = null)
        : this(root, mustExist: false, time)
    {
    }

    private FolderBlobStore(string root, bool mustExist, TimeProvider? time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _mustExist = mustExist;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// A store in a folder that must be there, such as one of images. Should the folder vanish later (a mount that is gone), a missing blob is a
    /// <see cref="StoreException"/> instead of null, so that it is not taken for a missing image.
    /// </summary>
    /// <exception cref="StoreException">There is no such folder.</exception>
    public static FolderBlobStore OpenExisting(string root)
    {
        var store = new FolderBlobStore(root, mustExist: true, time: null);
        store.RequireRoot("");
        return store;
    }

    /// <inheritdoc/>
    public string Description => _root;

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        await Guarded(name.Value, "write", () => CreateAsync(name, (file, token) => RandomAccess.WriteAsync(file, content, 0, token), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return await Guarded(name.Value, "write", () => CreateAsync(name, (file, token) => CopyAsync(content, file, token), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => await Guarded(
        name.Value,
        "read",
        async () =>
        {
            using var file = OpenFile(name);
            if (file is null)
            {
                return null;
            }

            var length = RandomAccess.GetLength(file);
            if (length > Array.MaxLength)
            {
                throw new StoreException(Description, name.Value, $"cannot read {length} bytes into memory", "Read it as a stream.");
            }

            var content = new byte[length];
            for (var read = 0; read < content.Length;)
            {
                var count = await RandomAccess.ReadAsync(file, content.AsMemory(read), read, cancellationToken);
                read += count > 0 ? count : throw new EndOfStreamException($"the file ended at byte {read} of {length}");
            }

            return content;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) =>
        await Guarded(name.Value, "read", () => Task.FromResult(Open(name, range)), cancellationToken);

    /// <inheritdoc/>
    public async Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Guarded(name.Value, "read", () => IsOnPool ? Task.FromResult(ReadRange(name, range)) : Task.Run(() => ReadRange(name, range), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => await Guarded(
        name.Value,
        "read",
        () =>
        {
            using var file = OpenFile(name);
            return Task.FromResult(file is null ? null : new BlobProperties(RandomAccess.GetLength(file), ETag(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file))));
        },
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && BlobName.Fault(prefix.EndsWith('/') ? prefix[..^1] : prefix) is { } fault)
        {
            throw new FormatException($"No blob name begins with '{prefix}': {fault}.");
        }

        return Entries(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => await Guarded(
        name.Value,
        "delete",
        () =>
        {
            var path = PathOf(name);
            if (!File.Exists(path))
            {
                return Task.FromResult(false);
            }

            // Two callers may both be told that they deleted it; nothing rests on that, since only markers are deleted.
            File.Delete(path);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>The file of a blob; it may not be there.</summary>
    /// <exception cref="StoreException">The name cannot be a file's on this system, or is one the store keeps for itself.</exception>
    internal string PathOf(BlobName name)
    {
        var text = name.Value;
        if (IsTemporary(text))
        {
            throw new StoreException(Description, text, $"names below {TemporaryFolder} are the store's own", "Choose another name.");
        }

        if (OperatingSystem.IsWindows() && text.Split('/').Any(s => s.AsSpan().ContainsAny(RefusedByWindows) || s[^1] is '.' or ' '))
        {
            throw new StoreException(Description, text, "Windows cannot have a file of this name", "Choose a name without : * ? \" < > | and without a dot or space at a segment's end.");
        }

        return Path.Join(_root, text.Replace('/', Path.DirectorySeparatorChar));
    }

    private async Task<bool> CreateAsync(BlobName name, Func<SafeFileHandle, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        var target = PathOf(name);
        if (IsTaken(name, target))
        {
            return false;
        }

        MakeFolder(name, Path.GetDirectoryName(target)!);
        var temporary = Path.Join(MakeTemporaryFolder(), Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await write(file, cancellationToken);
                RandomAccess.FlushToDisk(file);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return Publish(name, temporary, target);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    private bool Publish(BlobName name, string temporary, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, target); // MoveFileEx without MOVEFILE_REPLACE_EXISTING: one step
                return true;
            }
            catch (IOException) when (IsTaken(name, target))
            {
                return false;
            }
        }

        var outcome = UnixLink.Publish(temporary, target, out var errno);
        if (outcome == UnixLink.Outcome.Created)
        {
            UnixLink.FlushFolder(Path.GetDirectoryName(target)!);
        }

        return outcome switch
        {
            UnixLink.Outcome.Created => true,
            UnixLink.Outcome.Exists when IsTaken(name, target) => false,
            UnixLink.Outcome.Exists => throw new StoreException(Description, name.Value, "its name is taken by something that is neither file nor folder", "Remove it."),
            UnixLink.Outcome.Unsupported => throw new StoreException(
                Description, name.Value, "cannot write: this file system has neither hard links nor a rename that replaces nothing, so two writers could both win", "Put the store on another file system."),
            _ => throw new StoreException(Description, name.Value, $"cannot write: giving the finished file its name failed ({Marshal.GetPInvokeErrorMessage(errno)})", FolderFault.RemedyFor(errno)),
        };
    }

    private bool IsTaken(BlobName name, string target)
    {
        if (Directory.Exists(target))
        {
            throw new StoreException(Description, name.Value, "cannot write: other blobs are named below it, so that it is a folder", "Choose a name that is no other blob's folder.");
        }

        return File.Exists(target);
    }

    private void MakeFolder(BlobName name, string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        for (var parent = folder; parent.Length > _root.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (File.Exists(parent))
            {
                var blob = Path.GetRelativePath(_root, parent).Replace(Path.DirectorySeparatorChar, '/');
                throw new StoreException(Description, name.Value, $"cannot write: '{blob}' is a blob, so that nothing can be named below it", "Choose a name that has no other blob as its folder.");
            }
        }

        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            for (var parent = Path.GetDirectoryName(folder); parent?.Length >= _root.Length; parent = Path.GetDirectoryName(parent))
            {
                UnixLink.FlushFolder(parent);
            }
        }
    }

    private string MakeTemporaryFolder()
    {
        var folder = Path.Join(_root, TemporaryFolder);
        Directory.CreateDirectory(folder);
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            var oldest = _time.GetUtcNow().UtcDateTime - TemporaryFileLife;
            foreach (var file in Directory.EnumerateFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) < oldest).ToList())
            {
                DeleteQuietly(file);
            }
        }

        return folder;
    }

    // A temporary file that stays is harmless and swept later; failing to delete it must not turn a success into an error.
    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static async ValueTask CopyAsync(Stream content, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        long offset = 0;
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0; offset += count)
        {
            await RandomAccess.WriteAsync(file, buffer.AsMemory(0, count), offset, cancellationToken);
        }
    }

    // .NET reads files on the pool's threads in any case, and from one of them the way to another would cost as much as an image's reading. A grain's turn is on one too, but must not be held up.
    private static bool IsOnPool => Thread.CurrentThread.IsThreadPoolThread && TaskScheduler.Current == TaskScheduler.Default && SynchronizationContext.Current is null;

    private BlobContent? ReadRange(BlobName name, BlobRange range)
    {
        var open = Open(name, range);
        using var content = open?.Content;
        return open?.ToContent(Description, name);
    }

    private OpenBlob? Open(BlobName name, BlobRange range)
    {
        var file = OpenFile(name);
        if (file is null)
        {
            return null;
        }

        var properties = new BlobProperties(RandomAccess.GetLength(file), ETag(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)));
        var length = range.LengthWithin(properties.Length);
        return new OpenBlob(new FileRangeStream(file, range.Offset, length), length, properties);
    }

    private SafeFileHandle? OpenFile(BlobName name)
    {
        var path = PathOf(name);
        if (SpecialFile.IsOne(path))
        {
            return null;
        }

        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or PathTooLongException || IsNoFile(e, path))
        {
            RequireRoot(name.Value);
            return null;
        }
    }

    // Opening a folder is "access denied" and a name below a file is "not a directory" (error 20): either way there is no such blob.
    private static bool IsNoFile(Exception e, string path) => (e is UnauthorizedAccessException && Directory.Exists(path)) || (e is IOException && e.HResult == 20);

    private static bool IsTemporary(string name) =>
        name.StartsWith(TemporaryFolder, StringComparison.OrdinalIgnoreCase) && (name.Length == TemporaryFolder.Length || name[TemporaryFolder.Length] == '/');

    private void RequireRoot(string blob)
    {
        if (_mustExist && !Directory.Exists(_root))
        {
            throw new StoreException(Description, blob, "the store's folder is not there", "Check the path, and that the disk or share is mounted.");
        }
    }

    private async IAsyncEnumerable<BlobEntry> Entries(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int page = 1024; // as many file lengths as are looked up before the caller sees the first
        using var found = FilesBelow(prefix, cancellationToken).GetEnumerator();
        for (var more = true; more;)
        {
            var entries = await Guarded(prefix, "list", () => Task.FromResult(NextPage()), cancellationToken);
            more = entries.Count == page;
            foreach (var entry in entries)
            {
                yield return entry;
            }
        }

        List<BlobEntry> NextPage()
        {
            List<BlobEntry> entries = [];
            while (entries.Count < page && found.MoveNext())
            {
                entries.Add(found.Current);
            }

            return entries;
        }
    }

    private IEnumerable<BlobEntry> FilesBelow(string prefix, CancellationToken cancellationToken)
    {
        if (prefix.Contains('/') && IsTemporary(prefix))
        {
            yield break;
        }

        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        var start = folder.Length == 0 ? _root : PathOf(BlobName.Parse(folder[..^1]));
        if (!Directory.Exists(start))
        {
            RequireRoot(prefix);
            yield break;
        }

        bool IsWanted(string name, string own) =>
            !IsTemporary(name) && (name.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(name + "/", StringComparison.Ordinal));

        foreach (var entry in FolderWalk.Below(start, folder, IsWanted, cancellationToken))
        {
            // A file whose name is no blob name (made by someone else) cannot be read through the store either.
            if (entry.Kind == FoundKind.File && BlobName.TryParse(entry.Name, out var name))
            {
                yield return new BlobEntry(name, entry.Length);
            }
        }
    }

    private static string ETag(long length, DateTime lastWrite) => $"{length:x}-{lastWrite.Ticks:x}";

    // File calls block; they run on the pool, so that no caller's own scheduler (a grain's) waits for a disk or a share.
    private Task<T> Guarded<T>(string blob, string verb, Func<Task<T>> operation, CancellationToken cancellationToken) => Guarded(blob, verb, () => Task.Run(operation, cancellationToken));

    private async Task<T> Guarded<T>(string blob, string verb, Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StoreException(Description, blob, $"cannot {verb}: {e.Message.TrimEnd('.')}", FolderFault.Remedy(e), e);
        }
    }
}
