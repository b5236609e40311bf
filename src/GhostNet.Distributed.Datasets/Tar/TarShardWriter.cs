using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>
/// Writes a shard in WebDataset's convention. The same members make the same bytes, on every machine: times are 0, owner 0, mode 0644, and the format is GNU's, since
/// the framework puts the number of the process into PAX headers.
/// </summary>
public sealed class TarShardWriter : IAsyncDisposable
{
    private readonly TarWriter _writer;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>Writes to a stream, which stays open.</summary>
    public TarShardWriter(Stream destination) => _writer = new TarWriter(destination, TarEntryFormat.Gnu, leaveOpen: true);

    /// <summary>Adds an image, and its class as a decimal index in <c>key.cls</c> where it has one.</summary>
    /// <param name="path">Path of the image in its dataset. The key is the path without the extension, with underscores for other dots.</param>
    /// <param name="image">The image, read to its end; can seek.</param>
    /// <param name="label">Class index.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="DatasetException">Another image of the shard has the same key.</exception>
    public async Task AddAsync(string path, Stream image, int? label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var name = MemberName.ForImage(path);
        if (!_keys.TryAdd(name.Key, path))
        {
            throw new DatasetException("The dataset", [$"the images '{_keys[name.Key]}' and '{path}' would both have the key '{name.Key}' in a tar shard; rename one"]);
        }

        await WriteAsync(name.ToString(), image, cancellationToken);
        if (label is { } index)
        {
            using var text = new MemoryStream(Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)), writable: false);
            await WriteAsync($"{name.Key}.{MemberName.Class}", text, cancellationToken);
        }
    }

    /// <summary>Writes the end of the shard.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task WriteAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var entry = new GnuTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = DateTimeOffset.UnixEpoch,
            ChangeTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            Uid = 0,
            Gid = 0,
            UserName = "",
            GroupName = "",
        };
        await _writer.WriteEntryAsync(entry, cancellationToken);
    }
}
